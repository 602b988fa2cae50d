"""Spending as a picture and as tables, in the reader's words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..kie.limits import label_of
from ..operations import registry

WIDE, HIGH = 720, 160  # of the picture, in its own units
GAP = 4


@dataclass(frozen=True)
class Bar:
    day: object
    credits: Decimal
    x: float
    y: float
    width: float
    height: float


def told(usage):
    """For the page."""
    return {
        "usage": usage,
        "month": usage.month,
        "bars": bars(usage),
        "tables": [
            (_("By operation"), named(usage.parts["operation"], registry.name_of)),
            (_("By version"), named(usage.parts["version"], label_of)),
            (_("By persona"), named(usage.parts["persona"], str)),
        ],
        "wide": WIDE,
        "high": HIGH,
    }


def bars(usage):
    """One for each day, as high as its part of the dearest day; nothing is below the ground."""
    days = usage.month.days
    most = max(usage.days.values(), default=0) or 1
    step = WIDE / len(days)
    for number, day in enumerate(days):
        credits = usage.days.get(day, Decimal(0))
        height = float(max(credits, 0) / most) * (HIGH - GAP)
        yield Bar(
            day,
            credits,
            round(number * step + GAP / 2, 1),
            round(HIGH - height, 1),
            round(step - GAP, 1),
            round(height, 1),
        )


def named(parts, name_of):
    """(name, credits, its part of the dearest in percent)"""
    most = max(parts.values(), default=0) or 1
    return [(name_of(name), credits, max(0, round(100 * credits / most))) for name, credits in parts.items()]
