"""What a person does with a persona of theirs: its songs are found by its name, too. They can be ten thousand, and are
gone through in steps; who is interrupted does it again."""

from django.db import transaction

from ..models import Track, TrackText
from . import row_sheets

STEP = 200  # songs read at once


def rename(persona):
    """Keep it under the name that it has by now, and its songs under that name before."""
    for songs in _steps(persona):
        index(songs, persona)
    persona.save()


def delete(persona):
    """Its songs stay, and are no longer found by it."""
    for songs in _steps(persona):
        with transaction.atomic():
            Track.objects.filter(pk__in=[song.pk for song in songs]).update(persona=None)
            index(songs, None)
    row_sheets.forget(persona)
    persona.delete()


def index(songs, persona):
    """By this one's name, whatever the rows say."""
    for song in songs:
        song.persona = persona
    TrackText.objects.put_all(songs)


def _steps(persona):
    songs = Track.objects.filter(persona=persona).order_by("pk")
    songs = songs.only("owner", "order", "title", "style", "lyrics", "notes")
    last = 0
    while step := list(songs.filter(pk__gt=last)[:STEP]):
        yield step
        last = step[-1].pk
