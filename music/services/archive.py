"""A finished song comes to our own disk, checked, and stays: file, cover, and a sheet to rebuild its rows from.

A song is claimed for a while before it is copied, and the claim is renewed while bytes arrive, so that a killed
copy is taken up again within a minute or two and two workers never copy the same song.
"""

import logging
import os
import shutil
import tempfile
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

import mutagen
from django.conf import settings
from django.core.files.base import ContentFile, File
from django.db.models import Q
from django.utils import timezone

from ..media import audio, covers, fetch, tags
from ..models import Track
from ..queue import enqueue
from . import sheets

log = logging.getLogger(__name__)

CLAIM = timedelta(seconds=75)
LARGEST_SONG, LARGEST_COVER = 500 * 1024**2, 20 * 1024**2  # bytes
PAUSES = [10, 60, 300, 900, 3600, 3 * 3600, 6 * 3600]  # seconds before the next try
DOUBTS = 5  # tries before a song that is shorter than announced is taken as it is
BARS, BARS_IN_A_ROW = 800, 72


def keep(track):
    """Copy a finished song; a try that fails is put off, until the provider's own copy is gone."""
    if not _claim(track):
        return
    try:
        with workspace() as folder:
            _copy(track, folder)
    except fetch.Forbidden as error:
        _lose(track, str(error))
    except (fetch.FetchError, audio.NotAudio, mutagen.MutagenError, OSError) as error:
        log.info("Track %s is not copied yet: %s", track.pk, error)
        _put_off(track, str(error))


def _claim(track):
    """True for one worker at a time."""
    now = timezone.now()
    free = Q(archive_claimed_at=None) | Q(archive_claimed_at__lt=now - CLAIM)
    rows = Track.objects.filter(free, pk=track.pk, archive_state=Track.Archive.DUE)
    claimed = rows.update(archive_claimed_at=now)
    track.refresh_from_db()
    return bool(claimed)


def _renewing_claim(track):
    """For the download to call with each piece."""
    renewed = time.monotonic()

    def progress(_done, _total):
        nonlocal renewed
        if time.monotonic() - renewed > CLAIM.seconds / 3:
            renewed = time.monotonic()
            Track.objects.filter(pk=track.pk).update(archive_claimed_at=timezone.now())

    return progress


@contextmanager
def workspace():
    """A folder on the file system of the library, so that a checked file is moved into place, not copied."""
    base = Path(settings.STUDIO_DATA) / "partial"
    base.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=base))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def sweep_workspace(older_than=timedelta(hours=2)):
    """Folders of killed copies."""
    for folder in (Path(settings.STUDIO_DATA) / "partial").glob("*"):
        with suppress(FileNotFoundError):  # a copy ended just now
            if time.time() - folder.stat().st_mtime > older_than.total_seconds():
                shutil.rmtree(folder, ignore_errors=True)


def _copy(track, folder):
    path = folder / "song"
    with path.open("wb") as file:
        fetch.download(
            track.audio_url, file, max_bytes=LARGEST_SONG, allow=_stand_in(), progress=_renewing_claim(track)
        )
    heard = _listen(track, path)
    cover = _fetch_cover(track, folder)
    bars = audio.peaks(path, BARS)
    if cover:
        track.hue = cover.hue
        _place(track, "cover", "cover.jpg", ContentFile(cover.full))
        _place(track, "thumb", "thumb.webp", ContentFile(cover.thumb))
    track.duration = heard.duration
    track.peaks, track.bars = bars, audio.encode(audio.shrink(bars, BARS_IN_A_ROW))
    _finish(track, path, heard.kind, cover)


def _listen(track, path):
    """What it is; doubted a few times when much of what was announced is missing."""
    heard = audio.check(path)
    if heard.duration < 0.9 * (track.duration or 0) - 1 and track.archive_tries < DOUBTS:
        raise audio.NotAudio(f"Only {heard.duration:.0f} of {track.duration:.0f} seconds arrived.")
    return heard


def _finish(track, path, kind, cover):
    """Tagged, hashed and moved; then, and only then, the row says that it is kept. Its sheet comes last, and
    stays due in case we are killed before, the cover has not come, or the words were edited meanwhile."""
    words = track.title, track.style, track.lyrics
    _seal(track, path, kind, cover.full if cover else b"")
    track.archive_state, track.archive_error = Track.Archive.KEPT, ""
    track.archive_due_at = track.archive_claimed_at = None
    track.sheet_due_at = due_at = timezone.now() + timedelta(minutes=5)
    track.save(update_fields=[
        "archive_state", "archive_error", "archive_due_at", "archive_claimed_at", "sheet_due_at", "audio", "size",
        "sha256", "cover", "thumb", "hue", "peaks", "bars", "duration",
    ])  # fmt: skip
    track.refresh_from_db()  # its job may have ended while the bytes came
    sheets.write(track)
    if (cover or not track.image_url) and words == (track.title, track.style, track.lyrics):
        _sheet_is_right(track, due_at)


def _seal(track, path, kind, cover):
    tags.write(
        path, title=track.title, artist=track.owner.name, style=track.style, lyrics=track.lyrics, cover=cover,
        date=track.made_at, version=track.version, comment=f"suno-studio:{track.uuid}",
    )  # fmt: skip
    track.sha256, track.size = _hash(path)
    _place(track, "audio", f"{sheets.file_name(track)}.{kind}", MovedFile(path))


def _hash(path):
    """SHA-256 in hex, size in bytes; the bytes have reached the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        return sheets.sha256_of(file), path.stat().st_size


class MovedFile(File):
    """Moved into place where the storage is a folder on the same disk."""

    def __init__(self, path):
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self):
        return str(self.path)


def _place(track, field, name, content):
    """Save a file beside the song; the same name again replaces it."""
    old = getattr(track, field).name
    storage = getattr(track, field).storage
    setattr(track, field, storage.save(old or f"{sheets.folder_of(track)}/{name}", content))


def _fetch_cover(track, folder):
    """The cover in our sizes; None when there is none that can be used now."""
    if not track.image_url:
        return None
    path = folder / "cover"
    try:
        with path.open("wb") as file:
            fetch.download(
                track.image_url, file, max_bytes=LARGEST_COVER, total_seconds=60, allow=_stand_in()
            )
        return covers.check_and_shrink(path.read_bytes())
    except (fetch.FetchError, covers.NotPicture) as error:
        log.info("The cover of track %s is not copied: %s", track.pk, error)
        return None


def _stand_in():
    """The one origin that need not be public: the provider's own, so that a local stand-in works."""
    return settings.KIE_API_BASE_URL


def _put_off(track, reason):
    tries = track.archive_tries
    due_at = timezone.now() + timedelta(seconds=PAUSES[min(tries, len(PAUSES) - 1)])
    if track.expires_at and due_at > track.expires_at:
        _lose(track, reason)
        return
    Track.objects.filter(pk=track.pk).update(
        archive_tries=tries + 1, archive_due_at=due_at, archive_claimed_at=None, archive_error=reason[:200]
    )


def _lose(track, reason):
    """It will not be tried again by itself; a fresh link or an administrator starts it anew."""
    log.warning("Track %s could not be copied: %s", track.pk, reason)
    Track.objects.filter(pk=track.pk).update(
        archive_state=Track.Archive.LOST,
        archive_due_at=None,
        archive_claimed_at=None,
        archive_error=reason[:200],
    )


def again(tracks):
    """Start copying anew, as if never tried, those of `tracks` that are not on our disk. How many they are."""
    waiting = tracks.exclude(archive_state=Track.Archive.KEPT).exclude(audio_url="")
    keys = list(waiting.values_list("pk", flat=True))
    Track.objects.filter(pk__in=keys).exclude(archive_state=Track.Archive.KEPT).update(
        archive_state=Track.Archive.DUE, archive_due_at=timezone.now(), archive_tries=0, archive_error=""
    )
    for key in keys:
        enqueue("archive_track", key)
    return len(keys)


def rewrite(track):
    """Bring tags and sheet in line with the row; its cover too, if it did not come the first time."""
    due_at = track.sheet_due_at
    if not due_at or not track.is_kept:
        return
    with workspace() as folder:
        cover = None if track.cover else _fetch_cover(track, folder)
        if cover:
            track.hue = cover.hue
            _place(track, "cover", "cover.jpg", ContentFile(cover.full))
            _place(track, "thumb", "thumb.webp", ContentFile(cover.thumb))
        _retag(track, folder)
    track.save(update_fields=["audio", "size", "sha256", "cover", "thumb", "hue"])
    sheets.write(track)
    _sheet_is_right(track, due_at)


def _sheet_is_right(track, due_at):
    """Unless the row changed meanwhile."""
    Track.objects.filter(pk=track.pk, sheet_due_at=due_at).update(sheet_due_at=None)


def _retag(track, folder):
    path = folder / "song"
    with track.audio.open("rb") as kept, path.open("wb") as copy:
        shutil.copyfileobj(kept, copy)
    cover = track.cover.open("rb").read() if track.cover else b""
    _seal(track, path, track.audio.name.rpartition(".")[2], cover)
