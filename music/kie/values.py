"""Single values out of a body that a stranger may have written: each is of one type, or nothing."""

import json
import math
import re
from decimal import Decimal, InvalidOperation
from urllib.parse import urlsplit

from .words import plain

MAX_SECONDS = 24 * 60 * 60


def parse(text):
    """The JSON value, None if it is none; NaN and infinite numbers, which no database takes, become null."""
    try:
        return json.loads(text, parse_constant=lambda name: None, parse_float=finite)
    except (TypeError, ValueError, RecursionError):
        return None


def finite(text):
    """The number, None where it is too large to be one."""
    number = float(text)
    return number if math.isfinite(number) else None


def dict_of(value):
    """The value if it is an object, else an empty one: `data` may be null, a list or a text."""
    return value if isinstance(value, dict) else {}


def code_of(value):
    """A code as the number it is, also from text; another short text as it is; else None."""
    if isinstance(value, int):
        return value if not isinstance(value, bool) and abs(value) < 10**6 else None
    text = plain(value, 64).strip()
    return int(text) if re.fullmatch("[0-9]{1,6}", text) else text or None


def number_of(value):
    """A finite number from zero to 999,999,999, also from numeric text, as Decimal; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = Decimal(plain(value, 32) if isinstance(value, str) else str(value))
    except (InvalidOperation, ValueError):  # ValueError: an integer of more than 4,300 digits
        return None
    return number if number.is_finite() and 0 <= number <= 999_999_999 else None


def seconds_of(value):
    """A duration; None also for 0, which stands in early messages for "not known yet"."""
    number = number_of(value)
    return float(number) if number and number <= MAX_SECONDS else None


def url_of(value):
    """An http(s) address as given (stem files have a blank in theirs) but for blanks around it, else an empty text."""
    value = value.strip(" ") if isinstance(value, str) else ""
    if not value.isprintable() or len(value) > 2000:
        return ""
    try:
        parts = urlsplit(value)
        return value if parts.scheme in ("http", "https") and parts.hostname else ""
    except ValueError:
        return ""


def id_of(value):
    """An id: a text of 1 to 64 printable characters, else None."""
    fits = isinstance(value, str) and value.strip() and len(value) <= 64 and value.isprintable()
    return value if fits else None
