"""What the songs of another studio are to each other, once all are here: lineage, projects, lists; and words for songs.

Rules, recipes and personas are not brought: they speak of the other studio's keys, and are quickly made anew.
"""

import json
from dataclasses import dataclass

from django.db import transaction

from ...models import Entry, LyricsDraft, Playlist, Project, Source, Track
from ...models.playlists import STEP
from ...operations import registry
from .. import playlists
from . import archives, foreign, songs

LARGEST = 50 * 1024**2  # bytes of one list
MOST = {"projects": 1000, "playlists": 1000, "lyrics": 10_000}  # that are read of each
MOST_SOURCES, MOST_ENTRIES = 10, 20_000  # of a song, of a playlist
DAY = 24 * 3600  # seconds


@dataclass(frozen=True)
class Told:
    """What is needed of a song's sheet."""

    track: Track
    project: str
    sources: list


def make(arrival):
    """What is here already stays as it is."""
    with archives.opened(arrival) as archive:
        here = dict(_told(arrival, archive))
        lists = {name: list(_lines(archive, name)) for name in MOST}
    names = {_uuid(project): foreign.line(project.get("name"), 120) for project in lists["projects"]}
    for told in here.values():
        with transaction.atomic():
            _sources(told, here)
            _project(told, names.get(told.project))
    for told in lists["playlists"]:
        with transaction.atomic():
            _playlist(arrival.owner, told, here)
    for told in lists["lyrics"]:
        _draft(arrival.owner, told)


def _told(arrival, archive):
    """(UUID in the other studio, `Told`) of each song that came with a sheet."""
    parts = arrival.parts.exclude(track=None).select_related("track").defer("track__peaks", "track__lyrics")
    for part in parts.iterator(500):
        sheet = archives.sheet_beside(archive, archive.infolist()[part.entry].filename)
        if sheet:
            sources = foreign.objects(sheet.get("sources"), MOST_SOURCES)
            yield (
                _uuid(sheet["track"]),
                Told(part.track, foreign.line(sheet["track"].get("project"), 36), sources),
            )


def _uuid(told, name="uuid"):
    return foreign.line(told.get(name), 36)


def _lines(archive, name):
    """The objects of a list, one a line; what is no object is left out."""
    try:
        entry = archive.getinfo(f"{name}.jsonl")
        text = archive.read(entry).decode(errors="replace") if entry.file_size <= LARGEST else ""
    except (*archives.DAMAGED, LookupError, NotImplementedError, RuntimeError):
        return
    for line in text.split("\n")[: MOST[name]]:
        try:
            told = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(told, dict):
            yield told


def _sources(told, here):
    if told.track.sources.exists():
        return
    for position, end in enumerate(told.sources):
        source = here.get(_uuid(end))
        if source and source.track != told.track:
            how = end.get("how") if end.get("how") in _hows() else ""
            at = foreign.number(end.get("at"), 0, DAY)
            Source.objects.create(track=told.track, source=source.track, position=position, how=how, at=at)


def _hows():
    return [operation.how for operation in registry.making_tracks()]


def _project(told, name):
    if name and told.track.project_id is None and told.track.operation == songs.BROUGHT:
        project, _is_new = Project.objects.get_or_create(owner=told.track.owner, name=name)
        Track.objects.filter(pk=told.track.pk, project=None).update(project=project)
        told.track.mark_changed()


def _playlist(owner, told, here):
    """One by hand, unless there is one of this name."""
    name = foreign.line(told.get("name"), 120)
    entries = foreign.objects(told.get("entries"), MOST_ENTRIES)
    tracks = [here[uuid].track for entry in entries if (uuid := _uuid(entry, "track")) in here]
    if not name or not tracks or Playlist.objects.of(owner).filter(name=name, is_folder=False).exists():
        return
    playlist = playlists.make(owner, name, note=foreign.text(told.get("note"), 2000))
    Entry.objects.bulk_create(
        (
            Entry(playlist=playlist, track=track, position=place * STEP)
            for place, track in enumerate(tracks, 1)
        ),
        batch_size=500,
    )


def _draft(owner, told):
    words = {"title": foreign.line(told.get("title"), 300), "text": foreign.text(told.get("text"), 20_000)}
    if words["text"] and not LyricsDraft.objects.of(owner).filter(**words).exists():
        idea = foreign.text(told.get("idea"), 5000)
        LyricsDraft.objects.create(owner=owner, idea=idea, is_kept=told.get("is_kept") is True, **words)
