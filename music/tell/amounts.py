"""Credits, and how many there are, in words."""

from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def amount(credits):
    """1284.000 → 1,284; 0.4 → 0.4; without its unit."""
    if credits is None:
        return "–"
    plain = Decimal(credits).normalize()
    places = max(0, -plain.as_tuple().exponent)
    return number_format(plain, decimal_pos=places, use_l10n=True, force_grouping=True)


def counted(number, most=1000):
    """1,284; what was counted no further than to a thousand, and is more: 1,000+"""
    return f"{amount(min(number, most))}{'+' if number > most else ''}"


def credits(price):
    """A price with its unit; what is not known is said so."""
    if price is None:
        return _("price unknown")
    return in_credits(price) if price else _("free")


def in_credits(number):
    """The same of what is no price: nothing left is not free."""
    words = ngettext("{amount} credit", "{amount} credits", 1 if number == 1 else 2)
    return words.format(amount=amount(number))
