"""What a person does with a song of theirs."""

from django.db import transaction
from django.utils import timezone

from ..models import Tag, Track, TrackText
from . import stacks, timing


def rename(track, *, title, style=None, lyrics=None):
    """A person's own words for it. The file's place stays; tags and sheet follow, and what is sung when."""
    before = (
        track.lyrics if lyrics is None else Track.objects.values_list("lyrics", flat=True).get(pk=track.pk)
    )
    track.title = title
    track.style = track.style if style is None else style
    track.lyrics = track.lyrics if lyrics is None else lyrics
    track.save(update_fields=["title", "style", "lyrics"])
    TrackText.objects.put(track)
    if track.lyrics != before:
        timing.follow(track, before)
    track.mark_changed()


def set_favourite(track, is_favourite):
    track.is_favourite = is_favourite
    track.save(update_fields=["is_favourite"])
    track.mark_changed()


def rate(track, rating):
    """0 to 5 stars; 0: none."""
    track.rating = rating
    track.save(update_fields=["rating"])
    track.mark_changed()


@transaction.atomic
def say(track, *, rating, tags, project, notes):
    """All that a person thinks of it; `tags` are names."""
    track.rating, track.project, track.notes = rating, project, notes
    track.save(update_fields=["rating", "project", "notes"])
    track.tags.set(Tag.objects.named(track.owner, name) for name in tags)
    Tag.objects.of(track.owner).unused().delete()
    TrackText.objects.put(track)
    track.mark_changed()


def trash(track):
    Track.objects.filter(pk=track.pk, trashed_at=None).update(trashed_at=timezone.now())
    stacks.settle([track])
    track.mark_changed()


def restore(track):
    Track.objects.filter(pk=track.pk).update(trashed_at=None)
    stacks.settle([track])
    track.mark_changed()
