"""A ZIP of songs, read where it lies, and never more of it than its own directory announces."""

import errno
import lzma
import os
import shutil
import struct
import zipfile
import zlib
from contextlib import contextmanager
from pathlib import PurePosixPath

from ...media import names, sheets
from ...models import Arrival, Asset
from .. import room

SOUNDS = {".mp3", ".m4a", ".wav", ".flac", ".ogg", ".opus", ".aac", ".aif", ".aiff", ".webm"}
SONG, UPLOAD = "song.json", "upload.json"  # the sheets of our own kind that lie beside a sound
LARGEST_SHEET, LARGEST_DIRECTORY = 20 * 1024**2, 64 * 1024**2  # bytes
LOCKED = 0x1
DAMAGED = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, struct.error)
END, END64 = b"PK\5\6", b"PK\6\6"  # of the directory, where its size stands
LONGEST_END = 65_557 + 20 + 56  # bytes: the record with its comment, and those of a large ZIP before it


class NotUsable(Exception):
    """`code` is one of `tell.arrivals`."""

    def __init__(self, code):
        super().__init__(code)
        self.code = code


@contextmanager
def opened(arrival):
    """The ZIP of an arrival, or of the one it is a part of; `NotUsable` where it is none."""
    path = (arrival.parent or arrival).path
    if directory_of(path) > LARGEST_DIRECTORY:
        raise NotUsable("too_many")
    try:
        archive = zipfile.ZipFile(path)
    except (*DAMAGED, NotImplementedError) as error:
        raise NotUsable("no_zip") from error
    with archive:
        yield archive


def directory_of(path):
    """Bytes of its directory, which is read into memory as a whole; 0 where none is found."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - LONGEST_END))
        tail = file.read(LONGEST_END)
    at, large = tail.rfind(END), tail.rfind(END64)
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    return (
        int.from_bytes(tail[large + 40 : large + 48], "little") if size == 2**32 - 1 and large >= 0 else size
    )


def sounds(archive):
    """(number, kind, entry) of each sound that is a song, or an upload, by itself."""
    named = set(archive.namelist())
    for number, entry in enumerate(archive.infolist()):
        path = PurePosixPath(entry.filename)
        if entry.is_dir() or is_hidden(path) or path.suffix.lower() not in SOUNDS or _is_asset(path, named):
            continue
        if entry.flag_bits & LOCKED:
            raise NotUsable("locked")
        yield number, Arrival.Kind.AUDIO if _beside(path, UPLOAD) in named else Arrival.Kind.SONG, entry


def is_hidden(path):
    """What systems leave beside files; and nothing that leads out of a folder is looked at."""
    return any(part in ("..", "__MACOSX") or part.startswith("._") for part in path.parts)


def _is_asset(path, named):
    """A stem or the like, in a folder of its kind beside the song."""
    return path.parent.name in Asset.Kind.values and _beside(path.parent, SONG) in named


def _beside(path, name):
    return str(path.parent / name)


def bytes_of(arrival, folder):
    """Where the bytes of an arrival are; those of a part are unpacked first."""
    if not arrival.parent_id:
        return arrival.path
    with opened(arrival) as archive:
        return unpacked(archive, archive.infolist()[arrival.entry], folder)


def unpacked(archive, entry, folder):
    """An entry as a file. The module reads no more bytes than were announced, and compares their sum. Where the disk
    is nearly full, an OSError as if it were: it is tried again."""
    _check_room(entry.file_size)
    path = folder / f"entry-{entry.header_offset}"
    try:
        with archive.open(entry) as packed, path.open("wb") as file:
            shutil.copyfileobj(packed, file)
    except NotImplementedError as error:
        raise NotUsable("packed") from error
    except RuntimeError as error:
        raise NotUsable("locked") from error
    except DAMAGED as error:
        raise NotUsable("damaged") from error
    return path


def _check_room(size):
    try:
        room.check_disk(size)
    except room.CannotTake as error:
        if error.code == "full":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise NotUsable(error.code) from error


def sheet_beside(archive, name):
    """The sheet of our own kind that tells of this sound; None where there is none that can be read."""
    path = PurePosixPath(name)
    try:
        entry = archive.getinfo(_beside(path, SONG))
        sheet = sheets.load(archive.read(entry)) if entry.file_size <= LARGEST_SHEET else {}
        file = names.slug_of(sheet["files"]["audio"], "file", names.LONGEST)
    except (*DAMAGED, NotImplementedError, RuntimeError, LookupError, TypeError, AttributeError):
        return None
    return sheet if file == path.name and isinstance(sheet.get("track"), dict) else None
