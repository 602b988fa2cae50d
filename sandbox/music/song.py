"""A song is made of pieces (see pieces), each composed, or a recording, or composed over a recording."""

from pathlib import Path

from . import composer, files, lanes, synth
from .edges import faded, over, risen
from .pieces import span
from .voices import only

FADE = 2.0  # seconds at the end of a composed piece
SEAM = 0.03  # seconds in which the cut end of a piece dies away under the next one


def sound(pieces, voices=None, folder="."):
    """The whole song as samples (see synth), of these voices only; a cut piece sounds as in the song it is from.

    Recordings are files within the folder; ValueError for others and what is no sound, OSError for what is missing.
    """
    parts, tail = [], b""
    for piece in pieces:
        whole = alone(piece, voices, Path(folder))
        start, end = (2 * synth.samples(moment) for moment in span(piece))
        part = whole[start:end]
        parts.append(over(risen(part, SEAM) if start else part, tail))
        tail = faded(whole[end : end + 2 * synth.samples(SEAM)], SEAM)
    return b"".join(parts)


def alone(piece, voices, folder):
    """The whole of a piece. What is composed over a recording and the recording share the range, half each."""
    if "file" in piece:
        recording = files.decoded(files.path_in(folder, piece["file"]), piece["length"])
        return faded(files.share(recording, voices), SEAM)
    score = only(composer.compose(piece), piece.get("voices"), voices)
    composed = faded(synth.together(score), FADE)
    if "over" not in piece:
        return composed
    recording = files.decoded(files.path_in(folder, piece["over"]["file"]), piece["length"])
    share = files.share(files.levelled(recording), voices, "chords" if is_sung(piece) else "vocals")
    return lanes.mix([lanes.halved(composed), faded(share, SEAM)])


def is_sung(piece):
    return piece["sung"] and "vocals" in piece.get("voices", ["vocals"])
