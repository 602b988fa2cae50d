"""The stacks in which songs match, for a library that shows stacks: each stands where the first of its matches would
stand in the list, and is shown by its top. So the list's own queries find them, however rare or common matches are."""

from functools import cached_property
from itertools import groupby

from . import search
from .models import Track, TrackText

COUNTED = 1000
WIDE = 3  # matches that are read for each stack: takes of a job match together
ROUNDS = 3  # after which a page is what it is: a stack can have thousands of matches


class Gathering:
    """`tops` of a page of stacks, each with `matches`, how many beneath it match; `next_mark` for those after."""

    def __init__(self, listing):
        self.listing = listing
        self.matches = {}  # the keys of those of a stack, as the list sorts them
        self.places, self.next_mark = self._gather()

    def _gather(self):
        """(the first match of each stack, the mark to go on from: empty at the end)"""
        places, mark, most = [], self.listing.mark, self.listing.most
        for _round in range(ROUNDS):
            songs = self.listing.found(WIDE * (most + 1), mark)
            self.matches |= self._matches({song.stack for song in songs} - set(self.matches))
            places += [song for song in songs if song.pk == self._first(song.stack)]
            if len(places) > most:
                return places[:most], self.listing.mark_of(places[most - 1])
            if len(songs) < WIDE * (most + 1):
                return places, ""
            mark = self.listing.mark_of(songs[-1])
        return places, mark

    def _first(self, stack):
        return self.matches[stack][0] if stack in self.matches else None

    def _matches(self, stacks):
        found = self._found(list(self.listing.of_stacks(stacks).values_list("pk", "order", "stack")))
        by_stack = sorted(found, key=lambda song: song[2])
        return {stack: [pk for pk, _order, _stack in few] for stack, few in groupby(by_stack, lambda s: s[2])}

    def _found(self, songs):
        """Those of them that the words find, and the best first where the list has it so."""
        if "q" not in self.listing.chosen:
            return songs
        hits = self._hits(songs, search.query)
        songs = [song for song in songs if song[1] in hits]
        if not self.listing.is_best_first:
            return songs
        titled = self._hits(songs, search.in_title)
        return sorted(songs, key=lambda song: song[1] not in titled)

    def _hits(self, songs, query):
        asked = query(self.listing.user.pk, self.listing.chosen["q"])
        orders = [order for _pk, order, _stack in songs]
        return set(TrackText.objects.filter(pk__in=orders, words__match=asked).values_list("pk", flat=True))

    @cached_property
    def tops(self):
        stacks = [song.stack for song in self.places]
        rows = self.listing.in_rows(Track.objects.kept().filter(stack__in=stacks, is_top=True))
        tops = {top.stack: top for top in rows}
        for stack, top in tops.items():
            top.matches = len(self.matches[stack]) - (top.pk in self.matches[stack])
        return [tops[stack] for stack in stacks if stack in tops]

    @cached_property
    def count(self):
        """Of all such stacks, up to a thousand and one."""
        if len(self.listing.first) <= COUNTED:
            return Track.objects.filter(pk__in=self.listing.first).values("stack").distinct().count()
        many = self.listing.matching.values_list("stack", flat=True)
        some = many[: WIDE * COUNTED]
        stacks = len(set(some))
        if stacks > COUNTED or len(some) < WIDE * COUNTED:
            return min(stacks, COUNTED + 1)
        return many.order_by().distinct()[: COUNTED + 1].count()
