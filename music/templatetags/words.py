"""What pages say about sung words."""

from django import template

from ..media import timed
from ..models import TimedLyrics
from ..operations import fields
from ..tell.changes import changes

register = template.Library()
register.filter("moment", fields.moment)


@register.filter
def timed_lines(track):
    """A track's words as lines to follow (see `media.timed`); none where they are not timed."""
    try:
        return timed.lines(track.timed_lyrics.words)
    except (AttributeError, TimedLyrics.DoesNotExist):  # an upload never has any
        return []


@register.filter
def word_changes(form):
    """From the song's words as they were to those in the form."""
    now = form["full_lyrics"].value() or ""
    return changes(form.words_before, now.replace("\r\n", "\n"))
