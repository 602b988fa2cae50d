"""Many songs as one ZIP for players and folders: sound, cover, words, sheet, and a playlist file that names them."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from django.core.cache import cache
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.core.signing import BadSignature, dumps, loads
from django.db.models import Count, Sum
from django.utils.crypto import get_random_string

from ..media import names, timed
from ..models import Asset, TimedLyrics, Track
from . import files
from .listed import STEP, in_order, line_of, tracks_by_key
from .zips import Entry, length_of, pieces, stream

SONG = ("uuid", "title", "duration", "audio", "cover", "archive_state")
SALT = "music.services.downloads"
A_DAY = 24 * 3600  # seconds that a download can be begun, once it was asked for
PLAYLIST, MISSING = "songs.m3u8", "missing.txt"


def ask(owner, **wanted):
    """A signed word for what is wanted: `query` (a library's), `playlist`, or `tracks` (as many UUIDs as one likes:
    they are kept for a day)."""
    if tracks := wanted.pop("tracks", None):
        wanted["kept"] = get_random_string(22)
        cache.set(f"download:{wanted['kept']}", tracks, A_DAY)
    return dumps({"owner": owner.pk, **wanted}, salt=SALT)


def asked(owner, token):
    """What `ask` was given; None for another's word, a forged or an old one."""
    with suppress(BadSignature):
        wanted = loads(token, salt=SALT, max_age=A_DAY)
        if wanted.pop("owner") == owner.pk:
            if "kept" in wanted:
                wanted = {"tracks": cache.get(f"download:{wanted['kept']}")}
            return wanted if all(wanted.values()) or "query" in wanted else None
    return None


def about(keys):
    """How many of these songs are on our disk, their bytes, and how many have a WAV."""
    kept = {"count": 0, "bytes": 0, "wavs": 0}
    for start in range(0, len(keys), 10 * STEP):
        some = keys[start : start + 10 * STEP]
        here = Track.objects.filter(pk__in=some, archive_state=Track.Archive.KEPT)
        found = here.aggregate(count=Count("pk"), bytes=Sum("size", default=0))
        kept["wavs"] += _wavs().filter(track__in=some).values("track").distinct().count()
        kept["count"], kept["bytes"] = kept["count"] + found["count"], kept["bytes"] + found["bytes"]
    return kept


def _wavs():
    return Asset.objects.filter(kind=Asset.Kind.WAV, archive_state=Asset.Archive.KEPT).exclude(file="")


@dataclass
class Download:
    """`keys` of songs in their order, and what comes along with each."""

    keys: list
    wav: bool = False
    cover: bool = False
    lrc: bool = False
    sheet: bool = False
    playlist: bool = False

    def stream(self):
        return stream(self.entries())

    @cached_property
    def length(self):
        """Bytes, so that the browser can say how much is left. Files are looked at, and none is read."""
        return length_of(self.entries())

    def entries(self):
        """Numbered, so that no two have one name and all stay in order wherever they are unpacked."""
        lines, missing = ["#EXTM3U"], []
        for place, song in in_order(self.keys, self._songs):
            name = f"{place + 1:0{max(2, len(str(len(self.keys))))}} {names.slug_of(str(song), 'song')}"
            yield from self._song(song, name, lines, missing)
        if self.playlist:
            yield _text(PLAYLIST, lines)
        if missing:
            yield _text(MISSING, missing)

    def _songs(self, keys):
        """With what comes along, read for all of a step at once."""
        songs = tracks_by_key(keys, *SONG)
        for song in songs.values():
            song.wav = song.words = None
        if self.wav:
            for asset in _wavs().filter(track__in=keys).only("track_id", "file").order_by("pk"):
                songs[asset.track_id].wav = asset.file
        if self.lrc:
            for kept in TimedLyrics.objects.filter(track__in=keys).only("track_id", "words"):
                songs[kept.track_id].words = kept.words
        return songs

    def _song(self, song, name, lines, missing):
        sound = _file(name, (song.wav or song.audio).name) if song.is_kept else None
        if sound is None:
            missing.append(name)
            return
        yield sound
        lines += [line_of(song), sound.name]
        if self.cover:
            yield from filter(None, [_file(name, song.cover.name)])
        if self.lrc and song.words:
            yield _text(f"{name}.lrc", [timed.lrc(song.words, song.title, song.duration)])
        if self.sheet:
            yield from filter(None, [_file(name, files.sheet_of(song))])


def _file(name, stored):
    """A file of ours under another name; None where it is not there."""
    try:
        size = default_storage.size(stored) if stored else None
    except (OSError, SuspiciousFileOperation):
        size = None
    if size is None:
        return None
    return Entry(f"{name}.{stored.rpartition('.')[2]}", _read(stored), size)


def _read(stored):
    """Opened when it is its turn."""
    yield from pieces(default_storage.open(stored, "rb"))


def _text(name, lines):
    content = "".join(f"{line.rstrip()}\n" for line in lines).encode(errors="replace")
    return Entry(name, content, len(content))
