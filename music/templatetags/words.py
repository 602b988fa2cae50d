"""What pages say about sung words."""

from django import template

from ..media import timed
from ..models import TimedLyrics

register = template.Library()


@register.filter
def timed_lines(track):
    """A track's words as lines to follow (see `media.timed`); none where they are not timed."""
    try:
        return timed.lines(track.timed_lyrics.words)
    except (AttributeError, TimedLyrics.DoesNotExist):  # an upload never has any
        return []
