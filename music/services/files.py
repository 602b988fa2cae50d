"""Every file that the rows name, and what it has to be."""

import hashlib
from contextlib import suppress
from typing import NamedTuple

from django.core.files.storage import default_storage
from django.db import models, transaction

from accounts.models import User

from ..models import Asset, Job, LyricsDraft, Persona, Playlist, Project, Recipe, Track, Upload

# (model, field, whether the row's size and sha256 are this file's)
FIELDS = (
    (Track, "audio", True),
    (Track, "cover", False),
    (Track, "thumb", False),
    (Asset, "file", True),
    (Asset, "picture", False),
    (Upload, "audio", True),
)
SHEETS = ((Track, "audio", "song.json"), (Upload, "audio", "upload.json"))
ROW_SHEETS = {  # the folders of those without a file
    Job: "jobs",
    Persona: "personas",
    LyricsDraft: "lyrics",
    Project: "projects",
    Playlist: "playlists",
    Recipe: "recipes",
}
PERSON = "person.json"


class StoredFile(NamedTuple):
    """A file as its row knows it: its name in the storage, its hash ("" where none is known), its bytes or None."""

    name: str
    sha256: str
    size: int | None
    row: models.Model


class Away(OSError):
    """The media folder is not there, or empty: a disk that is not mounted, say. That is no news of any one file."""


def check_they_are_there():
    """Raises `Away`."""
    try:
        folders, names = default_storage.listdir("")
    except OSError as error:
        raise Away("The media folder cannot be read.") from error
    if not folders and not names:
        raise Away("The media folder is empty.")


def stored_files(using="default"):
    """Each file that a row of this database names, by kind; rows come with what tells whose and which they are."""
    for model, field, is_hashed in FIELDS:
        for row in _rows(model, field, using):
            facts = (row.sha256, row.size) if is_hashed else ("", None)
            yield StoredFile(getattr(row, field).name, *facts, row)


def sheet_files(using="default"):
    """The sheets that lie beside them: from these the rows can be rebuilt."""
    for model, field, name in SHEETS:
        for row in _rows(model, field, using):
            folder = getattr(row, field).name.rpartition("/")[0]
            yield StoredFile(f"{folder}/{name}", "", None, row)


def row_sheet_files(using="default"):
    """The sheets of rows that have no file of their own; not all are written yet."""
    for model, folder in ROW_SHEETS.items():
        rows = (
            model.objects.using(using)
            .exclude(owner__folder="")
            .order_by("pk")
            .values_list("uuid", "owner__folder")
        )
        for uuid, person in rows.iterator(2000):
            yield f"{person}/{folder}/{uuid}.json"
    for person in User.objects.using(using).exclude(folder="").values_list("folder", flat=True):
        yield f"{person}/{PERSON}"


def _rows(model, field, using):
    """Without the large columns; in the order of keys, so that the same database always tells the same."""
    read = ["uuid", "owner", "size", "sha256", field]
    return model.objects.using(using).exclude(**{field: ""}).only(*read).order_by("pk").iterator(2000)


def hash_of(path):
    """(SHA-256 in hex, bytes): what `StoredFile` knows, of a file as it is now."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest(), path.stat().st_size


# Of one row


def files_of(row):
    """What `stored_files` tells of this row."""
    named = [
        (getattr(row, field).name, is_hashed) for model, field, is_hashed in FIELDS if isinstance(row, model)
    ]
    return [
        StoredFile(name, row.sha256 if is_hashed else "", row.size if is_hashed else None, row)
        for name, is_hashed in named
        if name
    ]


def sheet_of(row):
    """The name of the sheet beside it; empty where it has none."""
    for model, field, name in SHEETS:
        if isinstance(row, model) and (stored := getattr(row, field)):
            return f"{stored.name.rpartition('/')[0]}/{name}"
    return ""


def row_sheet_of(row):
    """The sheet of one without a file of its own; empty where it has none, or its owner no folder yet."""
    if isinstance(row, User):
        return f"{row.folder}/{PERSON}" if row.folder else ""
    folder = ROW_SHEETS.get(type(row))
    return f"{row.owner.folder}/{folder}/{row.uuid}.json" if folder and row.owner.folder else ""


def names_of(row):
    """All that goes when the row goes."""
    return [file.name for file in files_of(row)] + list(filter(None, (sheet_of(row), row_sheet_of(row))))


def delete(names):
    """Away with these files, and with folders that are empty then."""
    for name in names:
        default_storage.delete(name)
    for folder in sorted({name.rpartition("/")[0] for name in names} - {""}, reverse=True):
        delete_empty(folder)


def delete_with_rows(rows, model):
    """Rows now, their files once that is certain: at worst a crash leaves a file that nobody names."""
    names = [name for row in rows for name in names_of(row)]
    model.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: delete(names))


def delete_empty(folder):
    """A folder in which nothing is left but empty ones."""
    with suppress(OSError):  # it is not there, or something else lies in it
        for inner in default_storage.listdir(folder)[0]:
            delete_empty(f"{folder}/{inner}")
        default_storage.delete(folder)
