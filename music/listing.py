"""A library as its address asks for it: words, filters, a sort, a view, and a page of rows after a mark."""

from functools import cached_property
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import excerpts, search
from .choosing import Chosen
from .filters import FILTERS, SORTS, SORTS_OF_TRASH
from .gathering import COUNTED, WIDE, Gathering
from .models import Track
from .models.tracks import TAKES

PAGE = 50
MORE = 20  # at a time while one scrolls or types: no more than a frame has time for
FEW = 5
VIEWS = {"list": (_("List"), "list"), "grid": (_("Covers"), "layout-grid"), "stacks": (_("Stacks"), "layers")}
BEST, NEWEST = "best", "newest"
IN_JOBS = ("newest", "oldest")  # sorts that keep the takes of a job together
BY_STARS = ("rating", "rating-up")


class Listing:
    """`groups`: lists of tracks, the takes of one job each, where the sort keeps those together; `next_address` for
    the rows after them. `usual_view` is for an address that names none."""

    def __init__(self, user, query, most=None, usual_view="list"):
        self.user, self.most, self.usual_view = user, most or PAGE, usual_view
        self.chosen = Chosen(user, query)
        self.view = query.get("view") if query.get("view") in VIEWS else usual_view
        self.usual = BEST if "q" in self.chosen else NEWEST
        self.sort = query.get("sort") if query.get("sort") in self.sorts else self.usual
        self.mark = query.get("after", "")

    @cached_property
    def own(self):
        """{filter: [(value, word)] that this person has to choose from}, each asked for once."""
        return {name: self.chosen.choices(name) for name, each in FILTERS.items() if each.is_theirs}

    @cached_property
    def sorts(self):
        best = {BEST: _("Best match first")} if "q" in self.chosen else {}
        offered = SORTS | (SORTS_OF_TRASH if "trash" in self.chosen else {})
        return best | {name: sort.label for name, sort in offered.items()}

    @property
    def by(self):
        """The sort itself; the best are the newest first, twice."""
        return SORTS_OF_TRASH.get(self.sort) or SORTS[NEWEST if self.is_best_first else self.sort]

    @cached_property
    def matching(self):
        """All that match, in library order."""
        tracks = self._narrowed(Track.objects.of(self.user).newest_first())
        return tracks.found_by(self.user, self.chosen["q"]) if "q" in self.chosen else tracks

    def _narrowed(self, tracks):
        tracks = self.chosen.narrow(tracks)
        return tracks.filter(is_top=True) if self.is_stacked and not self.is_gathered else tracks

    @property
    def is_stacked(self):
        return self.view == "stacks" and "trash" not in self.chosen

    @property
    def is_gathered(self):
        """Any song of a stack may match, and its top is shown."""
        return self.is_stacked and bool(self.chosen)

    @cached_property
    def gathered(self):
        return Gathering(self)

    @cached_property
    def tracks(self):
        """A page of them, and the rest of the last job's takes: they are never cut apart."""
        found = self._stacks() if self.is_gathered else self._page()
        if "q" in self.chosen:
            excerpts.mark(found, self.chosen["q"])
        if self.is_stacked:
            self._count_stacks(found)
        for track in found:
            track.stars = track.rating if self.sort in BY_STARS else 0
        return found

    def _stacks(self):
        self.is_cut = bool(self.gathered.next_mark)
        return self.gathered.tops

    def _page(self):
        found = self.found(self.most + 1, self.mark)
        if len(found) > self.most:
            self.is_cut = True
            next_one = found.pop()
            if self.in_jobs and next_one.job_id == found[-1].job_id:
                found += self._rest_of_job(next_one)
        return found

    is_cut = False

    @property
    def in_order(self):
        """All that match, as the page shows them."""
        return self.matching if self.is_best_first else self.by.order(self.matching)

    def found(self, most, mark):
        """So many of those that match, behind a mark."""
        if self.is_best_first:
            return self._best(most, mark)
        return list(self.by.after(self._sorted(mark), mark)[:most])

    def _sorted(self, mark):
        """Few songs are sorted by themselves. Where there are many, the sort's own index is walked, since it meets some
        of them soon."""
        sort = self.by
        if self.sort == NEWEST and (mark or not self.is_narrow):
            return self._rows(self.matching)
        if self.is_narrow and len(self.first) <= COUNTED:
            return self._rows(sort.order(Track.objects.filter(pk__in=self.first)))
        if "q" in self.chosen and self.sort != NEWEST:
            hits = FILTERS["q"].where(self.user, self.chosen["q"])
            return self._rows(sort.order(self._narrowed(Track.objects.of(self.user)).filter(hits)))
        return self._rows(self.matching if self.sort == NEWEST else sort.order(self.matching))

    @property
    def is_narrow(self):
        return bool(self.chosen) or self.is_stacked

    @cached_property
    def first(self):
        """The keys of the newest that match, a thousand and one of them: read from an index alone, or from the words."""
        if self.is_gathered:
            return [key for key, _stack in self.pairs[: COUNTED + 1]]
        return list(self.matching.values_list("pk", flat=True)[: COUNTED + 1])

    @cached_property
    def pairs(self):
        """The same with their stacks, and more: a thousand stacks may be among them."""
        return list(self.matching.values_list("pk", "stack")[: WIDE * COUNTED])

    def _best(self, most, mark):
        """Those with all words in their title, then the others; each the newest first."""
        where, _sign, place = mark.partition("~")
        found = []
        if where != "rest":
            found = self._ranked(search.in_title, place, most)
            place = ""
        if len(found) < most:
            found += self._ranked(search.not_in_title, place, most - len(found))
        return found

    def _ranked(self, query, place, most):
        tracks = self._narrowed(Track.objects.of(self.user))
        rows = self._rows(tracks.matching(query(self.user.pk, self.chosen["q"])))
        found = list(SORTS[NEWEST].after(rows, place)[:most])
        for track in found:
            track.tier = "title" if query is search.in_title else "rest"
        return found

    def _rows(self, rows):
        return rows.only("stack", "order") if self.is_gathered else self.in_rows(rows)

    def in_rows(self, tracks):
        return tracks.for_hits() if "q" in self.chosen else tracks.for_rows()

    def of_stacks(self, stacks):
        """Those that match in these, but for words; sorted."""
        # As in `_count_stacks`: the stacks alone find them.
        tracks = self._narrowed(Track.objects.filter(stack__in=stacks))
        return self.by.order(tracks)

    @property
    def is_best_first(self):
        return self.sort == BEST

    def _rest_of_job(self, track):
        first, last = track.job_id * TAKES, track.job_id * TAKES + TAKES - 1
        ends = (first, track.order) if self.sort == NEWEST else (track.order, last)
        return list(self._sorted(self.mark).filter(order__range=ends))

    def _count_stacks(self, tops):
        """How many songs lie beneath each."""
        # They are a person's own; with the owner too, another index would look better.
        stacks = {top.stack for top in tops}
        songs = Track.objects.kept().filter(stack__in=stacks).order_by()
        counts = dict(songs.values_list("stack").annotate(Count("pk")))
        for top in tops:
            top.beneath = counts.get(top.stack, 1) - 1

    @property
    def in_jobs(self):
        return self.sort in IN_JOBS and self.view == "list"

    @cached_property
    def groups(self):
        """In their order, but the takes of one job in their own."""
        if not self.in_jobs:
            return [[track] for track in self.tracks]
        by_job = groupby(self.tracks, key=lambda track: track.job_id)
        return [sorted(takes, key=lambda track: track.position) for _job, takes in by_job]

    @property
    def few(self):
        """The groups in lists of about five songs: what a page lets rest at once, when it is far from sight. The first of
        a day says so."""
        day, few, size, zone = None, [], 0, timezone.get_current_timezone()
        for takes in self.groups:
            made = takes[0].made_at.astimezone(zone).date()
            takes[0].begins_day, day = self.in_jobs and made != day, made
            few.append(takes)
            size += len(takes)
            if size >= FEW:
                yield few
                few, size = [], 0
        if few:
            yield few

    @cached_property
    def count(self):
        """How many match, up to a thousand: of the newest, so that the same index is walked as for the list."""
        here = len(self.tracks)
        if not self.mark and not self.is_cut:
            return here
        if self.is_gathered:
            return self.gathered.count
        return len(self.first) if "first" in self.__dict__ else self.matching[: COUNTED + 1].count()

    @property
    def is_beyond_count(self):
        return self.count > COUNTED

    @property
    def known_count(self):
        """None where it was not counted to its end."""
        return None if self.is_beyond_count else self.count

    # Its address

    @property
    def own_address(self):
        return reverse("track_list") + self.address()

    @property
    def kept_words(self):
        """What a change of the filters leaves as it is."""
        kept = {
            "view": "" if self.view == self.usual_view == "list" else self.view,
            "sort": self.sort if self.sort != self.usual else "",
        }
        return {name: word for name, word in kept.items() if word}

    def address(self, **changes):
        words = {**self.chosen.words, **self.kept_words, **changes}
        return "?" + urlencode({name: word for name, word in words.items() if word}, doseq=True)

    @property
    def next_address(self):
        if self.is_gathered:
            return self.address(after=self.gathered.next_mark) if self.gathered.next_mark else ""
        if not self.tracks or not self.is_cut:
            return ""
        return self.address(after=self.mark_of(self.tracks[-1]))

    def mark_of(self, track):
        return f"{track.tier}~{track.order}" if self.is_best_first else self.by.mark(track)

    @property
    def chips(self):
        """Each chosen filter: what it says, and the address without it."""
        for name, value in self.chosen.conditions:
            yield self.chosen.word(name, value), self.address(**self.chosen.without(name, value))

    @property
    def views(self):
        """(name, word, icon, address) of each."""
        return [(name, *told, self.address(view=name)) for name, told in VIEWS.items()]

    @cached_property
    def is_empty_library(self):
        """Nothing was ever made: the page teaches how."""
        return not self.tracks and not self.chosen and not Track.objects.of(self.user).exists()


def number(text):
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
