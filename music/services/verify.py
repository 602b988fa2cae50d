"""Every file against its row: what is missing, what is not what it was, and what nobody names. Memory stays the same
however many there are. What is found of songs, their files and uploads is kept in their rows."""

import hashlib
import json
import logging
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.core.files.storage import default_storage
from django.db import models
from django.utils import timezone

from ..media import sheets as sheet_format
from ..models import Asset, Track, Upload
from ..models.kept import Archive, Fault
from . import files, sheets

log = logging.getLogger(__name__)

MODELS = (Track, Asset, Upload)
MONTH = timedelta(days=30)
A_FEW = 2  # rows of each kind that the clock looks at in one go
PIECE = 500  # names that are looked up at once
JUST_WRITTEN = timedelta(hours=1)  # what is younger may be a file whose row is on its way
ASIDE = "-changed-"  # in the name of a file that was put aside


class Problem(StrEnum):
    MISSING = "missing"
    CHANGED = "changed"
    UNREADABLE = "unreadable"
    NAMELESS = "nameless"  # its row says that it is kept, and names no file
    PICTURE = "picture"  # a cover or a small picture is missing
    SHEET = "sheet"
    ORPHAN = "orphan"
    ASIDE = "aside"


FAULTS = {
    Problem.MISSING: Fault.MISSING,
    Problem.CHANGED: Fault.CHANGED,
    Problem.UNREADABLE: Fault.UNREADABLE,
}


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. `row` is None for a file that no row names."""

    problem: Problem
    name: str
    row: models.Model | None = None

    @property
    def can_be_copied_again(self):
        return getattr(self.row, "has_original", False)


@dataclass
class Seen:
    """How much was looked at."""

    files: int = 0
    bytes: int = 0


# All of it


def everything(seen, *, quick=False, owner=None):
    """Findings, one by one; `quick` compares sizes in place of contents, and no sheets. Of everybody, or of one.
    Raises `files.Away` where the whole media folder is."""
    with closing(sqlite3.connect("")) as names:  # a temporary file: what is named, for what is not
        names.execute("CREATE TABLE named (name TEXT PRIMARY KEY) WITHOUT ROWID")
        yield from _named_files(seen, names, quick, owner)
        yield from _nameless(owner)
        yield from _orphans(names, owner)


def _named_files(seen, names, quick, owner):
    for stored in files.stored_files():
        if _is_of(stored.row, owner):
            _remember(names, stored.name)
            seen.files += 1
            seen.bytes += stored.size or 0
            yield from _look_and_note(stored, quick)
    for stored in files.sheet_files():
        if _is_of(stored.row, owner):
            _remember(names, stored.name)
            yield from sheet_findings(stored.row, quick)
    for name in files.row_sheet_files():  # one that is missing is written with the next change
        _remember(names, name)


def _is_of(row, owner):
    return owner is None or row.owner_id == owner.pk


def _remember(names, name):
    names.execute("INSERT OR IGNORE INTO named VALUES (?)", [name])


def _nameless(owner):
    for model, field in ((Track, "audio"), (Asset, "file")):
        rows = model.objects.filter(archive_state=Archive.KEPT, **{field: ""})
        for row in rows.filter(owner=owner) if owner else rows:
            yield Finding(Problem.NAMELESS, "", row)


def _orphans(names, owner):
    """Files that no row names. What was written just now is left out: its row may not be there yet."""
    before = timezone.now() - JUST_WRITTEN
    top = owner.folder if owner else ""
    for name in _walk([top] if top or not owner else []):
        is_named = names.execute("SELECT 1 FROM named WHERE name = ?", [name]).fetchone()
        if not is_named and default_storage.get_modified_time(name) < before:
            yield Finding(Problem.ASIDE if ASIDE in name else Problem.ORPHAN, name)


def _walk(folders):
    """Every file in these folders and in theirs, hidden ones left out."""
    while folders:
        folder = folders.pop()
        try:
            inner, names = default_storage.listdir(folder)
        except FileNotFoundError:
            continue
        path = f"{folder}/" if folder else ""
        folders += [f"{path}{name}" for name in inner]
        yield from (f"{path}{name}" for name in names if not name.startswith("."))


# One file


def _look_and_note(stored, quick):
    problem = look(stored, quick)
    if stored.sha256 and not quick:
        note(stored.row, problem)
    if problem:
        yield Finding(problem, stored.name, stored.row)


def look(stored, quick=False):
    """What is wrong with it, or None. Looked at twice before it is said: it may have been rewritten meanwhile."""
    problem = _compare(stored, quick)
    if not problem:
        return None
    row = type(stored.row).objects.filter(pk=stored.row.pk).first()
    now = row and next((file for file in files.files_of(row) if file.name == stored.name), None)
    problem = _compare(now, quick) if now else None
    if problem is Problem.CHANGED and _is_being_tagged(row):
        problem = _compare(_as_its_sheet_says(now), quick)
    return problem


def _is_being_tagged(row):
    """Its file may have its new tags already: the sheet, which is written before, knows them then."""
    return isinstance(row, Track) and row.sheet_due_at is not None


def _as_its_sheet_says(stored):
    try:
        with default_storage.open(files.sheet_of(stored.row), "rb") as file:
            sheet = sheet_format.load(file.read())
        return stored._replace(sha256=sheet["sha256"] or stored.sha256, size=sheet["size"])
    except (OSError, ValueError, KeyError):
        return stored


def _compare(stored, quick):
    is_picture = not stored.sha256
    try:
        size = default_storage.size(stored.name)
        if is_picture:
            return None if size else Problem.PICTURE
        if size != stored.size or (not quick and _hash_of(stored.name) != stored.sha256):
            return Problem.CHANGED
    except OSError as error:
        files.check_they_are_there()
        if not isinstance(error, FileNotFoundError):
            return Problem.UNREADABLE
        return Problem.PICTURE if is_picture else Problem.MISSING
    return None


def _hash_of(name):
    with default_storage.open(name, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def note(row, problem):
    """Keep in the row when it was looked at, and what was wrong; not where its file was written anew meanwhile."""
    rows = type(row).objects.filter(pk=row.pk, sha256=row.sha256)
    rows.update(checked_at=timezone.now(), fault=FAULTS.get(problem, ""))


def sheet_findings(row, quick=False):
    """Its sheet, where it is missing or does not say what the row says."""
    name = files.sheet_of(row)
    if not default_storage.exists(row.audio.name):
        return  # the file itself is the trouble
    if not default_storage.exists(name) or (not quick and not _is_right(row, name)):
        yield Finding(Problem.SHEET, name, row)


def _is_right(row, name):
    row = type(row).objects.filter(pk=row.pk).first()  # whole: what we were given may hold little
    if row is None or getattr(row, "sheet_due_at", None):
        return True  # deleted; or it will be written anyway
    with default_storage.open(name, "rb") as file:
        written = file.read()
    told = sheets.sheet_of_upload(row) if isinstance(row, Upload) else sheets.sheet_of(row)
    try:
        return sheet_format.load(written) == json.loads(sheet_format.dump(told))
    except ValueError:
        return False


# The clock


def a_few():
    """Look at what was never compared, or not for a month: a few rows at a time, so that nothing else waits."""
    for model in MODELS:
        for row in _next_of(model):
            try:
                _look_at(row)
            except files.Away as error:
                return log.warning("Nothing is compared now: %s", error)
            except OSError as error:
                log.warning("%s %s could not be compared: %s", model.__name__, row.pk, error)


def _look_at(row):
    for stored in files.files_of(row):
        if stored.sha256:
            note(row, look(stored))
    if not isinstance(row, Asset):
        for finding in sheet_findings(row):
            write_sheet(finding.row)


def _next_of(model):
    rows = model.objects.all() if model is Upload else model.objects.filter(archive_state=Archive.KEPT)
    rows = rows.defer("peaks")
    never = list(rows.filter(checked_at=None)[:A_FEW])
    return never or rows.filter(checked_at__lt=timezone.now() - MONTH).order_by("checked_at")[:A_FEW]


def write_sheet(row):
    write = sheets.write_upload if isinstance(row, Upload) else sheets.write
    write(row)
