"""The waveforms of two songs on one axis of time, and where they clearly differ in height."""

from dataclasses import dataclass
from itertools import groupby, pairwise

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..media import audio
from ..operations.fields import moment

BARS = 120  # of the longer one
CLEAR = 32  # of 255: an eighth of the whole height
FEW = 6  # places that are named


@dataclass(frozen=True)
class Wave:
    """`bars` as `static/js/waves.js` draws them; `room`: how many the axis has room for; `marks`: a path beneath those
    that differ."""

    bars: str
    room: int = 0
    marks: str = ""


@dataclass(frozen=True)
class Pair:
    """Both waves, whether they differ, and a sentence on where; nothing is said where one is not known."""

    waves: tuple
    differs: bool = False
    said: str = ""


def compared(one, other):
    if not all(song.duration and song.peaks for song in (one, other)):
        return Pair(tuple(Wave(song.bars) for song in (one, other)))
    second = max(one.duration, other.duration) / BARS
    heights = [_heights(song, second) for song in (one, other)]
    places = _places(*heights)
    marks = "".join(f"M{begin} 110h{end - begin}" for begin, end in places)
    return Pair(
        tuple(Wave(audio.encode(bytes(bars)), BARS, marks) for bars in heights),
        bool(places),
        _said(places, second),
    )


def _heights(song, second):
    """A bar for each step of so many seconds: the highest of its slice, or the one that is there."""
    peaks, count = bytes(song.peaks), max(round(song.duration / second), 1)
    edges = [step * len(peaks) // count for step in range(count + 1)]
    return [max(peaks[begin : max(end, begin + 1)]) for begin, end in pairwise(edges)]


def _places(one, other):
    """(first bar, the one after the last) of each row of bars that differ, as far as both sound."""
    differs = [abs(a - b) >= CLEAR for a, b in zip(one, other, strict=False)]
    rows = [(is_other, list(bars)) for is_other, bars in groupby(range(len(differs)), differs.__getitem__)]
    return [(bars[0], bars[-1] + 1) for is_other, bars in rows if is_other]


def _said(places, second):
    if not places:
        return _("No clear difference in height.")
    named = [f"{moment(round(begin * second))}–{moment(round(end * second))}" for begin, end in places[:FEW]]
    words = _("Clearly different in height: {places}.").format(places=", ".join(named))
    if places[0][0]:
        until = _("Alike until {time}.").format(time=moment(round(places[0][0] * second)))
        words = f"{until} {words}"
    more = len(places) - len(named)
    told = ngettext("And {n} place more.", "And {n} places more.", more).format(n=more)
    return f"{words} {told}" if more else words
