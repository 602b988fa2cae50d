"""A file in which some bytes read as blanks. Its length stays, so that ranges of it hold."""

from django.core.files import File

PIECE = 1024 * 1024


class Masked(File):
    """Of a Django file; `hidden` is looked for when it is opened, and blanked at the first place where it stands."""

    def __init__(self, file, hidden: bytes):
        super().__init__(None, file.name)
        self.original, self.hidden = file, hidden

    @property
    def size(self):
        return self.original.size

    def open(self, mode="rb"):
        return Reader(self.original.open(mode), self.hidden)

    def close(self):
        self.original.close()


class Reader:
    def __init__(self, file, hidden):
        self.file = file
        start = find(file, hidden)
        self.blank = range(start, start + len(hidden)) if start is not None else range(0)

    def seek(self, place):
        return self.file.seek(place)

    def read(self, size):
        at = self.file.tell()
        content = self.file.read(size)
        first, last = max(self.blank.start, at), min(self.blank.stop, at + len(content))
        if first >= last:
            return content
        return content[: first - at] + b" " * (last - first) + content[last - at :]

    def close(self):
        self.file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def find(file, wanted):
    """The place of these bytes in an open file, or None. Reads it in pieces that overlap."""
    file.seek(0)
    at, rest = 0, b""
    while piece := file.read(PIECE):
        place = (rest + piece).find(wanted)
        if place >= 0:
            return at - len(rest) + place
        at += len(piece)
        rest = (rest + piece)[-len(wanted) + 1 :]
    return None
