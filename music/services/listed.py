"""Songs and other rows for whoever gives them out, read in steps: no query stays open while bytes go out."""

from ..models import Track
from ..rules import Rule

STEP = 100  # rows read at once


def keys_of(playlist):
    """In its order, of its songs that are not in the trash; what stands in it twice comes twice. By rule: of those it
    finds now."""
    if playlist.is_ruled:
        return Rule(playlist.owner, playlist.rule).keys()
    mine = playlist.entries.filter(track__owner=playlist.owner_id, track__trashed_at=None)
    return list(mine.values_list("track_id", flat=True))


def in_order(keys, read):
    """(place, row) of these keys, from 0 on: `read(keys)` answers a dict of some. What is gone is left out."""
    for start in range(0, len(keys), STEP):
        some = keys[start : start + STEP]
        rows = read(some)
        yield from ((start + place, rows[key]) for place, key in enumerate(some) if key in rows)


def line_of(track):
    """What an M3U file says before the address of a song."""
    return f"#EXTINF:{round(track.duration or -1)},{' '.join(str(track).split())}"


def in_steps(rows):
    """All of these, by their keys."""
    last = 0
    while step := list(rows.filter(pk__gt=last).order_by("pk")[:STEP]):
        yield from step
        last = step[-1].pk


def tracks_by_key(keys, *fields):
    return Track.objects.only(*fields).in_bulk(keys)
