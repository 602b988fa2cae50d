"""The panel of filters. Most fields are as they were the last time, for everybody: they are kept as they were drawn."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from ..filtering import ANY
from ..filters import FILTERS

register = template.Library()
SHAPES = {"range": "ends", "date": "ends", "flag": "tick", "choice": "choice"}


@register.filter
def panel(listing):
    """A field for each filter but the words; what a person has nothing to choose of is left out."""
    return mark_safe("".join(_field(listing, name) for name in FILTERS if name != "q"))


def _field(listing, name):
    chosen = FILTERS[name]
    value = chosen.plain(listing.chosen[name]) if name in listing.chosen else None
    now = tuple(value) if isinstance(value, list) else value
    if not chosen.is_theirs:
        return _drawn(get_language(), name, now)
    own = tuple(listing.own[name])
    return _drawn(get_language(), name, now, own) if own else ""


@lru_cache(maxsize=2000)
def _drawn(_language, name, now, own=()):
    chosen = FILTERS[name]
    choices = [ANY, *own] if own else chosen.kind == "choice" and chosen.all_choices(None)
    told = {"name": name, "label": chosen.label, "choices": choices, "now": now, "kind": chosen.kind}
    if chosen.is_several:
        return render_to_string(
            "music/_filter_several.html", told | {"choices": choices[1:], "now": now or ()}
        )
    return render_to_string(f"music/_filter_{SHAPES[chosen.kind]}.html", told)
