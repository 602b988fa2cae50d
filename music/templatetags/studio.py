"""Small things that templates say often."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.engine import Engine
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import get_language

from ..operations import registry
from ..tell.amounts import amount, counted, credits, in_credits
from ..tell.trouble import explain

register = template.Library()
register.filter("operation_name", registry.name_of)
register.filter("amount", amount)
register.filter("counted", counted)
register.filter("credits", credits)
register.filter("in_credits", in_credits)


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name, classes=""):
    """An icon of the sprite, 20 px, hidden from screen readers: its button has a name."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        classes,
        static("img/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def fixed(context, name, **known):
    """A fragment that is the same wherever the language and `known` are: drawn once for all pages. What stands there
    between `verbatim` is filled in by each page."""
    return _fixed(name, get_language(), tuple(known.items())).render(context)


@lru_cache(maxsize=512)
def _fixed(name, _language, known):
    return Engine.get_default().from_string(render_to_string(name, dict(known)))


@register.filter
def clock(seconds):
    """187.8 → 3:07, whole seconds as players count them; nothing → –:––"""
    if seconds is None:
        return "–:––"
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def money(credits):
    """12 → 0.06 USD, by the price of a credit; nothing where the server names none."""
    if credits is None or not settings.CREDIT_PRICE:
        return ""
    return f"{number_format(credits * settings.CREDIT_PRICE, 2, use_l10n=True)} {settings.CREDIT_CURRENCY}"


@register.filter
def why(job):
    """What went wrong, what it means for the song and the money, and what to do: one sentence."""
    return explain(job)


# The frame

SECTIONS = {
    "create": (
        "create",
        "operate",
        "recipe_list",
        "recipe_detail",
        "new_recipe",
        "edit_recipe",
        "new_grid",
        "grid_detail",
    ),
    "jobs": ("job_list", "job_detail", "retry_job", "settle_job"),
    "personas": ("persona_list", "persona_detail", "voice_start", "voice_flow", "voice_step"),
    "uploads": ("upload_list", "upload_detail", "edit_upload", "operate_on_upload"),
    "playlists": (
        "playlist_list",
        "playlist_detail",
        "edit_playlist",
        "add_to_playlist",
        "write_rule",
        "edit_rule",
    ),
    "notices": ("notification_list",),
    "lyrics": ("draft_list", "draft_detail", "write_draft", "compare_drafts"),
    "you": ("settings", "usage", "provider_key", "vault", "leave", "share_list", "share_detail"),
}


@register.simple_tag(takes_context=True)
def section(context):
    """Which part of the studio the page belongs to, for the rail; account pages are a person's own, and the desk is found there."""
    match = getattr(context.get("request"), "resolver_match", None)
    if match is None:
        return ""
    if match.route.startswith(("accounts/", "admin/")):
        return "you"
    return next((name for name, pages in SECTIONS.items() if match.url_name in pages), "library")


UNDO = {
    "undo": "restore_track",
    "undo-upload": "restore_upload",
    "undo-draft": "restore_draft",
    "undo-share": "reopen_share",
    "undo-list": "restore_playlist",
    "undo-entry": "put_back_entry",
    "undo-songs": "undo_tracks",
    "undo-losers": "restore_losers",
}


@register.filter
def undo_key(tags):
    """The uuid in a message's extra tags, `undo:<uuid>` for a track; else nothing."""
    kind, _colon, key = (tags or "").partition(":")
    return key if kind in UNDO else ""


@register.filter
def undo_address(tags):
    """What takes it back; a key of several parts has slashes between them."""
    kind, _colon, key = tags.partition(":")
    return reverse(UNDO[kind], args=key.split("/"))


@register.filter
def get(mapping, key):
    return mapping.get(key)
