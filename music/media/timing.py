"""Words in time as a person writes them: a text in the form of enhanced LRC, whole or with gaps, and back again.

`[00:12.10]` before a line and `<00:12.40>` before a word are when it begins, a last `<00:13.60>` or an empty line with
a time when it ends; `[Verse]` heads a part. What has no time gets its share of the time between its neighbours.
"""

import math
import re
from dataclasses import replace
from itertools import pairwise

from .timed import SIGNS, Line, Word, lines

TIME = r"(\d{1,3}):(\d{1,2}(?:[.:]\d{1,3})?)"
STAMP = re.compile(rf"\s*\[{TIME}\]", re.ASCII)
BEGINS = re.compile(rf"<{TIME}>", re.ASCII)
TAG = re.compile(r"\[(?:ti|ar|al|au|by|re|ve|la|length|offset):.*\]", re.IGNORECASE)
HEADING = re.compile(r"\[([^\[\]]{1,200})\]")
PIECE = re.compile(rf"[{SIGNS}]\s?|[^\s{SIGNS}]+\s?")
LONGEST = 4 * 3600  # seconds of a song whose length is not known
LETTER, BREATH = 0.09, 0.4  # seconds: what a line takes that nobody timed the end of


def read(text) -> list[Line]:
    """Lines and headings; where no time was written, `start` and `end` of a word are None."""
    found = []
    for written in text.splitlines():
        stamp = STAMP.match(written)
        start = _seconds(stamp) if stamp else None
        rest = written[stamp.end() :].strip() if stamp else written.strip()
        if not stamp and TAG.fullmatch(rest):
            continue
        if heading := not stamp and HEADING.fullmatch(rest):
            found.append(Line(heading=heading[1].strip()))
        elif not rest:
            _end_before(found, start)
        else:
            found += [Line(words)] if (words := _words(rest, start)) else []
    return found


def _end_before(found, end):
    if end is not None and found and found[-1].words:
        *words, last = found[-1].words
        found[-1] = Line((*words, replace(last, end=end)))


def _words(text, start):
    """Cut at its blanks, and where it says when a word begins."""
    marks = list(BEGINS.finditer(text))
    starts = [start, *map(_seconds, marks)]
    ends = [0, *(mark.end() for mark in marks)]
    stops = [*(mark.start() for mark in marks), len(text)]
    found = []
    for begins, first, stop in zip(starts, ends, stops, strict=True):
        for number, piece in enumerate(pieces(text[first:stop])):
            found.append(Word(piece, begins if number == 0 else None, None))
    if found and marks and not text[ends[-1] :].strip():
        found[-1] = replace(found[-1], end=starts[-1])
    if found:
        found[-1] = replace(found[-1], text=found[-1].text.rstrip())
    if found and found[0].start is None:
        found[0] = replace(found[0], start=start)
    return tuple(found)


def pieces(text):
    """Words with the one blank behind them; of writings without blanks, each sign."""
    return [f"{piece.rstrip()} " if piece != piece.rstrip() else piece for piece in PIECE.findall(text)]


def _seconds(match):
    return int(match[1]) * 60 + float(match[2].replace(":", "."))


def written(words) -> str:
    """The text that `read` reads, of a song's words in time."""
    return "\n".join(f"[{line.heading}]" if line.heading else _timed(line) for line in lines(words))


def _timed(line):
    words = "".join(f"<{_stamp(word.start)}>{word.text}" for word in line.words).rstrip()
    return f"[{_stamp(line.start)}]{words} <{_stamp(line.end)}>"


def _stamp(seconds):
    hundredths = round(seconds * 100)
    return f"{hundredths // 6000:02}:{hundredths // 100 % 60:02}.{hundredths % 100:02}"


# Filling in


def filled(lines, duration=None):
    """The same with all times known; those that are known stay. Raises ValueError where none is."""
    sung = [line for line in lines if line.words]
    if not any(word.start is not None for line in sung for word in line.words):
        raise ValueError("Nothing has a time.")
    spans = _spans(sung, duration)
    done = iter([_fill(line, span) for line, span in zip(sung, spans, strict=True)])
    return [next(done) if line.words else line for line in lines]


def _spans(sung, duration):
    """[start, end] of each line."""
    spans = [_known_span(line) for line in sung]
    places = [place for place, span in enumerate(spans) if span]
    for place, following in zip(places, [*places[1:], None], strict=True):
        _close(spans, place, following)
    for before, after in pairwise([None, *places, None]):
        _share(sung, spans, before, after, duration or math.inf)
    return spans


def _known_span(line):
    """[start, end or None, the latest time it needs]; None where nothing of it is timed."""
    known = [(place, word.start) for place, word in enumerate(line.words) if word.start is not None]
    if not known:
        return None
    (first, start), (last, latest) = known[0], known[-1]
    start = max(start - LETTER * letters(line.words[:first]), 0)
    return [start, line.words[-1].end, latest + BREATH + LETTER * letters(line.words[last:])]


def _close(spans, place, following):
    start, end, guess = spans[place]
    limit = spans[following][0] if following is not None else math.inf
    end = guess if end is None else end
    spans[place] = [start, max(min(end, limit) if limit > start else end, start)]


def _share(sung, spans, before, after, duration):
    """Lines without any time, between two that have some: they share the room by their letters. At either end of the
    song they take no more of it than they need."""
    places = range(0 if before is None else before + 1, len(sung) if after is None else after)
    left = 0 if before is None else spans[before][1]
    right = duration if after is None else spans[after][0]
    wanted = [BREATH + LETTER * letters(sung[place].words) for place in places]
    scale = max(right - left, 0) / (sum(wanted) or 1)
    if before is None or after is None:
        scale = min(scale, 1)
    moment = right - scale * sum(wanted) if before is None else left
    for place, length in zip(places, wanted, strict=True):
        spans[place] = [moment, moment + length * scale]
        moment += length * scale


def _fill(line, span):
    """Each word of one line, between the times that are known."""
    start, end = span
    starts = [start, *(word.start for word in line.words[1:]), end]
    known = [place for place, moment in enumerate(starts) if moment is not None]
    for first, last in pairwise(known):
        total = letters(line.words[first:last])
        for place in range(first + 1, last):
            part = letters(line.words[first:place]) / (total or 1)
            starts[place] = starts[first] + (starts[last] - starts[first]) * part
    moments = [round(moment, 3) for moment in starts]
    words = zip(line.words, moments, moments[1:], strict=False)
    return Line(tuple(Word(word.text, begins, _end(word, begins, ends)) for word, begins, ends in words))


def _end(word, begins, following):
    return max(begins, following if word.end is None else min(word.end, max(following, begins)))


def letters(words):
    return sum(max(len(word.text.strip()), 1) for word in words)


# Back to words


def words_of(lines):
    """[[text, start, end], …], as `timed.lines` reads them again."""
    words, marks = [], ""
    for line in lines:
        if line.heading:
            marks += f"[{line.heading}]\n"
            continue
        for number, word in enumerate(line.words):
            is_last = number == len(line.words) - 1
            text = f"{word.text.rstrip()}\n" if is_last else word.text
            words.append([marks + text, word.start, word.end])
            marks = ""
    if marks and words:
        words[-1][0] += marks
    return words


def plain(lines) -> str:
    """The lyrics alone, a blank line before each part."""
    texts = [f"\n[{line.heading}]" if line.heading else line.text for line in lines]
    return "\n".join(texts).strip()
