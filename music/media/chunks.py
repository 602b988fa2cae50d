"""What a WAV or an AIFF says beside its sound: a tag (ID3) in a chunk of its own, and the texts of its older kind."""

import struct
from io import BytesIO

NUMBERS = {b"RIFF": "<4sI", b"FORM": ">4sI"}  # how the head of a chunk is written, by how the file begins
MOST, LONGEST = 1000, 64 * 1024  # chunks that are looked at, bytes of texts
TEXTS = {
    b"INAM": "title", b"IART": "artist", b"IGNR": "style", b"ICMT": "comment", b"ICRD": "date", b"IPRD": "album",
    b"NAME": "title", b"AUTH": "artist", b"ANNO": "comment",
}  # fmt: skip


def read(path, largest):
    """(the bytes of the tag, none where it has more than `largest`; {field of a tag: text})."""
    tag, texts = b"", {}
    with open(path, "rb") as file:
        numbers = NUMBERS.get(file.read(12)[:4])
        for name, size in _each(file, numbers):
            if name.upper() == b"ID3 " and size <= largest:
                tag = file.read(size)
            elif name == b"LIST" and size > 4 and file.read(4) == b"INFO":
                texts |= _texts(BytesIO(file.read(min(size - 4, LONGEST))), numbers)
            elif name in TEXTS:
                texts[TEXTS[name]] = _text(file.read(min(size, LONGEST)))
    return tag, texts


def _each(file, numbers):
    """(name, bytes) of each chunk, and the file stands where it begins."""
    for _number in range(MOST if numbers else 0):
        head = file.read(8)
        if len(head) < 8:
            return
        name, size = struct.unpack(numbers, head)
        start = file.tell()
        yield name, size
        file.seek(start + size + size % 2)


def _texts(file, numbers):
    return {TEXTS[name]: _text(file.read(size)) for name, size in _each(file, numbers) if name in TEXTS}


def _text(content):
    """They do not say how they are written: most are ASCII, many UTF-8, the rest of the eighties."""
    content = content.partition(b"\0")[0]
    try:
        return content.decode().strip()
    except UnicodeDecodeError:
        return content.decode("latin-1").strip()
