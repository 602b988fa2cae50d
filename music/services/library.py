"""What a person does with a song of theirs."""

from django.utils import timezone

from ..models import Track, TrackText


def rename(track, *, title, style=None, lyrics=None):
    """A person's own words for it. The file's place stays; tags and sheet follow."""
    track.title = title
    track.style = track.style if style is None else style
    track.lyrics = track.lyrics if lyrics is None else lyrics
    track.save(update_fields=["title", "style", "lyrics"])
    TrackText.objects.put(track)
    track.mark_changed()


def set_favourite(track, is_favourite):
    track.is_favourite = is_favourite
    track.save(update_fields=["is_favourite"])
    track.mark_changed()


def trash(track):
    Track.objects.filter(pk=track.pk, trashed_at=None).update(trashed_at=timezone.now())
    track.mark_changed()


def restore(track):
    Track.objects.filter(pk=track.pk).update(trashed_at=None)
    track.mark_changed()
