"""What the songs of another studio are to each other, once all are here: lineage, projects, lists; and words for songs.

Rules and recipes are not brought: they speak of the other studio's keys and versions, and are quickly made anew.
"""

import json

from django.db import transaction

from ...models import Entry, LyricsDraft, Playlist, Project, Source, Track
from ...models.playlists import STEP
from .. import playlists
from . import archives

LARGEST = 50 * 1024**2  # bytes of one list


def make(arrival):
    """The same again changes nothing."""
    with archives.opened(arrival) as archive:
        sheets = dict(_sheets(arrival, archive))
        lists = {name: list(_lines(archive, f"{name}.jsonl")) for name in ("projects", "playlists", "lyrics")}
    here = {_text(sheet["track"], "uuid", 36): track for track, sheet in sheets.items()}
    with transaction.atomic():
        for track, sheet in sheets.items():
            _sources(track, _objects(sheet, "sources"), here)
        _projects(arrival.owner, sheets, lists["projects"])
        for told in lists["playlists"]:
            _playlist(arrival.owner, told, here)
        for told in lists["lyrics"]:
            _draft(arrival.owner, told)


def _sheets(arrival, archive):
    """(song, its sheet)"""
    for part in arrival.parts.exclude(track=None).select_related("track").defer("track__peaks"):
        if sheet := archives.sheet_beside(archive, archive.infolist()[part.entry].filename):
            yield part.track, sheet


def _lines(archive, name):
    """The objects of a list, one a line; what is no object is left out."""
    try:
        entry = archive.getinfo(name)
    except KeyError:
        return
    text = archive.read(entry).decode(errors="replace") if entry.file_size <= LARGEST else ""
    for line in text.splitlines():
        try:
            told = json.loads(line)
        except ValueError:
            continue
        if isinstance(told, dict):
            yield told


def _sources(track, ends, here):
    if track.sources.exists():
        return
    for position, end in enumerate(ends[:10]):
        source = here.get(_text(end, "uuid", 36))
        if source and source != track:
            at = end.get("at") if isinstance(end.get("at"), int | float) else None
            Source.objects.create(
                track=track, source=source, position=position, how=_text(end, "how", 20), at=at
            )


def _projects(owner, sheets, told):
    names = {_text(project, "uuid", 36): _text(project, "name", 120) for project in told}
    for track, sheet in sheets.items():
        name = names.get(_text(sheet["track"], "project", 36))
        if name and track.project_id is None:
            project, _is_new = Project.objects.get_or_create(owner=owner, name=name)
            Track.objects.filter(pk=track.pk).update(project=project)
            track.mark_changed()


def _playlist(owner, told, here):
    """One by hand, unless there is one of this name."""
    name = _text(told, "name", 120)
    songs = [here[uuid] for entry in _objects(told, "entries") if (uuid := _text(entry, "track", 36)) in here]
    if not name or not songs or Playlist.objects.of(owner).filter(name=name, is_folder=False).exists():
        return
    playlist = playlists.make(owner, name, note=_text(told, "note", 2000))
    Entry.objects.bulk_create(
        Entry(playlist=playlist, track=song, position=place * STEP) for place, song in enumerate(songs, 1)
    )


def _draft(owner, told):
    words = {"title": _text(told, "title", 300), "text": _text(told, "text", 20_000)}
    if words["text"] and not LyricsDraft.objects.of(owner).filter(**words).exists():
        LyricsDraft.objects.create(
            owner=owner, idea=_text(told, "idea", 5000), is_kept=bool(told.get("is_kept")), **words
        )


def _text(told, name, most):
    value = told.get(name)
    return value.replace("\0", "").strip()[:most] if isinstance(value, str) else ""


def _objects(told, name):
    value = told.get(name)
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []
