"""What pages about people ask."""

from django import template
from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from ..audit import DEEDS

# The first that fits: browsers also name those whose pages they want to get
BROWSERS = [("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari")]  # fmt: skip
SYSTEMS = [
    ("Windows", "Windows"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
]  # fmt: skip

PLACES = {
    "music.job": "desk_job",
    "accounts.user": "person",
}  # at the desk; other rows are in the administration

register = template.Library()


@register.simple_tag
def sends_mail():
    """Whether mail reaches people; without EMAIL_URL it is only printed."""
    return bool(settings.EMAIL_URL)


@register.filter
def browser(user_agent):
    """Firefox on Linux, from what a browser says of itself; the whole of it where nothing is known."""
    name = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((system for mark, system in SYSTEMS if mark in user_agent), "")
    if name and system:
        return _("{browser} on {system}").format(browser=name, system=system)
    return name or system or user_agent[:80] or _("Unknown browser")


@register.filter
def deed(what):
    """What was done, as a line of the log says it after a name."""
    return DEEDS.get(what, what)


@register.filter
def place(entry):
    """Where the row is that a line of the log names; empty where rows of its kind have no page."""
    if page := PLACES.get(entry.on_kind):
        return reverse(page, args=[entry.on_key])
    if not entry.on_key.isdecimal():
        return ""
    try:
        return reverse(f"admin:{entry.on_kind.replace('.', '_')}_change", args=[entry.on_key])
    except NoReverseMatch:
        return ""
