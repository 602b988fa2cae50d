"""Figures as a picture: bars side by side, in the picture's own units."""

from dataclasses import dataclass

WIDE, HIGH = 720, 160
GAP = 4


@dataclass(frozen=True)
class Bar:
    of: object
    value: object
    x: float
    y: float
    width: float
    height: float


def drawn(pairs, most=None):
    """One for each (of, value), as high as its part of the most; nothing is below the ground."""
    pairs = list(pairs)
    most = most or max((value or 0 for _of, value in pairs), default=0) or 1
    step = WIDE / (len(pairs) or 1)
    for number, (of, value) in enumerate(pairs):
        height = float(max(value or 0, 0) / most) * (HIGH - GAP)
        x, y = number * step + GAP / 2, HIGH - height
        yield Bar(of, value, round(x, 1), round(y, 1), round(step - GAP, 1), round(height, 1))
