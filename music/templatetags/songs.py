"""What pages say about songs: addresses, moments, waveforms, settings."""

from datetime import timedelta
from functools import lru_cache
from html import escape

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ..media import audio
from ..models import Upload
from ..models.kept import Archive
from ..operations import registry
from ..services import trash
from ..tell import arrivals, copies, recipe, vault

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
    return f"/tracks/{track.uuid}/"


@register.filter
def seconds(duration):
    """For scripts: 187.32 → 187.3, in every language with a point."""
    return f"{duration:.1f}" if duration else ""


@register.filter
def marks(song, kind):
    """The attributes by which scripts know a track or an upload wherever it stands; `kind` is its first class."""
    page = f' data-page="{song.get_absolute_url()}"' if is_upload(song) else ""
    source = "" if song.is_kept and not page else f' data-src="{escape(song.play_url)}"'
    return SafeString(
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
    return SafeString(
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
    return SafeString(moment.isoformat(timespec="seconds"))


@register.filter
def day(moment):
    return Now().day(moment)


@lru_cache(maxsize=1024)
def _day(date, today, _language):
    words = {today: _("Today"), today - timedelta(days=1): _("Yesterday")}
    return words.get(date) or date_format(date, _("j F Y"))


class Now:
    """The reader's own: their language, their clock and its day. It is asked for once for all songs of a page."""

    def __init__(self):
        self.language, self.zone = get_language(), timezone.get_current_timezone()
        self.today = timezone.localdate(timezone=self.zone)

    def day(self, moment):
        """Today, Yesterday, or the date."""
        return _day(moment.astimezone(self.zone).date(), self.today, self.language)

    def when(self, moment):
        """Short enough for a column: the time of a day in the last week, else the date. A script makes it local."""
        local = moment.astimezone(self.zone)
        date, is_near = _short_day(local.date(), self.today, self.language)
        return f"{date}{local:%H:%M}" if is_near else date


@lru_cache(maxsize=1024)
def _short_day(date, today, _language):
    days = (today - date).days
    if days > 6:
        return date_format(date, _("j M Y")), False
    return (f"{date_format(date, 'D')} " if days else ""), True


@register.filter
def made(song, now=None):
    when = (now or Now()).when(song.made_at)
    return SafeString(f'<time class="row-cell num first" datetime="{iso(song.made_at)}">{when}</time>')


@register.filter
def goes(track):
    """When a song in the trash is deleted; nothing where that is never."""
    moment = trash.goes_at(track)
    if moment is None:
        return ""
    return escape(
        _("Deleted for good on {day}").format(day=date_format(timezone.localtime(moment), _("j M Y")))
    )


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
