"""A sound file that somebody brings becomes a song of their library. Its bytes stay as they are."""

import logging
from datetime import timedelta
from uuid import UUID, uuid5

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from ...media import audio, covers
from ...models import Job, ProviderAccount, Tag, Track, TrackText
from ...models.jobs import BROUGHT
from .. import copying, files, sheets, uploads
from . import archives, facts, others

log = logging.getLogger(__name__)

SAME = UUID("5a0f3c1e-2f0b-4f7e-9a53-6f1f0f5c9d11")  # a file, by its hash, is brought once
FROM = "file"  # in a job's parameters: what the file was called
OWN = "suno-studio:"  # begins the comment in files that a studio kept


def keep(arrival, folder):
    """What its arrival leads to: the song, and whether it was here before."""
    if not arrival.parent_id:
        track, is_known = bring(arrival.owner, arrival.path, arrival.name, folder)
        return {"track": track, "is_known": is_known}
    with archives.opened(arrival) as archive:
        entry = archive.infolist()[arrival.entry]
        sheet = archives.sheet_beside(archive, entry.filename)
        path = archives.unpacked(archive, entry, folder)
        track, is_known = bring(arrival.owner, path, entry.filename, folder, sheet)
        if sheet and track.operation == BROUGHT:  # also when we were killed after the song was kept
            others.keep(track, sheet, archive, entry.filename, folder)
    return {"track": track, "is_known": is_known}


def bring(owner, path, name, folder, sheet=None):
    """(song, whether it was here before) of a sound file. `folder` is a workspace; a `sheet` says more than tags.
    `NotAudio` for what is no sound."""
    found = _found(owner, path, name, sheet)
    path, heard = uploads.readable(path, folder)
    sha256, size = copying.hashed(path)
    if known := _same(owner, sha256, found.comment):
        return known, True
    track = Track(
        owner=owner, sha256=sha256, size=size, checked_at=timezone.now(), operation=BROUGHT,
        duration=heard.duration, hue=int(sha256[:4], 16) % uploads.HUES, **found.track,
    )  # fmt: skip
    track.title = track.title or uploads.title_of(name)
    return _kept(track, path, heard.kind, found, name)


def _found(owner, path, name, sheet):
    audio.check(path)  # before anything else reads it
    found = facts.of_file(path, name, owner)
    if sheet:
        told = facts.of_sheet(sheet["track"])
        found.track, found.tags = found.track | told.track, told.tags
    return found


def _same(owner, sha256, comment=""):
    """The song that these bytes are already, out of the trash if it was there."""
    mine = Track.objects.of(owner)
    known = mine.filter(job__owner=owner, job__submission=uuid5(SAME, sha256)).first()
    if known is None and comment.startswith(OWN):  # a file that was kept here, come back
        known = mine.filter(sha256=sha256, uuid=_uuid(comment)).first()
    if known and known.trashed_at:
        mine.filter(pk=known.pk).update(trashed_at=None)
        known.mark_changed()
    return known


def _uuid(comment):
    try:
        return UUID(comment.removeprefix(OWN))
    except ValueError:
        return None


def _kept(track, path, kind, found, name):
    """First the files, then the rows, last the sheet: whoever is killed between them leaves no song without a file."""
    try:
        _place(track, path, kind, found.cover)
        with transaction.atomic():
            _save(track, found, name)
    except Exception as error:
        files.delete(files.names_of(track))
        known = _same(track.owner, track.sha256) if isinstance(error, IntegrityError) else None
        if known is None:
            raise
        return known, True  # the same file, brought by another worker meanwhile
    _write_sheet(track)
    return track, False


def _place(track, path, kind, picture):
    track.peaks, track.bars = audio.waveform(path)
    _place_cover(track, picture)
    name = f"{sheets.folder_of(track)}/{sheets.file_name(track)}.{kind}"
    copying.place(track, "audio", name, copying.MovedFile(path))


def _place_cover(track, picture):
    """The one inside the file, if it is a picture."""
    try:
        cover = covers.check_and_shrink(picture) if picture else None
    except covers.NotPicture as error:
        log.info("The cover inside a file that was brought is left out: %s", error)
        return
    if cover:
        track.hue = cover.hue
        for field, name, content in (
            ("cover", "cover.jpg", cover.full),
            ("thumb", "thumb.webp", cover.thumb),
        ):
            copying.place(track, field, f"{sheets.folder_of(track)}/{name}", ContentFile(content))


def _save(track, found, name):
    track.job = _job_of(track, found, name)
    track.archive_state = Track.Archive.KEPT
    track.sheet_due_at = timezone.now() + timedelta(minutes=5)
    track.save()
    track.tags.set(Tag.objects.named(track.owner, tag) for tag in found.tags)
    TrackText.objects.put(track)


def _write_sheet(track):
    sheets.write(track)
    Track.objects.filter(pk=track.pk, sheet_due_at=track.sheet_due_at).update(sheet_due_at=None)


def _job_of(track, found, name):
    """Every song has one: this asked for nothing, cost nothing, and keeps where the song came from. That of a song
    which was deleted for good since is taken again."""
    params = {
        "title": track.title,
        "style": track.style,
        "lyrics": track.lyrics,
        FROM: name,
        "artist": found.artist,
    }
    job, _is_new = Job.objects.get_or_create(
        owner=track.owner, submission=uuid5(SAME, track.sha256),
        defaults={
            "account": ProviderAccount.objects.for_person(track.owner), "operation": BROUGHT, "state": Job.State.DONE,
            "params": {key: value for key, value in params.items() if value}, "finished_at": timezone.now(),
        },
    )  # fmt: skip
    return job
