"""What the media folder alone tells: the sheets of each person, read and put in the order in which rows need each other."""

import json
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.utils.dateparse import parse_datetime

from ...media import sheets as format
from ..files import PERSON

# The shelf of each kind of sheet that tells of one row alone
ALONE = {
    "persona": "personas",
    "draft": "drafts",
    "project": "projects",
    "playlist": "playlists",
    "recipe": "recipes",
}


@dataclass
class Shelf:
    """A person's sheets. Songs and uploads come with the folder in which they lie: (sheet, folder)."""

    folder: str
    person: dict = field(default_factory=dict)
    jobs: dict = field(default_factory=dict)  # by uuid
    songs: list = field(default_factory=list)
    uploads: list = field(default_factory=list)
    personas: list = field(default_factory=list)
    drafts: list = field(default_factory=list)
    projects: list = field(default_factory=list)
    playlists: list = field(default_factory=list)
    recipes: list = field(default_factory=list)
    broken: list = field(default_factory=list)  # names of those that cannot be read

    @property
    def is_empty(self):
        alone = any(getattr(self, shelf) for shelf in ALONE.values())
        return not (self.person or self.jobs or self.songs or self.uploads or alone)


def moment(text):
    return parse_datetime(text) if text else None


def all_of_them():
    """Each person's shelf, one after the other."""
    folders, _files = default_storage.listdir("")
    for folder in sorted(folders):
        shelf = Shelf(folder)
        for name in _sheets_in(folder):
            _put(shelf, name)
        if not shelf.is_empty:
            yield shelf


def _sheets_in(folder):
    """All JSON files below a folder; hidden ones are drafts that a sudden end left."""
    inner, names = default_storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in sorted(names) if name.endswith(".json") and name[0] != ".")
    for name in sorted(inner):
        yield from _sheets_in(f"{folder}/{name}")


def _put(shelf, name):
    try:
        with default_storage.open(name, "rb") as file:
            sheet = format.load(file.read())
        _sort(shelf, sheet, PurePosixPath(name))
    except (OSError, ValueError, KeyError, TypeError, json.JSONDecodeError):
        shelf.broken.append(name)


def _sort(shelf, sheet, name):
    folder = str(name.parent)
    if name.name == PERSON:
        shelf.person = sheet["person"]
    elif "track" in sheet:
        shelf.songs.append((sheet, folder))
        shelf.jobs.setdefault(sheet["job"]["uuid"], {"job": sheet["job"], "of": sheet})
    elif "upload" in sheet:
        shelf.uploads.append((sheet, folder))
    elif "job" in sheet:
        shelf.jobs[sheet["job"]["uuid"]] = sheet
    else:
        for kind in ALONE.keys() & sheet.keys():
            getattr(shelf, ALONE[kind]).append(sheet[kind])
