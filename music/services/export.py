"""All that is a person's, as one ZIP that is streamed while it is made: memory stays the same for any library."""

import csv
import io
import json
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage

from ..media import names, timed
from ..models import (
    Asset,
    Grid,
    Job,
    LedgerEntry,
    Listening,
    LyricsDraft,
    Persona,
    Playlist,
    Project,
    Recipe,
    Share,
    TimedLyrics,
    Track,
    Upload,
)
from . import files, row_sheets, sheets, zips
from .listed import in_steps

JOB = (
    "uuid",
    "operation",
    "params",
    "state",
    "task_id",
    "expected_price",
    "actual_price",
    "created_at",
    "finished_at",
)
SONG = (
    "uuid",
    "title",
    "style",
    "lyrics",
    "model_version",
    "duration",
    "made_at",
    "trashed_at",
    "archive_state",
    "is_favourite",
    "rating",
    "notes",
)
GRID = ("uuid", "operation", "params", "axes", "made_at")
SHARE = (
    "kind",
    "made_at",
    "expires_at",
    "revoked_at",
    "allows_download",
    "listens",
)  # and what it is of; no token
DRAFT = ("uuid", "title", "text", "idea", "is_kept", "made_at", "trashed_at")
LISTENING = ("queue", "place", "at", "modes", "device", "changed_at")
PERSON = ("email", "name", "language", "theme", "date_joined")


def stream(owner):
    """The bytes of the ZIP. A file that is missing on the disk is named in `missing.txt`."""
    return zips.stream(_all_of(owner))


def _all_of(owner):
    missing = []
    for name, content in _entries(owner, missing):
        yield zips.Entry(name, content, is_packed=not name.startswith(("songs/", "uploads/")))
    if missing:
        yield zips.Entry("missing.txt", "\n".join(missing) + "\n")


def _entries(owner, missing):
    """(name, bytes or pieces of them), one after the other."""
    yield "person.json", _json({name: getattr(owner, name) for name in PERSON})
    yield "songs.jsonl", _songs(owner)
    yield "jobs.jsonl", _lines(Job.objects.of(owner), JOB)
    yield "lyrics.jsonl", _lines(LyricsDraft.objects.of(owner), DRAFT)
    for model, name in (
        (Persona, "persona"),
        (Project, "project"),
        (Playlist, "playlist"),
        (Recipe, "recipe"),
    ):
        yield f"{name}s.jsonl", _told(model.objects.of(owner), name)
    yield "grids.jsonl", _lines(Grid.objects.of(owner), GRID)
    yield "shares.jsonl", _shares(owner)
    yield "listening.json", _json(Listening.objects.filter(owner=owner).values(*LISTENING).first() or {})
    yield "ledger.csv", _ledger(owner)
    for draft in in_steps(LyricsDraft.objects.of(owner)):
        yield f"lyrics/{names.slug_of(draft.title, 'lyrics')}-{names.short_id(draft.uuid)}.txt", draft.text
    for model, folder in ((Track, "songs"), (Asset, "songs"), (Upload, "uploads")):
        for row in in_steps(model.objects.of(owner).defer("peaks")):
            yield from _files_of(row, folder, missing)
    for kept in in_steps(TimedLyrics.objects.filter(track__owner=owner).select_related("track__owner")):
        yield _lyrics_of(kept)


def _files_of(row, folder, missing):
    for name in files.names_of(row):
        try:
            file = default_storage.open(name, "rb")
        except (OSError, SuspiciousFileOperation):
            missing.append(name)
        else:
            yield _safe(name, folder), zips.pieces(file)


def _safe(name, folder):
    """`<person>/<song>/<file>` → songs/<song>/<file>; no part of it leads out of the folder it is unpacked in."""
    parts = [part for part in PurePosixPath(name).parts[1:] if part != "uploads"] or [name]
    return "/".join([folder, *(names.slug_of(part, "file", names.LONGEST) for part in parts)])


def _lyrics_of(kept):
    track = kept.track
    words = timed.lrc(kept.words, track.title, track.duration)
    name = f"{sheets.file_name(track)}-{names.short_id(track.uuid)}.lrc"
    folder = track.audio.name.rpartition("/")[0] if track.audio else f"-/{sheets.file_name(track)}"
    return _safe(f"{folder}/{name}", "songs"), words


def _lines(rows, fields):
    """One JSON object a line."""
    for row in in_steps(rows.only(*fields)):
        yield _json({name: getattr(row, name) for name in fields})


def _songs(owner):
    """With the names of their projects and tags."""
    songs = Track.objects.of(owner).select_related("project").prefetch_related("tags")
    for song in in_steps(songs.only(*SONG, "project__name")):
        tags = [tag.name for tag in song.tags.all()]
        places = {"project": song.project and song.project.name, "tags": tags}
        yield _json({name: getattr(song, name) for name in SONG} | places)


def _shares(owner):
    for share in in_steps(Share.objects.of(owner).select_related("track", "playlist")):
        what = {"track": share.track and share.track.uuid, "playlist": share.playlist and share.playlist.uuid}
        yield _json({name: getattr(share, name) for name in SHARE} | what)


def _told(rows, name):
    """As their sheets tell it."""
    for row in in_steps(rows):
        yield _json(row_sheets.sheet_of(row)[name])


def _json(facts):
    return json.dumps(facts, ensure_ascii=False, default=str).encode(errors="replace") + b"\n"


def _ledger(owner):
    yield _csv("at", "kind", "credits", "source", "operation", "job", "key", "came_back_at")
    for entry in in_steps(LedgerEntry.objects.filter(job__owner=owner).select_related("job", "account")):
        job, whose = entry.job, "own" if entry.account.owner_id else "server"
        back = entry.came_back_at and entry.came_back_at.isoformat()
        told = (entry.at.isoformat(), entry.kind, entry.credits, entry.source, job.operation, job.uuid, whose)
        yield _csv(*told, back or "")


def _csv(*values):
    line = io.StringIO()
    csv.writer(line).writerow(values)
    return line.getvalue().encode()
