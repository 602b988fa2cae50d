"""One change to many songs at once, and the way back. However many songs there are, the queries are as many."""

from django.db import transaction
from django.utils import timezone

from ..models import Playlist, Project, Tag, Track, TrackText
from . import comebacks, playlists, stacks

STEP = 500  # rows in one statement


@transaction.atomic
def do(owner, deed, tracks, asked):
    """(how many songs it changed, the steps back). `asked` has what the deed needs beside the songs; steps are plain
    enough for JSON, and `undo` takes them."""
    return DEEDS[deed](owner, tracks, asked)


@transaction.atomic
def undo(owner, steps):
    """Each song as it was, but for those that were changed since, or are no more."""
    for step in steps:
        WAYS_BACK[step["how"]](owner, **step["of"])


# The same value for all


def _set(tracks, field, value):
    column = Track._meta.get_field(field).attname
    was = {track.pk: getattr(track, column) for track in tracks if getattr(track, column) != value}
    Track.objects.filter(pk__in=was).update(**{column: value})
    Track.objects.filter(pk__in=was).mark_changed()
    pairs = [[key, before] for key, before in was.items()]  # a key of JSON would be a text
    return len(was), [{"how": "set", "of": {"field": field, "value": value, "pairs": pairs}}]


def _put_back(owner, field, value, pairs):
    column, was = Track._meta.get_field(field).attname, dict(pairs)
    tracks = list(Track.objects.of(owner).filter(pk__in=was, **{column: value}))
    here = set(Project.objects.of(owner).values_list("pk", flat=True)) if field == "project" else None
    for track in tracks:
        before = was[track.pk]
        setattr(track, column, before if here is None or before in here else None)
    Track.objects.bulk_update(tracks, [field], batch_size=STEP)
    Track.objects.filter(pk__in=[track.pk for track in tracks]).mark_changed()


# Into the trash and out of it


def _trash(tracks):
    moved = _move([track.pk for track in tracks if track.trashed_at is None], timezone.now())
    return len(moved), [{"how": "restore", "of": {"keys": moved}}]


def _restore(tracks):
    moved = _move([track.pk for track in tracks if track.trashed_at is not None], None)
    return len(moved), [{"how": "trash", "of": {"keys": moved}}]


def _move(keys, trashed_at):
    moved = Track.objects.filter(pk__in=keys)
    moved.update(trashed_at=trashed_at)
    stacks.settle(moved.only("stack"))
    moved.mark_changed()
    return keys


def _move_back(trashed_at):
    """Back to where they were, unless somebody was quicker."""

    def move(owner, keys):
        there = Track.objects.of(owner).filter(pk__in=keys, trashed_at__isnull=trashed_at() is not None)
        _move(list(there.values_list("pk", flat=True)), trashed_at())

    return move


# Tags


def _tag(owner, tracks, names):
    news = {name: _put_on(owner, name, [track.pk for track in tracks]) for name in names}
    return _told_of_tags(news, "untag")


def _untag(owner, tracks, names):
    gone = {name: _take_off(owner, name, [track.pk for track in tracks]) for name in names}
    return _told_of_tags(gone, "tag")


def _told_of_tags(changed, how):
    steps = [{"how": how, "of": {"name": name, "keys": keys}} for name, keys in changed.items() if keys]
    return len({key for keys in changed.values() for key in keys}), steps


def _put_on(owner, name, keys):
    """The keys of those that did not have it."""
    tag = Tag.objects.named(owner, name)
    mine = Track.objects.of(owner).filter(pk__in=keys).exclude(tags=tag)
    news = list(mine.values_list("pk", flat=True))
    Track.tags.through.objects.bulk_create(
        [Track.tags.through(track_id=key, tag=tag) for key in news], batch_size=STEP, ignore_conflicts=True
    )
    _words_changed(news)
    return news


def _take_off(owner, name, keys):
    """The keys of those that had it."""
    marks = Track.tags.through.objects.filter(tag__in=Tag.objects.of(owner).called(name), track__in=keys)
    had = list(marks.values_list("track", flat=True))
    marks.delete()
    Tag.objects.of(owner).unused().delete()
    _words_changed(had)
    return had


def _words_changed(keys):
    """They are found by other words now."""
    tracks = Track.objects.filter(pk__in=keys)
    TrackText.objects.put_all(list(tracks))
    tracks.mark_changed()


# Out of a list by hand


def _take_out(entries):
    """Some of one list."""
    playlist = entries[0].playlist if entries else None
    gone = playlists.take_out(playlist, [entry.pk for entry in entries]) if entries else []
    return len(gone), [{"how": "put_in", "of": {"playlist": playlist.pk, "places": gone}}] if gone else []


def _put_in(owner, playlist, places):
    if there := Playlist.objects.of(owner).by_hand().filter(pk=playlist).first():
        playlists.put_in(there, places)


DEEDS = {
    "favourite": lambda owner, tracks, asked: _set(tracks, "is_favourite", True),
    "unfavourite": lambda owner, tracks, asked: _set(tracks, "is_favourite", False),
    "rate": lambda owner, tracks, asked: _set(tracks, "rating", asked["rating"]),
    "project": lambda owner, tracks, asked: _set(tracks, "project", asked["project"] and asked["project"].pk),
    "tag": lambda owner, tracks, asked: _tag(owner, tracks, asked["tags"]),
    "untag": lambda owner, tracks, asked: _untag(owner, tracks, asked["tags"]),
    "trash": lambda owner, tracks, asked: _trash(tracks),
    "restore": lambda owner, tracks, asked: _restore(tracks),
    "take_out": lambda owner, tracks, asked: _take_out(asked["entries"]),
}
WAYS_BACK = {
    "set": _put_back,
    "trash": _move_back(timezone.now),
    "restore": _move_back(lambda: None),
    "tag": _put_on,
    "untag": _take_off,
    "put_in": _put_in,
    "come_back": comebacks.come_back,
}
