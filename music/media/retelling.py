"""A song's words in time, when its lyrics were written anew: what is sung keeps its time."""

import re
from dataclasses import replace
from difflib import SequenceMatcher

from . import timing
from .timed import Line, Word, lines

SAME = 0.5  # of a text's words have to be found again for it to be the same song's


def retold(words, lyrics, before=None, duration=None):
    """`words` as `lyrics` tell them; what is new has its share of the time between. `before` are the lyrics that
    stood there when they were written anew: what those did not cover, at the beginning or the end, stays as it is."""
    heard, told = lines(words), timing.read(lyrics)
    if not any(line.words for line in told):
        return words
    first, last = _covered(heard, timing.read(before) if before else told)
    if _texts(heard[first:last]) == _texts(told) or (
        before is None and not _is_the_same(heard[first:last], told)
    ):
        return words
    new = [*heard[:first], *_timed(told, heard[first:last]), *heard[last:]]
    try:
        return timing.words_of(timing.filled(new, duration))
    except ValueError:
        return words


def _texts(lines):
    return [f"[{line.heading}]" if line.heading else line.text for line in lines]


def _sung(lines):
    """The pieces of all lines; those of one word share its time by their letters."""
    return [piece for line in lines for word in line.words for piece in _cut(word)]


def _cut(word):
    parts = timing.pieces(word.text)
    if len(parts) < 2 or word.start is None:
        return [word]
    share = (word.end - word.start) / len(parts)
    return [
        Word(text, word.start + share * place, word.start + share * (place + 1))
        for place, text in enumerate(parts)
    ]


def _key(word):
    return re.sub(r"\W", "", word.text).casefold() or word.text.strip()


def _matches(heard, told):
    """Where the same words stand in both: (place, place, how many)."""
    keys = [list(map(_key, words)) for words in (heard, told)]
    return [
        match for match in SequenceMatcher(None, *keys, autojunk=False).get_matching_blocks() if match.size
    ]


def _is_the_same(heard, told):
    here, there = _sung(heard), _sung(told)
    found = sum(match.size for match in _matches(here, there))
    return found >= SAME * len(there)


def _covered(heard, told):
    """The lines, from and to, in which these lyrics are sung; all of them where they are not found."""
    owners = [number for number, line in enumerate(heard) for word in line.words for _piece in _cut(word)]
    found = _matches(_sung(heard), _sung(told))
    if not found:
        return 0, len(heard)
    first, last = owners[found[0].a], owners[found[-1].a + found[-1].size - 1]
    while first and heard[first - 1].heading:
        first -= 1
    return first, last + 1


def _timed(told, heard):
    """The told lines with the times of what was heard."""
    here, there = _sung(heard), _sung(told)
    times = {}
    for match in _matches(here, there):
        times |= {match.b + step: here[match.a + step] for step in range(match.size)}
    place, found = 0, []
    for line in told:
        words = [
            replace(word, start=times[number].start, end=times[number].end) if number in times else word
            for number, word in enumerate(line.words, start=place)
        ]
        place += len(words)
        found.append(Line(tuple(words), line.heading))
    return found
