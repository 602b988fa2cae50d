"""What pages say about songs: addresses, moments, waveforms, settings."""

from datetime import timedelta
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..media import audio
from ..models import Track, Upload
from ..models.kept import Archive
from ..operations import registry
from ..services import trash
from ..tell import arrivals, copies, recipe, vault
from .studio import clock

register = template.Library()
register.filter("settings_told", recipe.told)
register.filter("why_refused", arrivals.why)
register.filter("why_not_kept", copies.why)
register.filter("why_at_risk", vault.reason)
register.filter("time_left", vault.time_left)
register.filter("fresh_links", vault.fresh_links)


@register.filter
def address(track):
    """Where a song's page is; built by hand, since a library asks for fifty at a time."""
    return mark_safe(f"/tracks/{track.uuid}/")


@register.filter
def seconds(duration):
    """For scripts: 187.32 → 187.3, in every language with a point."""
    return f"{duration:.1f}" if duration else ""


@register.filter
def marks(song, kind):
    """The attributes by which scripts know a track or an upload wherever it stands; `kind` is its first class."""
    page = f' data-page="{song.get_absolute_url()}"' if is_upload(song) else ""
    source = "" if song.is_kept and not page else format_html(' data-src="{}"', song.play_url)
    return mark_safe(
        f'class="{kind} hue-{song.hue}" data-track="{song.uuid}" data-length="{seconds(song.duration)}"{source}{page}'
        f"{loudness(song)}"
    )


def loudness(song):
    """For the player, which plays all songs one like the other: LUFS, dBTP. What was not read is not asked for."""
    told = vars(song)
    if told.get("loudness") is None or told.get("true_peak") is None:
        return ""
    return f' data-loud="{told["loudness"]:.1f} {told["true_peak"]:.1f}"'


@register.filter
def thumb(track, size=48):
    """Its small cover, if it has one; `v` lets browsers keep it for good."""
    if not track.thumb:
        return ""
    return mark_safe(
        f'<img src="/tracks/{track.uuid}/thumb?v={track.hue}" alt="" loading="lazy" width="{size}" height="{size}">'
    )


@register.filter
def fine_bars(track, count=240):
    """The waveform for a whole page's width, one character a bar."""
    peaks = bytes(track.peaks)
    return audio.encode(audio.shrink(peaks, count)) if peaks else track.bars


@register.filter
def is_upload(song):
    return isinstance(song, Upload)


@register.filter
def any_due(files):
    """Whether a copy is on its way."""
    return any(file.archive_state == Archive.DUE for file in files)


@register.filter
def iso(moment):
    return mark_safe(moment.isoformat(timespec="seconds"))


@register.filter
def day(moment):
    """Today, Yesterday, or the date."""
    return _day(timezone.localtime(moment).date(), timezone.localdate(), get_language())


@lru_cache(maxsize=1024)
def _day(date, today, _language):
    words = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
    return words.get(date) or date_format(date, _("j F Y"))


def when(moment):
    """Short enough for a column: the time of a day in the last week, else the date. A script makes it local."""
    local = timezone.localtime(moment)
    date, is_near = _short_day(local.date(), timezone.localdate(), get_language())
    return f"{date}{local:%H:%M}" if is_near else date


@lru_cache(maxsize=1024)
def _short_day(date, today, _language):
    days = (today - date).days
    if days > 6:
        return date_format(date, _("j M Y")), False
    return (f"{date_format(date, 'D')} " if days else ""), True


@register.filter
def made(track):
    return mark_safe(
        f'<time class="row-cell num first" datetime="{iso(track.made_at)}">{when(track.made_at)}</time>'
    )


@register.filter
def goes(track):
    """When a song in the trash is deleted; nothing where that is never."""
    moment = trash.goes_at(track)
    day = moment and date_format(timezone.localtime(moment), _("j M Y"))
    return escape(_("Deleted for good on {day}").format(day=day)) if moment else ""


@register.simple_tag
def operation_price(slug):
    return registry.get(slug).price()


@register.filter
def stars(number):
    """3 → “3 stars”, for who cannot see them."""
    number = int(number)
    return ngettext("{n} star", "{n} stars", number).format(n=number) if number else _("No stars")


@register.filter
def is_heading(line):
    """Whether a line of lyrics names a part, as in `[Chorus]`."""
    return line.startswith("[") and line.endswith("]")


@register.filter
def row(track):
    """One row of the library. As template variables it would cost three times as much, fifty times a page."""
    return _in_row(track, lambda disks, title: disks[track.archive_state])


@register.filter
def row_beneath(track):
    """One that lies beneath another in a stack: it can be put on top."""
    return _in_row(
        track, lambda disks, title: disks["top"].replace("{at}", address(track)).replace("{title}", title)
    )


@register.filter
def row_in_list(track, entry):
    """One that can be moved, and taken out of its list."""
    place = {"entry": entry.pk, "list": f"/playlists/{entry.playlist.uuid}/"}
    return _in_row(track, lambda disks, title: disks[track.archive_state], "music/_entry_row.html", **place)


def _in_row(track, last, template="music/_row.html", **more):
    pattern, disks = _row(get_language(), template)
    title = escape(track.title or _("Untitled"))
    # What a search found, or when it goes, stands in for the style, which the player reads.
    found = getattr(track, "marked_style", "") or goes(track)
    style = escape(track.style[:120])
    return mark_safe(
        pattern.format(
            marks=marks(track, "row") + (f' data-style="{style}"' if found else ""), at=address(track), title=title,
            uuid=track.uuid, shown=getattr(track, "marked_title", "") or title, take=track.position + 1, thumb=thumb(track),
            style=found or style, bars=track.bars, version=escape(track.version), length=clock(track.duration),
            made=made(track), disk=last(disks, title), loved="true" if track.is_favourite else "false",
            **more,
        )
    )  # fmt: skip


@register.filter
def card(track):
    """The same as a cover with its title."""
    title = escape(track.title or _("Untitled"))
    return mark_safe(
        _card(get_language()).format(
            marks=marks(track, "card"), at=address(track), title=title, take=track.position + 1,
            shown=getattr(track, "marked_title", "") or title, thumb=thumb(track, 160), uuid=track.uuid, style=goes(track) or escape(track.style[:80]),
            bars=track.bars, length=clock(track.duration), loved="true" if track.is_favourite else "false",
        )
    )  # fmt: skip


@lru_cache
def _row(_language, template):
    """The pattern of a row, and what it says of the disk in each state, with words and icons filled in."""
    states = Track.Archive.values
    disks = {state: render_to_string("music/_row_disk.html", {"state": state}) for state in states}
    return render_to_string(template), disks | {"top": render_to_string("music/_put_on_top.html")}


@register.filter
def beneath(track):
    """How many songs lie under the top of a stack, and the way to them."""
    return mark_safe(_beneath(get_language(), track.beneath).replace("{at}", address(track)))


@lru_cache
def _beneath(_language, n):
    return render_to_string("music/_beneath.html", {"n": n, "address": "{at}"})


@lru_cache
def _card(_language):
    return render_to_string("music/_card.html")
