"""How samples (see synth) begin, end, and pass into one another."""

from array import array

from .timbres import RATE


def ramp(part, factor):
    """Samples, each multiplied by factor(its place / their count)."""
    values = array("h", part)
    size = max(1, len(values))
    return array("h", [int(value * factor(place / size)) for place, value in enumerate(values)]).tobytes()


def faded(part, seconds):
    """The same, falling to silence over its last seconds."""
    start = max(0, len(part) - 2 * round(seconds * RATE))
    return part[:start] + ramp(part[start:], lambda place: 1 - place)


def risen(part, seconds):
    """The same, rising from silence over its first seconds."""
    end = 2 * round(seconds * RATE)
    return ramp(part[:end], lambda place: place) + part[end:]


def over(part, tail):
    """A part with the tail of the one before sounding into its beginning."""
    size = min(len(part), len(tail))
    both = map(clamped_sum, array("h", part[:size]), array("h", tail[:size]))
    return array("h", both).tobytes() + part[size:]


def clamped_sum(one, other):
    return max(-32_768, min(32_767, one + other))
