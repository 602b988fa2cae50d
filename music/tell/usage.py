"""Spending as a picture and as tables, in the reader's words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from ..kie.limits import label_of
from ..operations import registry
from . import bars


def told(usage):
    """For the page."""
    return {
        "usage": usage,
        "month": usage.month,
        "bars": bars.drawn((day, usage.days.get(day, Decimal(0))) for day in usage.month.days),
        "tables": [
            (_("By operation"), named(usage.parts["operation"], registry.name_of)),
            (_("By version"), named(usage.parts["version"], label_of)),
            (_("By persona"), named(usage.parts["persona"], str)),
        ],
        "wide": bars.WIDE,
        "high": bars.HIGH,
    }


def named(parts, name_of):
    """(name, credits, its part of the dearest in percent)"""
    most = max(parts.values(), default=0) or 1
    return [(name_of(name), credits, max(0, round(100 * credits / most))) for name, credits in parts.items()]
