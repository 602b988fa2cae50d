"""What a person does with a persona of theirs: its songs are found by its name, too. They can be ten thousand, and are
gone through in steps; who is interrupted does it again."""

from ..models import Track, TrackText
from . import comebacks

STEP = 200  # songs read at once


def rename(persona):
    """Keep it under the name that it has by now, and its songs under that name before."""
    for songs in _steps(persona):
        index(songs, persona)
    persona.save()


def delete(persona):
    """Its songs stay, and are no longer found by it. The way back, as `bulk.undo` takes it."""
    for songs in _steps(persona):
        index(songs, None)
    return comebacks.delete(persona)


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
