"""When the lead sings each word."""

from . import composer, synth, voices
from .pieces import placed, span


def words(pieces):
    """[(word, start, end)] in seconds of the song, in order.

    A word is text as it was written: the first of a section brings the section's mark ("[Verse]\\nRain"), the last of a
    line a newline. A word is left out where the cut of a piece leaves out its beginning.
    """
    found = []
    for zero, piece in placed(pieces):
        first, last = span(piece)
        for word, start, end in sung(piece):
            if first <= start < last:
                found.append((word, round(zero + start, 3), round(zero + min(end, last), 3)))
    return found


def sung(piece):
    """[[word, start, end]] in the piece's own time."""
    if "file" in piece:
        return []
    score = voices.only(composer.compose(piece), piece.get("voices"))
    step, found = synth.samples(score.step_seconds) / synth.RATE, []
    for note in score.voices.get("vocals", ()):
        end = (note.start + note.length) * step
        if note.text:
            found.append([note.text, note.start * step, end])
        else:
            found[-1][2] = end
    return found
