"""What a file says of the song in it: its tags, or the sheet of another studio beside it. Nothing of it is trusted."""

from dataclasses import dataclass, field
from pathlib import PurePosixPath

from ... import search
from ...kie.limits import ModelVersion, label_of
from ...media import tags
from ...models import Tag, Track
from . import foreign

VERSIONS = {label_of(version): version.value for version in ModelVersion}
MOST_TAGS = 30
LONGEST = {name: Tag._meta.get_field(name).max_length for name in ("name", "key")}
TITLE, STYLE, LYRICS = 300, 20_000, 100_000  # characters


@dataclass
class Facts:
    """`track` are fields of the row; the rest is what belongs to it."""

    track: dict = field(default_factory=dict)
    artist: str = ""
    tags: list = field(default_factory=list)
    cover: bytes = b""
    comment: str = ""


def of_file(path, name, owner):
    """By its tags; what has no title is called as the file is. Album, artist and folder become tags of the library."""
    read = tags.read(path)
    row = {
        "title": foreign.line(read.title, TITLE), "style": foreign.line(read.style, STYLE),
        "lyrics": foreign.text(read.lyrics, LYRICS), "model_version": VERSIONS.get(read.version, ""),
    }  # fmt: skip
    artist = foreign.line(read.artist, TITLE)
    folder = PurePosixPath(name.replace("\\", "/")).parent.name
    said = (folder, read.album, "" if artist == owner.name else artist)
    return Facts(_dated(row, read.date), artist, words(said), read.cover or b"", read.comment)


def of_sheet(told):
    """What a sheet says in the place of the tags."""
    version, kind = told.get("model_version"), told.get("kind")
    row = {
        "title": foreign.line(told.get("title"), TITLE), "style": foreign.text(told.get("style"), STYLE),
        "lyrics": foreign.text(told.get("lyrics"), LYRICS), "notes": foreign.text(told.get("notes"), LYRICS),
        "model_version": version if version in list(ModelVersion) else "",
        "kind": kind if kind in Track.Kind.values else Track.Kind.SONG,
        "rating": foreign.whole(told.get("rating"), 0, 5, default=0),
        "is_instrumental": told.get("is_instrumental") is True, "is_favourite": told.get("is_favourite") is True,
    }  # fmt: skip
    return Facts(_dated(row, told.get("made_at")), tags=words(told.get("tags")))


def _dated(row, text):
    made_at = foreign.moment(text)
    return row | ({"made_at": made_at} if made_at else {})


def words(said):
    """Tags, each once and not too long, folded or not."""
    said = said if isinstance(said, list | tuple) else ()
    found = dict.fromkeys(foreign.line(word, LONGEST["name"]) for word in said)
    return [word for word in found if word and len(search.fold(word)) <= LONGEST["key"]][:MOST_TAGS]
