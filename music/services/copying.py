"""How any file of the provider comes to our disk: claimed, fetched into a folder of its own, moved into place.

A copy is claimed for a while before it begins, and the claim is renewed while bytes arrive, so that a killed
copy is taken up again within a minute or two and two workers never copy the same thing.
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
from django.core.files.base import File
from django.db.models import Q
from django.utils import timezone

from sunostudio import disk

from ..kie.errors import KieError
from ..media import audio, covers, fetch, video
from ..models import Asset, Track
from ..models.kept import Archive
from ..queue import enqueue
from . import files

log = logging.getLogger(__name__)

CLAIM = timedelta(seconds=75)
TASKS = {Track: "archive_track", Asset: "archive_asset"}
AT_ONCE = 100  # copies that are started anew without waiting for the clock
PAUSES = [10, 60, 300, 900, 3600, 3 * 3600, 6 * 3600]  # seconds before the next try
NOT_USABLE = (
    fetch.FetchError,
    audio.NotAudio,
    covers.NotPicture,
    video.NotVideo,
    mutagen.MutagenError,
    OSError,
)
CODES = {
    fetch.Gone: "gone",
    fetch.Forbidden: "forbidden",
    fetch.TooLarge: "large",
    fetch.FetchError: "broken",
    covers.NotPicture: "no_picture",
    video.NotVideo: "no_video",
    mutagen.MutagenError: "no_tags",
}


def keep(row, copy):
    """Have `copy(row, folder)` bring its file; a try that fails is put off, until the provider's own copy is gone."""
    if not claim(row):
        return
    try:
        with workspace() as folder:
            copy(row, folder)
    except fetch.Forbidden as error:
        lose(row, error)
    except NOT_USABLE as error:
        log.info("%s %s is not copied yet: %s", type(row).__name__, row.pk, error)
        put_off(row, error)


def code_of(error):
    """What went wrong, as a word that is kept in the row; `tell.copies` has its sentence."""
    if isinstance(error, OSError):
        return "full" if disk.is_full(error) else "disk"
    if isinstance(error, audio.NotAudio):
        return error.code
    return next((code for kind, code in CODES.items() if isinstance(error, kind)), "unusable")


def claim(row):
    """True for one worker at a time."""
    now = timezone.now()
    free = Q(archive_claimed_at=None) | Q(archive_claimed_at__lt=now - CLAIM)
    rows = _rows(row).filter(free, archive_state=Archive.DUE)
    claimed = rows.update(archive_claimed_at=now)
    if claimed:
        row.refresh_from_db()
    return bool(claimed)


def put_off(row, error):
    """Try again later, until the provider's own copy is gone."""
    due_at = timezone.now() + timedelta(seconds=PAUSES[min(row.archive_tries, len(PAUSES) - 1)])
    if row.expires_at and due_at > row.expires_at:
        lose(row, error)
        return
    _still_due(row).update(
        archive_tries=row.archive_tries + 1, archive_due_at=due_at, archive_claimed_at=None,
        archive_error=code_of(error),
    )  # fmt: skip


def lose(row, error):
    """It will not be tried again by itself; a fresh link or an administrator starts it anew."""
    log.warning("%s %s could not be copied: %s", type(row).__name__, row.pk, error)
    _still_due(row).update(
        archive_state=Archive.LOST, archive_due_at=None, archive_claimed_at=None, archive_error=code_of(error)
    )


def _still_due(row):
    """Unless another worker, who took it for dead, has brought it meanwhile."""
    return _rows(row).filter(archive_state=Archive.DUE)


def _rows(row):
    return type(row).objects.filter(pk=row.pk)


def fetch_to(path, url, row, account, *, max_bytes, total_seconds=None):
    """Download into a file. An address that is refused is asked for anew through the provider's short-lived links."""
    try:
        _download(path, url, row, max_bytes, total_seconds)
    except fetch.Gone:
        _download(path, _short_lived(url, account), row, max_bytes, total_seconds)


def _download(path, url, row, max_bytes, total_seconds):
    limits = {"total_seconds": total_seconds} if total_seconds else {}
    with path.open("wb") as file:
        fetch.download(
            url, file, max_bytes=max_bytes, allow=stand_in(), progress=_renewing_claim(row), **limits
        )


def _short_lived(url, account):
    """Another address of the same file; `Gone` where the provider has none."""
    try:
        return account.client().download_url(url)
    except KieError as error:
        raise fetch.Gone("The provider’s copy is gone.") from error


def _renewing_claim(row):
    """For the download to call with each piece."""
    renewed = time.monotonic()

    def progress(_done, _total):
        nonlocal renewed
        if time.monotonic() - renewed > CLAIM.seconds / 3:
            renewed = time.monotonic()
            _rows(row).update(archive_claimed_at=timezone.now())

    return progress


def again(rows, **changes):
    """Start copying these anew, as if never tried, with other `changes` of theirs. How many they are."""
    keys = list(rows.values_list("pk", flat=True)[:AT_ONCE])
    due = {
        "archive_state": Archive.DUE,
        "archive_due_at": timezone.now(),
        "archive_tries": 0,
        "archive_error": "",
    }
    count = rows.update(**due, **changes)
    for key in keys:  # the others are found by the clock
        enqueue(TASKS[rows.model], key)
    return count


def stand_in():
    """The one origin that need not be public: the provider's own, so that a local stand-in works."""
    return settings.KIE_API_BASE_URL


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


def sweep_drafts(older_than=timedelta(days=1)):
    """Halves of files in the library whose writers were killed. It looks into every folder there."""
    for folder, _folders, names in os.walk(settings.MEDIA_ROOT):
        for path in (Path(folder, name) for name in names if disk.is_draft(name)):
            with suppress(OSError):  # it got its place just now, or this disk takes nothing
                if time.time() - path.stat().st_ctime > older_than.total_seconds():
                    path.unlink()


def hashed(path):
    """(SHA-256 in hex, bytes), once the bytes have reached the disk."""
    disk.settle(path)
    return files.hash_of(path)


class MovedFile(File):
    """Moved into place where the storage is a folder on the same disk."""

    def __init__(self, path):
        super().__init__(path.open("rb"), name=path.name)
        self.path = path

    def temporary_file_path(self):
        return str(self.path)


def save(row, *fields):
    """Write these fields of a row whose files were placed. False, and the files are away, if it was deleted meanwhile."""
    if type(row).objects.filter(pk=row.pk).update(**{name: getattr(row, name) for name in fields}):
        return True
    log.info("%s %s was deleted while it was copied.", type(row).__name__, row.pk)
    files.delete(files.names_of(row))
    return False


def place(row, field, name, content):
    """Save a file under this name; where the row has one already, that one is replaced."""
    old = getattr(row, field).name
    storage = getattr(row, field).storage
    setattr(row, field, storage.save(old or name, content))
