"""What stands in files of strangers, as it may stand in rows: no text that a database refuses, no number that is none."""

import math
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

OLDEST = datetime(1900, 1, 1, tzinfo=UTC)
MONTHS = {4: "-01-01", 7: "-01"}  # what a date of so many characters lacks


def text(value, most):
    """Without NUL and halves of characters; empty for what is no text."""
    value = value if isinstance(value, str) else ""
    return value.replace("\0", "").encode(errors="replace").decode()[:most].strip()


def line(value, most):
    """The same on one line."""
    return text(" ".join(value.split()) if isinstance(value, str) else "", most)


def number(value, least, most):
    """A float; None for what is none, or lies elsewhere."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most
    return float(value) if is_number and math.isfinite(value) else None


def whole(value, least, most, default):
    is_whole = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    return value if is_whole else default


def moment(value):
    """`2024`, `2024-05`, `2024-05-01` or with a time; None for what is no date, or not over yet."""
    value = text(value, 40)
    value += MONTHS.get(len(value), "")
    try:
        day = parse_date(value) if len(value) == 10 else None
        found = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else parse_datetime(value)
        found = found and (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return found if found and OLDEST <= found <= timezone.now() else None


def objects(value, most):
    """The dicts of a list."""
    return [each for each in value[:most] if isinstance(each, dict)] if isinstance(value, list) else []
