"""A finished song comes to our own disk, checked, and stays: file, cover, and a sheet to rebuild its rows from."""

import logging
import shutil
from datetime import timedelta

from django.core.exceptions import ObjectDoesNotExist
from django.core.files.base import ContentFile
from django.utils import timezone

from ..media import audio, covers, fetch, loudness, tags
from ..models import Track
from ..models.jobs import BROUGHT
from . import copying, files, sheets, verify

log = logging.getLogger(__name__)

LARGEST_SONG, LARGEST_COVER = 500 * 1024**2, 20 * 1024**2  # bytes
WRITTEN = ("audio", "size", "sha256", "fault", "checked_at", "cover", "thumb", "hue")
LEARNT = (
    "archive_state", "archive_error", "archive_due_at", "archive_claimed_at", "sheet_due_at", "peaks", "bars",
    "duration", "loudness", "true_peak", *WRITTEN,
)  # fmt: skip
DOUBTS = 5  # tries before a song that is shorter than announced is taken as it is


def keep(track):
    """Copy a finished song, if it is due."""
    try:
        copying.keep(track, _copy)
    except ObjectDoesNotExist:
        _clear_away(track)


def _clear_away(track):
    log.info("The owner of track %s left while it was written.", track.pk)
    files.delete(files.names_of(track))


def _copy(track, folder):
    path = folder / "song"
    copying.fetch_to(path, track.audio_url, track, track.job.account, max_bytes=LARGEST_SONG)
    heard = _listen(track, path)
    cover = _fetch_cover(track, folder)
    peaks, bars = audio.waveform(path)
    measured = loudness.measure(path)
    _place_cover(track, cover)
    track.duration = heard.duration
    track.peaks, track.bars = peaks, bars
    track.loudness, track.true_peak = measured.integrated, measured.true_peak
    _finish(track, path, heard.kind, cover)


def _place_cover(track, cover):
    """None leaves the one that is there."""
    if cover:
        track.hue = cover.hue
        _place(track, "cover", "cover.jpg", ContentFile(cover.full))
        _place(track, "thumb", "thumb.webp", ContentFile(cover.thumb))


def _listen(track, path):
    """What it is; doubted a few times when much of what was announced is missing."""
    heard = audio.check(path)
    if heard.duration < 0.9 * (track.duration or 0) - 1 and track.archive_tries < DOUBTS:
        raise audio.NotAudio(f"Only {heard.duration:.0f} of {track.duration:.0f} seconds arrived.", "short")
    return heard


def _finish(track, path, kind, cover):
    """Tagged, hashed and moved; then, and only then, the row says that it is kept. Its sheet comes last, and
    stays due in case we are killed before, the cover has not come, or the words were edited meanwhile."""
    words = track.title, track.style, track.lyrics
    _tag(track, path, cover.full if cover else b"")
    _move(track, path, kind)
    track.archive_state, track.archive_error = Track.Archive.KEPT, ""
    track.archive_due_at = track.archive_claimed_at = None
    track.sheet_due_at = due_at = timezone.now() + timedelta(minutes=5)
    if not copying.save(track, *LEARNT):
        return
    track.refresh_from_db()  # its job may have ended while the bytes came
    sheets.write(track)
    if (cover or not track.image_url) and words == (track.title, track.style, track.lyrics):
        _sheet_is_right(track, due_at)


def _tag(track, path, cover):
    """Tags into a file that is not in its place yet; the row learns what it will be there."""
    tags.write(
        path, title=track.title, artist=_artist_of(track), style=track.style, lyrics=track.lyrics, cover=cover,
        date=track.made_at, version=track.version, comment=f"suno-studio:{track.uuid}",
        keeps_others=track.job.operation == BROUGHT,
    )  # fmt: skip
    track.sha256, track.size = copying.hashed(path)
    track.fault, track.checked_at = "", timezone.now()


def _artist_of(track):
    """Whoever it was by when somebody brought it; else its owner."""
    return track.job.params.get("artist") or track.owner.name


def _move(track, path, kind):
    _place(track, "audio", f"{sheets.file_name(track)}.{kind}", copying.MovedFile(path))


def _place(track, field, name, content):
    """Save a file beside the song."""
    copying.place(track, field, f"{sheets.folder_of(track)}/{name}", content)


def _fetch_cover(track, folder):
    """The cover in our sizes; None when there is none that can be used now."""
    if not track.image_url:
        return None
    path = folder / "cover"
    try:
        copying.fetch_to(
            path, track.image_url, track, track.job.account, max_bytes=LARGEST_COVER, total_seconds=60
        )
        return covers.check_and_shrink(path.read_bytes())
    except (fetch.FetchError, covers.NotPicture) as error:
        log.info("The cover of track %s is not copied: %s", track.pk, error)
        return None


def lacking(tracks):
    """Those of `tracks` that are not on our disk, and have an address."""
    return tracks.exclude(archive_state=Track.Archive.KEPT).exclude(audio_url="")


def again(tracks):
    """Start copying anew, as if never tried, those of `tracks` that are not on our disk. How many they are."""
    return copying.again(lacking(tracks))


def dress(track, cover):
    """Give it another cover; its file gets it with the next sheet."""
    _place_cover(track, cover)
    track.save(update_fields=["cover", "thumb", "hue"])
    track.mark_changed()


def rewrite(track):
    """Bring tags and sheet in line with the row; its cover too, if it did not come the first time. Where nothing can
    be written now, it stays due."""
    try:
        _rewrite(track)
    except copying.NOT_USABLE as error:
        log.warning("The sheet of track %s is not written yet: %s", track.pk, error)


def _rewrite(track):
    due_at = track.sheet_due_at
    if not due_at or not track.is_kept:
        return
    if not track.audio.storage.exists(track.audio.name):
        files.check_they_are_there()
        Track.objects.filter(pk=track.pk).update(sheet_due_at=None, fault=Track.Fault.MISSING)
        return
    if track.fault or _is_damaged(track):  # new tags would make that look right
        sheets.write(track)
        _sheet_is_right(track, due_at)
        return
    with copying.workspace() as folder:
        cover = None if track.cover else _fetch_cover(track, folder)
        _place_cover(track, cover)
        try:
            _retag(track, folder)
        except ObjectDoesNotExist:
            _clear_away(track)
            return
    if copying.save(track, *WRITTEN):
        _sheet_is_right(track, due_at)


def _is_damaged(track):
    """Looked at now, and kept in its row."""
    for stored in files.files_of(track)[:1]:
        if problem := verify.look(stored):
            verify.note(track, problem)
            return True
    return False


def _sheet_is_right(track, due_at):
    """Unless the row changed meanwhile."""
    Track.objects.filter(pk=track.pk, sheet_due_at=due_at).update(sheet_due_at=None)


def _retag(track, folder):
    """First the sheet, then the file, last the row: whoever is killed between them leaves a file that its row or its
    sheet knows, and a damaged one is never taken for that."""
    path = folder / "song"
    with track.audio.open("rb") as kept, path.open("wb") as copy:
        shutil.copyfileobj(kept, copy)
    _tag(track, path, _cover_of(track, path))
    sheets.write(track)
    _move(track, path, track.audio.name.rpartition(".")[2])


def _cover_of(track, path):
    """The picture for its tags: the file beside it, else the one that is in them already."""
    try:
        return track.cover.open("rb").read() if track.cover else b""
    except FileNotFoundError:
        return tags.read(path).cover or b""
