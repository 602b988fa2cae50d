"""The panel of filters. Most fields are as they were the last time, for everybody: they are kept as they were drawn."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from ..filters import FILTERS

register = template.Library()
SHAPES = {"range": "ends", "date": "ends", "flag": "tick", "choice": "choice"}


@register.filter
def panel(listing):
    """A field for each filter but the words; what a person has nothing to choose of is left out."""
    return mark_safe("".join(_field(listing, name) for name in FILTERS if name != "q"))


def _field(listing, name):
    chosen, field = FILTERS[name], listing.form.fields[name]
    value = chosen.plain(listing.chosen[name]) if name in listing.chosen else None
    now = tuple(value) if isinstance(value, list) else value
    choices = tuple((key, str(word)) for key, word in field.choices) if chosen.kind == "choice" else ()
    if chosen.kind == "choice" and len(choices) < 2:
        return ""
    return _drawn(get_language(), name, str(field.label), choices, now)


@lru_cache(maxsize=2000)
def _drawn(_language, name, label, choices, now):
    kind = FILTERS[name].kind
    told = {"name": name, "label": label, "choices": choices, "now": now, "kind": kind}
    return render_to_string(f"music/_filter_{SHAPES[kind]}.html", told)
