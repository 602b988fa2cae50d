"""Songs as rows and as covers. A page has fifty: what is the same for all is looked up once, and each fills in a pattern.
As template variables they would cost ten times as much."""

from functools import lru_cache
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from ..models import Track
from .songs import Now, address, goes, made, marks, stars, thumb
from .studio import clock

register = template.Library()


@register.filter
def rows(tracks):
    """Rows of the library."""
    return Row().all(tracks)


@register.filter
def stacks(few):
    """The takes of a job each, with the day where one begins; or what lies on top of a stack, and how much lies beneath."""
    draw = Row()
    return SafeString("".join(draw.stack(takes) for takes in few))


@register.filter
def loose(few):
    """Songs by themselves."""
    return SafeString(f'<ul class="loose">{rows(takes[0] for takes in few)}</ul>')


@register.filter
def rows_beneath(tracks):
    """Those that lie beneath another in a stack: they can be put on top."""
    return RowBeneath().all(tracks)


@register.filter
def rows_in_list(tracks, playlist):
    """Those that can be moved, and taken out of their list."""
    return RowInList(playlist).all(tracks)


@register.filter
def cards(tracks):
    """The same as covers with their titles."""
    return Card().all(tracks)


class Card:
    """Draws a song in the pattern that all of a page share, as its reader sees it now."""

    template, kind = "music/_card.html", "card"
    cover, style = 160, 80  # pixels, characters

    def __init__(self):
        self.now = Now()
        self.pattern, self.disks = _pattern(self.now.language, self.template)

    def all(self, tracks):
        return SafeString("".join(self.pattern.format(**self.fields(track)) for track in tracks))

    def fields(self, track):
        title = escape(str(track))
        return self.second(track) | {
            "at": address(track), "uuid": track.uuid, "title": title,
            "shown": getattr(track, "marked_title", "") or title, "take": track.position + 1, "bars": track.bars,
            "thumb": thumb(track, self.cover), "length": clock(track.duration),
            "loved": "true" if track.is_favourite else "false",
        }  # fmt: skip

    def second(self, track):
        """Its second line, and its marks: what a search found, when it goes, or its stars stand there instead of the style,
        or before it; the player reads the style elsewhere then."""
        told, style = marks(track, self.kind), escape(track.style[: self.style])
        shown = getattr(track, "marked_style", "") or goes(track) or style
        if number := getattr(track, "stars", 0):
            shown = f"{_stars(self.now.language, number)} {shown}"
        return {"marks": told if shown == style else f'{told} data-style="{style}"', "style": shown}


class Row(Card):
    template, kind = "music/_row.html", "row"
    cover, style = 48, 120

    def fields(self, track):
        fields = super().fields(track)
        fields["version"], fields["made"] = escape(track.version), made(track, self.now)
        fields["disk"] = self.disk(track, fields)
        return fields

    def stack(self, takes):
        day = f"<h2>{self.now.day(takes[0].made_at)}</h2>" if takes[0].begins_day else ""
        return f'{day}<ul class="stack">{self.all(takes)}{_more(takes[0])}</ul>'

    def disk(self, track, _fields):
        return self.disks[track.archive_state]


class RowBeneath(Row):
    kind = "row under"

    def disk(self, _track, fields):
        return self.disks["top"].format(**fields)


class RowInList(Row):
    template = "music/_entry_row.html"

    def __init__(self, playlist):
        super().__init__()
        self.list = playlist.get_absolute_url()

    def fields(self, track):
        return super().fields(track) | {"entry": track.entry, "list": self.list}


@lru_cache
def _pattern(_language, template):
    """The pattern, and what it says of the disk in each state, with words and icons filled in."""
    states = Track.Archive.values
    disks = {state: render_to_string("music/_row_disk.html", {"state": state}) for state in states}
    return render_to_string(template), disks | {"top": render_to_string("music/_put_on_top.html")}


@lru_cache
def _stars(_language, number):
    return f'<span class="stars" role="img" aria-label="{stars(number)}">{"★" * number}</span>'


def _more(top):
    """How many songs lie under the top of a stack, how many of these were looked for, and the way to them."""
    n, matches = getattr(top, "beneath", 0), getattr(top, "matches", 0)
    return _beneath(get_language(), n, matches).replace("{at}", address(top)) if n else ""


@lru_cache
def _beneath(_language, n, matches):
    return render_to_string("music/_beneath.html", {"n": n, "matches": matches, "address": "{at}"})
