"""POST /api/v1/generate/get-timestamped-lyrics: when each word of a song is sung. Answered at once."""

from ..answers import Refused
from ..music import notes, timing
from .base import Operation
from .tools import SONG, UNKNOWN, source_of

BARS = 200  # of the waveform
LOUDEST = 1.0


class TimedLyrics(Operation):
    slug, path = "timestamped-lyrics", "/api/v1/generate/get-timestamped-lyrics"
    immediate, checks = True, SONG

    def admit(self, sandbox, params):
        if source_of(sandbox, params) is None:
            raise Refused(422, UNKNOWN)

    def answer(self, sandbox, task):
        """An instrumental has no words, and that is no error."""
        source = source_of(sandbox, task.param)
        pieces = source.recipe["pieces"]
        return {
            "alignedWords": [
                {"word": word, "success": True, "startS": start, "endS": end, "palign": 0}
                for word, start, end in timing.words(pieces)
            ],
            "waveformData": waveform(notes.of(pieces), source.about["duration"]),
            "hootCer": 0.0,
            "isStreamed": False,
        }


def waveform(instruments, seconds):
    """How much sounds in each bar, 0 to 1."""
    bars = [0.0] * BARS
    for note in (note for instrument in instruments for note in instrument["notes"]):
        first, last = (int(BARS * note[end] / seconds) for end in ("start", "end"))
        for place in range(min(first, BARS - 1), min(last + 1, BARS)):
            bars[place] += note["velocity"]
    highest = max(bars) or LOUDEST
    return [round(bar / highest, 4) for bar in bars]


operation = TimedLyrics()
