"""A file in which a text reads as blanks. Its length stays, so that ranges of it hold."""

from django.core.files import File

PIECE = 1024 * 1024
HEAD = 4 * PIECE  # tags stand there, and a picture among them
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")  # in which tags are written


class Masked(File):
    """Of a Django file; `hidden` is looked for when it is opened, however tags write it, and blanked where it stands."""

    def __init__(self, file, hidden: str):
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
        self.blanks = dict(_blanks(file, hidden))

    def seek(self, place):
        return self.file.seek(place)

    def read(self, size):
        at = self.file.tell()
        content = self.file.read(size)
        for start, blank in self.blanks.items():
            first, last = max(start, at), min(start + len(blank), at + len(content))
            if first < last:
                content = content[: first - at] + blank[first - start : last - start] + content[last - at :]
        return content

    def close(self):
        self.file.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def _blanks(file, hidden):
    """(place, what reads there instead) wherever the head of an open file says it."""
    file.seek(0)
    head = file.read(HEAD)
    for encoding in ENCODINGS:
        wanted, blank = hidden.encode(encoding), (" " * len(hidden)).encode(encoding)
        place = head.find(wanted)
        while place >= 0:
            yield place, blank
            place = head.find(wanted, place + len(wanted))
    file.seek(0)
