"""A ZIP of songs, read where it lies: each sound in it is a part, and the parts come one after the other."""

import shutil
import zipfile
from contextlib import contextmanager
from pathlib import PurePosixPath

from ...media import sheets as format
from ...models import Arrival
from .. import room

SOUNDS = {".mp3", ".m4a", ".wav", ".flac", ".ogg", ".opus", ".aac", ".aif", ".aiff", ".webm"}
SONG, UPLOAD = "song.json", "upload.json"  # the sheets of our own kind that lie beside a sound
LARGEST_SHEET = 20 * 1024**2  # bytes
LOCKED = 0x1


class NotUsable(Exception):
    """`code` is one of `tell.arrivals`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


def sounds(archive):
    """(number, kind, entry) of each sound that is a song, or an upload, by itself."""
    names = set(archive.namelist())
    for number, entry in enumerate(archive.infolist()):
        path = PurePosixPath(entry.filename)
        is_hidden = any(part.startswith((".", "__MACOSX")) for part in path.parts)
        if entry.is_dir() or is_hidden or path.suffix.lower() not in SOUNDS:
            continue
        if entry.flag_bits & LOCKED:
            raise NotUsable("locked")
        if str(path.parent.parent / SONG) in names:  # a stem or another file of that song
            continue
        yield number, Arrival.Kind.AUDIO if str(path.parent / UPLOAD) in names else Arrival.Kind.SONG, entry


@contextmanager
def opened(arrival):
    """The ZIP; `NotUsable` where it is none, or damaged."""
    try:
        with zipfile.ZipFile((arrival.parent or arrival).path) as archive:
            yield archive
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        raise NotUsable("no_zip") from error


def bytes_of(arrival, folder):
    """Where the bytes of an arrival are; those of a part are unpacked first."""
    if not arrival.parent_id:
        return arrival.path
    with opened(arrival) as archive:
        return unpacked(archive, archive.infolist()[arrival.entry], folder)


def unpacked(archive, entry, folder):
    """An entry as a file. The module reads no more bytes than were announced, and compares their sum."""
    try:
        room.check_disk(entry.file_size)
    except room.CannotTake as error:
        raise NotUsable(error.code) from error
    path = folder / f"entry-{entry.header_offset}"
    with archive.open(entry) as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


def sheet_beside(archive, name):
    """The sheet of our own kind beside a sound; None where there is none that can be read."""
    try:
        entry = archive.getinfo(str(PurePosixPath(name).parent / SONG))
        sheet = format.load(archive.read(entry)) if entry.file_size <= LARGEST_SHEET else None
    except (KeyError, ValueError):
        return None
    return sheet if sheet and isinstance(sheet.get("track"), dict) else None
