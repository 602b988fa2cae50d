"""A song is made of pieces: each a score of its own, of which the first seconds may be all that is heard."""

from array import array

from . import composer, lanes, synth

FADE = 2.0  # seconds at the end of a song
SEAM = 0.03  # seconds in which the cut end of a piece dies away under the next one


def sound(pieces):
    """The whole song as samples (see synth); a cut piece sounds as in the song it is from, up to the cut."""
    tail, heard = b"", b""
    for piece in pieces:
        whole = faded(synth.together(composer.compose(piece)), FADE)
        end = 2 * synth.samples(piece["until"]) if piece.get("until") else len(whole)
        heard += over(whole[:end], tail)
        tail = faded(whole[end : end + 2 * synth.samples(SEAM)], SEAM)
    return heard


def faded(part, seconds):
    """The same, falling to silence over its last seconds."""
    count = min(len(part) // 2, synth.samples(seconds))
    start = len(part) - 2 * count
    end = [int(value * (count - place) / count) for place, value in enumerate(array("h", part[start:]))]
    return part[:start] + array("h", end).tobytes()


def over(part, tail):
    """A part with the tail of the one before sounding into its beginning."""
    size = min(len(part), len(tail))
    return (lanes.mix([part[:size], tail[:size]]) if size else b"") + part[size:]
