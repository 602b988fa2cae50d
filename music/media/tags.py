"""What a song says about itself in any player: ID3v2.4 in MP3, atoms in M4A."""

import base64
import struct
from contextlib import suppress
from dataclasses import dataclass, replace
from io import BytesIO

from mutagen import File, MutagenError, flac, id3
from mutagen.mp4 import MP4, MP4Cover, MP4FreeForm

from . import chunks, decode
from .audio import kind_of

MISREAD = (MutagenError, struct.error, EOFError, ValueError, LookupError, ArithmeticError)
LARGEST = 30 * 1024**2  # bytes of ID3: covers of many songs have a tenth of that
UNKNOWN_LANGUAGE = "XXX"  # ID3's own word for it
VERSION_ATOM = "----:com.apple.iTunes:VERSION"
ATOMS = {
    "title": "©nam",
    "artist": "©ART",
    "style": "©gen",
    "lyrics": "©lyr",
    "comment": "©cmt",
    "date": "©day",
}


COMMENTS = {name: name for name in ("title", "artist", "date", "lyrics", "comment", "album", "version")} | {
    "style": "genre"
}


@dataclass(frozen=True)
class Tags:
    """Empty text and None stand for what is not there; `date` is ISO text, `version` the model's name."""

    title: str = ""
    artist: str = ""
    style: str = ""
    lyrics: str = ""
    comment: str = ""
    date: str = ""
    version: str = ""
    cover: bytes | None = None
    cover_type: str = ""
    album: str = ""  # read only: no song of ours is on one


def write(
    path, *, title, artist="", style="", lyrics="", cover=None, cover_type="image/jpeg", comment="", date=None,
    version="", keeps_others=False,
) -> bool:  # fmt: skip
    """Replace all tags of the file at `path`, or only these (`keeps_others`); the same twice leaves the same bytes.

    `cover` is a JPEG or PNG; `date` a date, a datetime or ISO text. False, and nothing written, for a kind of
    file that takes no tags here (WAV, for one). Raises mutagen.MutagenError when the file cannot be rewritten.
    """
    texts = {"title": title, "artist": artist, "style": style, "lyrics": lyrics, "comment": comment}
    texts |= {"date": _iso(date), "version": version}
    tags = Tags(**{name: _clean(text) for name, text in texts.items()}, cover=cover, cover_type=cover_type)
    writer = {"mp3": _write_id3, "m4a": _write_atoms}.get(kind_of(path))
    if writer:
        writer(path, tags, keeps_others)
    return writer is not None


def read(path) -> Tags:
    """The tags of a file; empty ones where there are none or it takes none."""
    reader = READERS.get(kind_of(path))
    try:
        return reader(path) if reader and not _swells(path) else Tags()
    except (*MISREAD, decode.Undecodable):
        return Tags()  # whatever somebody wrote there is no reason to refuse the sound


def _swells(path):
    """Whether the tags at the head of a file are no tags to be read."""
    with open(path, "rb") as file:
        return _is_bomb(file)


def _is_bomb(file):
    """Far too large, or packed, so that a few bytes become any number. Nobody packs them."""
    head = file.read(10)
    if head[:3] != b"ID3":
        return False
    size = _seven(head[6:10])
    return size > LARGEST or _is_packed(head, file.read(size))


def _seven(four):
    """A number of seven bits a byte."""
    return sum((byte & 0x7F) << shift for byte, shift in zip(four, (21, 14, 7, 0), strict=True))


def _is_packed(head, frames):
    """By the flags of each frame, however its length is to be read: some write that wrong."""
    if head[5] & 0x80 and head[3] < 4:
        frames = frames.replace(b"\xff\x00", b"\xff")
    packed = {3: 0x80, 4: 0x08}.get(head[3], 0)
    return any(
        _flagged(frames, packed, length) for length in (_seven, lambda four: int.from_bytes(four, "big"))
    )


def _flagged(frames, packed, length):
    at = 0
    while at + 10 <= len(frames) and frames[at]:
        if frames[at + 9] & packed:
            return True
        at += 10 + length(frames[at + 4 : at + 8])
    return False


def _clean(text):
    """NUL would end a text in ID3, and a lone surrogate (half an emoji, from JSON) has no UTF-8."""
    return text.replace("\0", "").encode(errors="replace").decode()


def _iso(date):
    return date.isoformat() if hasattr(date, "isoformat") else date or ""


def _write_id3(path, tags, keeps_others):
    frames = {
        "title": id3.TIT2(text=tags.title),
        "artist": id3.TPE1(text=tags.artist),
        "style": id3.TCON(text=tags.style),
        "lyrics": id3.USLT(lang=UNKNOWN_LANGUAGE, text=tags.lyrics),
        "comment": id3.COMM(lang=UNKNOWN_LANGUAGE, text=tags.comment),
        "date": id3.TDRC(text=tags.date[:19]),  # whole seconds and no zone: all that the frame takes
        "version": id3.TXXX(desc="VERSION", text=tags.version),
        "cover": id3.APIC(type=id3.PictureType.COVER_FRONT, mime=tags.cover_type, data=tags.cover or b""),
    }
    file = _others(path) if keeps_others else id3.ID3()
    for name, frame in frames.items():
        file.delall(frame.HashKey if name == "version" else frame.FrameID)
        if getattr(tags, name):
            file.add(frame)
    file.save(path, v1=id3.ID3v1SaveOptions.REMOVE, v2_version=4)


def _others(path):
    """The tags that are there, ready for ours."""
    try:
        return id3.ID3() if _swells(path) else id3.ID3(path)
    except MutagenError:
        return id3.ID3()


def _read_id3(path):
    try:
        return _of_id3(id3.ID3(path))
    except id3.ID3NoHeaderError:
        return Tags()


def _of_id3(file):
    texts = {"title": "TIT2", "artist": "TPE1", "style": "TCON", "date": "TDRC", "version": "TXXX:VERSION"}
    texts |= {"lyrics": "USLT", "comment": "COMM", "album": "TALB"}
    values = {name: _first(file.getall(frame)) for name, frame in texts.items()}
    values["date"] = values["date"].replace(" ", "T")  # as mutagen writes it out
    pictures = file.getall("APIC")
    if pictures:
        values |= {"cover": pictures[0].data, "cover_type": pictures[0].mime}
    return Tags(**values)


def _read_chunks(path):
    """Of WAV and AIFF: the tag counts before the texts of the older kind."""
    tag, texts = chunks.read(path, LARGEST)
    told = Tags()
    with suppress(*MISREAD):
        if tag and not _is_bomb(BytesIO(tag)):
            told = _of_id3(id3.ID3(BytesIO(tag)))
    return replace(told, **{name: text for name, text in texts.items() if not getattr(told, name)})


def _first(frames):
    """Of several artists all."""
    return str(frames[0]).replace("\0", ", ") if frames else ""


def _write_atoms(path, tags, keeps_others):
    file = MP4(path)
    if file.tags is None:
        file.add_tags()
    for atom in [*ATOMS.values(), VERSION_ATOM, "covr"] if keeps_others else list(file.tags):
        file.tags.pop(atom, None)
    for name, atom in ATOMS.items():
        if text := getattr(tags, name):
            file.tags[atom] = text
    if tags.version:
        file.tags[VERSION_ATOM] = MP4FreeForm(tags.version.encode())
    if tags.cover:
        png = tags.cover_type == "image/png"
        file.tags["covr"] = [MP4Cover(tags.cover, MP4Cover.FORMAT_PNG if png else MP4Cover.FORMAT_JPEG)]
    file.save()


def _read_atoms(path):
    tags = MP4(path).tags or {}
    values = {name: tags[atom][0] for name, atom in (ATOMS | {"album": "©alb"}).items() if tags.get(atom)}
    if tags.get(VERSION_ATOM):
        values["version"] = tags[VERSION_ATOM][0].decode()
    if tags.get("covr"):
        cover = tags["covr"][0]
        is_png = cover.imageformat == MP4Cover.FORMAT_PNG
        values |= {"cover": bytes(cover), "cover_type": "image/png" if is_png else "image/jpeg"}
    return Tags(**values)


def _read_comments(path):
    """Vorbis comments, in FLAC and OGG."""
    file = File(path)
    tags = (file and file.tags) or {}
    values = {name: str(tags[key][0]) for name, key in COMMENTS.items() if tags.get(key)}
    if picture := next(_pictures(file, tags), None):
        values |= {"cover": picture.data, "cover_type": picture.mime}
    return Tags(**values)


def _pictures(file, tags):
    """FLAC has blocks for them, OGG writes these as a comment."""
    yield from getattr(file, "pictures", ())
    for text in tags.get("metadata_block_picture", ()):
        with suppress(*MISREAD):
            yield flac.Picture(base64.b64decode(text))


def _read_webm(path):
    """As FFmpeg calls them; covers are not among them."""
    told = {name.lower(): text for name, text in decode.told(path, "webm").items()}
    return Tags(**{name: told[key] for name, key in COMMENTS.items() if told.get(key)})


READERS = {
    "mp3": _read_id3, "m4a": _read_atoms, "webm": _read_webm,
    **dict.fromkeys(("wav", "aiff"), _read_chunks),
    **dict.fromkeys(("flac", "ogg", "opus"), _read_comments),
}  # fmt: skip
