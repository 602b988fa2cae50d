"""Sound that a request starts from: an uploaded file, or something that was made here, by its address."""

import hashlib
import os
import time
import uuid
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from . import facts, fetching, media, uploads
from .music.files import FORMATS, av
from .music.words import seed

ESTIMATED = {"mp3", "aac"}  # what is said of the length of these is a guess
OURSELVES = ("127.0.0.1", "::1", "localhost")
FETCHED_FOR = 10  # seconds in which a foreign file is not fetched again: a task looks at it more than once


class Unusable(Exception):
    """Nothing can be made of this source: `code` and `message` are those of the task that fails."""

    def __init__(self, code, message=""):
        self.code, self.message = code, message or facts.MESSAGES[code]


@dataclass(frozen=True)
class Source:
    pieces: list[dict]  # as in recipes of songs
    seconds: float
    file: str  # with all of its sound, within the media folder
    seed: str  # differs with the sound
    about: dict = field(default_factory=lambda: {"title": "", "tags": "", "prompt": ""})

    @property
    def key(self):
        """The seed of its key and tempo."""
        return key(self.pieces)


def key(pieces):
    """What the key and tempo of a song made of these pieces come from."""
    return pieces[0].get("key") or pieces[0]["seed"]


def find(sandbox, address):
    """The Source at an address; Unusable where there is none any more, or no sound."""
    if not is_ours(sandbox, address):
        return recording(sandbox, fetched(sandbox, address))
    path = urlsplit(address).path
    if path.startswith(uploads.PLACE):
        return recording(sandbox, uploads.find(sandbox, path))
    behind = media.found(sandbox, media.plain_path(path))
    if behind is None or not lives(sandbox, behind[0], media.LINK.fullmatch(unquote(path))):
        raise Unusable(451)
    return made(sandbox, *behind[:2])


def is_ours(sandbox, address):
    theirs, ours = urlsplit(address), urlsplit(sandbox.url)
    return theirs.port == ours.port and theirs.hostname in (ours.hostname, *OURSELVES)


def fetched(sandbox, address):
    """The file at a foreign address; None when there is none to be had."""
    path = sandbox.media / "uploads/.fetched" / seed(address)
    if path.exists() and time.time() - path.stat().st_mtime < FETCHED_FOR:
        return path
    part = path.with_suffix(f".{uuid.uuid4().hex}")
    part.parent.mkdir(parents=True, exist_ok=True)
    try:
        fetching.fetch(address, part, uploads.LARGEST)
        return part.replace(path)
    except fetching.Unreachable:
        return None
    finally:
        part.unlink(missing_ok=True)


def lives(sandbox, item, link):
    """Whether the address still leads to the item: by its token, or because the item is young enough."""
    if link:
        return sandbox.store.link(link[2]) is not None
    return not media.is_old(sandbox, item, sandbox.store.task(item.task))


def recording(sandbox, path):
    """A file, of which the sound is kept; Unusable when it is None."""
    if path is None:
        raise Unusable(451)
    seconds, digest = measured(path)
    kept = keep(sandbox, path, digest)
    piece = {"file": kept, "length": seconds, "until": None, "key": digest}
    return Source([piece], seconds, kept, digest)


def made(sandbox, item, path):
    """A song as the pieces it is made of; anything else (a stem, a sound, a WAV) as a recording."""
    if item.kind == "song":
        pieces, seconds = item.recipe["pieces"], item.about["duration"]
        return Source(pieces, seconds, path.name, seed(item.id), item.about)
    seconds, digest = measured(path)
    piece = {"file": path.name, "length": seconds, "until": None, "key": digest}
    return Source([piece], seconds, path.name, digest)


def keep(sandbox, path, digest):
    """A second name for the file, by what is in it: songs stay the same when an upload expires or is replaced."""
    name = f"uploads/.kept/{digest}{path.suffix.lower()}"
    kept = sandbox.media / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    if not kept.exists():
        os.link(path, kept)
    return name


def measured(path):
    """(seconds, digest) of a file of sound; Unusable when it is none."""
    stat = path.stat()
    return measure(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=64)
def measure(path, changed_at, size):
    if av is None:
        raise Unusable(500, "This stand-in needs PyAV to work with recordings.")
    try:
        with path.open("rb") as file:
            seconds = round(length(file), 2)
            file.seek(0)
            return seconds, hashlib.file_digest(file, "sha256").hexdigest()
    except (av.FFmpegError, OSError, IndexError, ValueError) as error:
        raise Unusable(400, "The file has no sound that could be read.") from error


def length(file):
    """Seconds of the sound in an open file: as its headers say, else counted; ValueError when there is none."""
    with av.open(file, options={"format_whitelist": FORMATS}) as container:
        sound = container.streams.audio[0]
        if container.duration and container.format.name not in ESTIMATED:
            return container.duration / av.time_base
        moments = [
            (packet.pts, packet.duration or 0) for packet in container.demux(sound) if packet.pts is not None
        ]
        if not moments:
            raise ValueError("There is no sound.")
        start, end = min(start for start, _ in moments), max(start + length for start, length in moments)
        return float((end - start) * sound.time_base)
