"""The stacks in which songs match, for a library that shows stacks: each stands where the first of its matches would
stand in the list, and is shown by its top. So the list's own queries find them, however rare or common matches are."""

from functools import cached_property
from itertools import groupby
from operator import itemgetter

from . import search
from .models import Track

COUNTED = 1000
WIDE = 3  # matches that are read for each stack: takes of a job match together


class Gathering:
    """`tops` of a page of stacks, each with `matches`, how many beneath it match; `next_mark` for those after. Where some
    have many matches, a page has fewer stacks, or none."""

    def __init__(self, listing):
        self.listing = listing
        asked = WIDE * (listing.most + 1)
        found = listing.found(asked, listing.mark)
        songs = list(_of_first_stacks(found, listing.most + 1))
        self.matches = self._matches(songs)  # of each stack, as the list sorts them
        firsts = [song for song in songs if self._is_first(song)]
        self.stacks = [song.stack for song in firsts[: listing.most]]
        self.next_mark = ""
        if len(firsts) > listing.most:
            self.next_mark = listing.mark_of(firsts[listing.most - 1])
        elif len(songs) < len(found) or len(found) == asked:
            self.next_mark = listing.mark_of(songs[-1])

    def _is_first(self, song):
        """Else its stack stands on a page before, or here already."""
        return song.pk == self.matches.get(song.stack, [None])[0]

    def _matches(self, songs):
        """{stack: the keys of all its matches}, of the stacks that these are in."""
        has_words = "q" in self.listing.chosen
        facts = ("stack", "pk", "text__words") if has_words else ("stack", "pk")
        rows = list(self.listing.of_stacks({song.stack for song in songs}).values_list(*facts))
        if has_words:
            rows = self._found(rows, {song.pk for song in songs})
        by_stack = groupby(sorted(rows, key=itemgetter(0)), itemgetter(0))
        return {stack: [row[1] for row in few] for stack, few in by_stack}

    def _found(self, rows, known):
        """Those of them that the words find, and the best first where the list has it so."""
        finds = self._finding(search.query)
        rows = [row for row in rows if row[1] in known or finds(row)]
        if self.listing.is_best_first:
            finds = self._finding(search.in_title)
            rows.sort(key=lambda row: not finds(row))
        return rows

    def _finding(self, query):
        asked = query(self.listing.user.pk, self.listing.chosen["q"])
        return lambda row: search.finds(asked, row[2] or "")

    @cached_property
    def tops(self):
        rows = self.listing.in_rows(Track.objects.kept().filter(stack__in=self.stacks, is_top=True))
        tops = {top.stack: top for top in rows}
        for stack, top in tops.items():
            top.matches = len(self.matches[stack]) - (top.pk in self.matches[stack])
        return [tops[stack] for stack in self.stacks if stack in tops]

    @cached_property
    def count(self):
        """Of all such stacks, up to a thousand and one."""
        stacks = len({stack for _key, stack in self.listing.pairs})
        if stacks > COUNTED or len(self.listing.pairs) < WIDE * COUNTED:
            return min(stacks, COUNTED + 1)
        matching = self.listing.matching.order_by()
        return matching.values("stack").distinct()[: COUNTED + 1].count()


def _of_first_stacks(songs, many):
    """As far as no more stacks than these are in them."""
    stacks = set()
    for song in songs:
        stacks.add(song.stack)
        if len(stacks) > many:
            return
        yield song
