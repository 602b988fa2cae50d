"""The songs of a playlist, in its order, as keys: whoever gives them out reads the rows in steps."""

from ..models import Track
from ..rules import Rule


def keys_of(playlist):
    """Those that are not in the trash; a song that stands in it twice comes twice. By rule: those it finds now."""
    if playlist.is_ruled:
        return Rule(playlist.owner, playlist.rule).keys()
    mine = playlist.entries.filter(track__owner=playlist.owner_id, track__trashed_at=None)
    return list(mine.values_list("track_id", flat=True))


def in_order(keys, read, step):
    """(place, row) of these keys, from 0 on, some rows at a time: `read(keys)` answers a dict. What is gone is left out."""
    for start in range(0, len(keys), step):
        some = keys[start : start + step]
        rows = read(some)
        yield from ((start + place, rows[key]) for place, key in enumerate(some) if key in rows)


def line_of(track):
    """What an M3U file says before the address of a song."""
    return f"#EXTINF:{round(track.duration or -1)},{' '.join(str(track).split())}"


def tracks_by_key(keys, *fields):
    return Track.objects.only(*fields).in_bulk(keys)
