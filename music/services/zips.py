"""A ZIP that is streamed while it is made, and how long it will be: memory stays the same, however much is in it."""

from collections.abc import Iterable
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZIP_STORED

from zipstream import ZipStream

PIECE = 256 * 1024


class Entry(NamedTuple):
    """A file in it. With `size`, in bytes, its content has to be just as long."""

    name: str
    content: bytes | str | Iterable[bytes]
    size: int | None = None
    is_packed: bool = False


class Changed(OSError):
    """A file is not as long any more as was announced: what was sent so far is no whole ZIP."""


def stream(entries):
    """The bytes of a ZIP of these, one after the other as they come. Raises `Changed`."""
    archive = ZipStream(compress_type=ZIP_STORED)
    for name, content, size, is_packed in entries:
        if size is not None and not isinstance(content, bytes):
            content = _as_announced(content, size, name)
        kind = ZIP_DEFLATED if is_packed else ZIP_STORED
        archive.add(content, name, size=size, compress_type=kind)
        yield from archive.all_files()
    yield from archive.finalize()


def length_of(entries):
    """How many bytes `stream` makes of entries that all have a size and are not packed. No content is read."""
    meter = ZipStream(compress_type=ZIP_STORED, sized=True)
    for entry in entries:
        meter._add_size_from_file(entry.name, entry.size)  # as `add` counts, but it keeps nothing
    return len(meter)


def _as_announced(pieces, size, name):
    for piece in pieces:
        size -= len(piece)
        yield piece
    if size:
        raise Changed(f"{name} has changed while it was sent.")


def pieces(file):
    """An open file, bit by bit; closed in the end."""
    with file:
        yield from iter(lambda: file.read(PIECE), b"")
