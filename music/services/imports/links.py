"""What the songs of another studio are to each other, once all are here: lineage, projects, singers; and what stands
beside them: lists, recipes, words for songs."""

import json
from dataclasses import dataclass

from django.db import transaction

from ...models import LyricsDraft, Project, Source, Track, TrackText
from ...operations import registry
from . import archives, foreign, lists, made_with, songs

LARGEST = 50 * 1024**2  # bytes of one list
# That are read of each
MOST = {"projects": 1000, "personas": 1000, "playlists": 1000, "recipes": 1000, "lyrics": 10_000}
MOST_SOURCES = 10  # of a song
DAY = 24 * 3600  # seconds


@dataclass(frozen=True)
class Told:
    """What is needed of a song's sheet."""

    track: Track
    project: str
    persona: str
    sources: list


def make(arrival):
    """What is here already stays as it is."""
    with archives.opened(arrival) as archive:
        here = dict(_told(arrival, archive))
        said = {name: list(_lines(archive, name)) for name in MOST}
    owner, tracks = arrival.owner, {uuid: told.track for uuid, told in here.items()}
    names = {_uuid(project): foreign.line(project.get("name"), 120) for project in said["projects"]}
    personas = made_with.personas(owner, said["personas"], tracks)
    for told in here.values():
        with transaction.atomic():
            _sources(told, here)
            _project(told, names.get(told.project))
            _singer(told, personas.get(told.persona))
    lists.make(said["playlists"], lists.Meanings(owner, tracks, personas, names))
    for told in said["recipes"]:
        made_with.recipe(owner, told, personas)
    for told in said["lyrics"]:
        _draft(owner, told)


def _told(arrival, archive):
    """(UUID in the other studio, `Told`) of each song that came with a sheet."""
    parts = arrival.parts.exclude(track=None).select_related("track").defer("track__peaks", "track__lyrics")
    for part in parts.iterator(500):
        sheet = archives.sheet_beside(archive, archive.infolist()[part.entry].filename)
        if sheet:
            told, sources = sheet["track"], foreign.objects(sheet.get("sources"), MOST_SOURCES)
            yield _uuid(told), Told(part.track, _uuid(told, "project"), _uuid(told, "persona"), sources)


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


def _singer(told, persona):
    if persona and told.track.persona_id is None and told.track.operation == songs.BROUGHT:
        Track.objects.filter(pk=told.track.pk, persona=None).update(persona=persona)
        told.track.persona = persona
        TrackText.objects.put(told.track)
        told.track.mark_changed()


def _draft(owner, told):
    words = {"title": foreign.line(told.get("title"), 300), "text": foreign.text(told.get("text"), 20_000)}
    if words["text"] and not LyricsDraft.objects.of(owner).filter(**words).exists():
        idea = foreign.text(told.get("idea"), 5000)
        LyricsDraft.objects.create(owner=owner, idea=idea, is_kept=told.get("is_kept") is True, **words)
