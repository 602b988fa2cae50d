"""Lists that a device keeps for when there is no connection."""

from functools import cache
from pathlib import Path

from django.conf import settings

from ..models import Track
from .listed import in_order, keys_of, tracks_by_key

SONG = ("uuid", "title", "duration", "thumb", "hue", "size", "sha256", "archive_state")
MOST = 1000  # songs of a list


@cache
def script():
    """The worker's own; it is no static file, since its address says what it may serve: all of the studio."""
    return (Path(settings.BASE_DIR) / "static/js/worker.js").read_text()


def told(playlist):
    """`mark` changes with the file, so that a device knows what it has to ask for again."""
    keys = keys_of(playlist)[:MOST]
    songs = in_order(keys, lambda some: tracks_by_key(some, *SONG))
    return {
        "uuid": str(playlist.uuid), "name": playlist.name,
        "songs": [_song(song) for _place, song in songs if song.archive_state == Track.Archive.KEPT],
    }  # fmt: skip


def _song(song):
    return {
        "uuid": str(song.uuid), "title": str(song), "length": song.duration, "size": song.size or 0,
        "audio": f"/tracks/{song.uuid}/audio", "mark": song.sha256[:16],
        "thumb": f"/tracks/{song.uuid}/thumb?v={song.hue}" if song.thumb else "",
    }  # fmt: skip
