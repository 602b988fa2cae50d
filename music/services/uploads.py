"""A person's own audio: it arrives in pieces or in one go, is checked by content, and is kept beside their songs."""

import fcntl
import logging
import os
import shutil
import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from sunostudio.sheeted import changed

from ..media import audio, decode, names
from ..models import Arrival, Upload
from ..queue import enqueue
from . import copying, files, room, row_sheets, sheets

log = logging.getLogger(__name__)

PIECE = 64 * 1024  # bytes that are held in memory
ENOUGH = 64  # bytes that show whether it can be sound at all
FORGOTTEN_AFTER = timedelta(days=1)
LEASE = timedelta(seconds=20)  # how long the queue may take before the clock looks after a check
CLAIM = timedelta(minutes=5)  # the longest check takes about one
MOST_TRIES = 3
HUES = 12
# Not every provider reads these, and not every browser plays them.
CONVERTED = {"webm": "mp3", "opus": "mp3", "aac": "mp3", "aiff": "wav"}

State = Arrival.State


# A file arrives


@transaction.atomic
def begin(owner, *, name, size, stamp="", kind=Upload.Kind.AUDIO, is_recording=False):
    """The arrival of a file; the one that was begun before with the same file, where it was cut off."""
    facts = {"name": name.strip()[-300:] or "audio", "size": size, "stamp": stamp[:40], "kind": kind}
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)  # of two at once, the second sees the first
    mine = Arrival.objects.of(owner).receiving()
    if begun := mine.filter(**facts, is_recording=is_recording).first():
        return begun
    room.reserve(owner, size)
    return Arrival.objects.create(owner=owner, is_recording=is_recording, **facts)


def receive(arrival, offset, stream):
    """Write what comes at `offset`, which may repeat what is here but leaves no gap. Whatever arrived before a
    connection broke stays. True when the offset was right."""
    if arrival.state != State.RECEIVING or not 0 <= offset <= arrival.received:
        return False
    try:
        _write(arrival, offset, stream)
    finally:
        Arrival.objects.filter(pk=arrival.pk).update(touched_at=timezone.now())
        _look(arrival)
    return True


def _write(arrival, offset, stream):
    settings.ARRIVING.mkdir(mode=0o700, parents=True, exist_ok=True)
    arrival.path.touch(mode=0o600)
    with arrival.path.open("r+b") as file:
        while offset < arrival.size and (piece := stream.read(min(PIECE, arrival.size - offset))):
            _append(file, offset, piece)
            offset += len(piece)


def _append(file, offset, piece):
    """Write what lies beyond the end, and nothing twice: a request that was overtaken by another one cannot
    change a file that is being checked, or kept, meanwhile."""
    fcntl.flock(file, fcntl.LOCK_EX)  # given back when it is closed, if the disk is full
    end = file.seek(0, os.SEEK_END)
    file.write(piece[max(0, end - offset) :])
    file.flush()
    fcntl.flock(file, fcntl.LOCK_UN)


def _look(arrival):
    """Refuse what is no sound as soon as its first bytes are here; check it when its last are."""
    received = arrival.received
    if received >= min(ENOUGH, arrival.size) and not audio.kind_of(arrival.path):
        _refuse(arrival, _why_no_sound(arrival.path))
    elif received == arrival.size:
        _is_complete(arrival)


def _why_no_sound(path):
    try:
        audio.check(path)
    except audio.NotAudio as error:
        return error.code
    return "unknown"


def _is_complete(arrival):
    rows = Arrival.objects.filter(pk=arrival.pk, state=State.RECEIVING)
    if rows.update(state=State.CHECKING, due_at=timezone.now() + LEASE):
        enqueue("check_arrival", arrival.pk)
    arrival.refresh_from_db()


def take(owner, file, kind=Upload.Kind.AUDIO):
    """The arrival of a file that came whole, in a form: Django's temporary file, which is moved."""
    facts = {"owner": owner, "name": (file.name or "audio")[-300:], "size": file.size, "kind": kind}
    try:
        room.reserve(owner, file.size)
    except room.CannotTake as error:
        return Arrival.objects.create(state=State.REFUSED, reason=error.code, **facts)
    arrival = Arrival.objects.create(**facts)
    try:
        _linked(file.temporary_file_path(), arrival.path)  # Django takes its own name away in the end
    except OSError:
        discard(arrival)
        raise
    _look(arrival)
    return arrival


def _linked(path, target):
    """A second name for a file, so that nothing is lost when we are killed; a copy where there are no such names."""
    try:
        os.link(path, target)
    except OSError:
        shutil.copyfile(path, target)
    return target


def discard(arrival):
    arrival.path.unlink(missing_ok=True)
    arrival.delete()


# It is checked and kept


def check(arrival):
    """Once it is here: it becomes an upload, leads to the one that is the same, or is refused with a reason."""
    if not _claim(arrival):
        return
    try:
        with copying.workspace() as folder:
            upload, is_known = _keep(arrival, folder)
    except audio.NotAudio as error:
        _refuse(arrival, error.code)
    except OSError as error:  # a full disk; the clock comes back to it
        log.warning("Arrival %s is not kept yet: %s", arrival.pk, error)
        Arrival.objects.filter(pk=arrival.pk).update(claimed_at=None)
    else:
        _finish(arrival, state=State.KEPT, upload=upload, is_known=is_known)


def _claim(arrival):
    """True for one worker at a time. What has been tried too often is refused: it may be made to crash us."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    rows = Arrival.objects.filter(free, pk=arrival.pk, state=State.CHECKING)
    claimed = rows.update(claimed_at=now, tries=F("tries") + 1)
    arrival.refresh_from_db()
    if claimed and (arrival.tries > MOST_TRIES or not arrival.path.exists()):
        _refuse(arrival, "unreadable")
        return False
    return bool(claimed)


def _refuse(arrival, code):
    _finish(arrival, state=State.REFUSED, reason=code)


def _finish(arrival, **changes):
    arrival.path.unlink(missing_ok=True)
    Arrival.objects.filter(pk=arrival.pk).update(due_at=None, claimed_at=None, **changes)
    arrival.refresh_from_db()


def _keep(arrival, folder):
    """(upload, whether it was here before)"""
    path, heard = _readable(arrival, folder)
    sha256, size = copying.hashed(path)
    if known := _same(arrival.owner, sha256):
        return known, True
    peaks, bars = audio.waveform(path)
    upload = Upload(
        owner=arrival.owner, kind=arrival.kind, title=title_of(arrival.name), suffix=heard.kind, size=size,
        sha256=sha256, duration=heard.duration, hue=int(sha256[:4], 16) % HUES, peaks=peaks, bars=bars,
        checked_at=timezone.now(),
    )  # fmt: skip
    copying.place(upload, "audio", _place_of(upload), copying.MovedFile(path))
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:  # the same file, kept by another worker meanwhile
        _forget_file(upload)
        return _same(arrival.owner, sha256), True
    row_sheets.bring_up_to_date(upload)
    return upload, False


def _readable(arrival, folder):
    """The file as it is kept, and what it is. What not everybody can read is written anew, and so is the sound of
    a film; what a browser recorded always, since it knows no length and can hardly be sought in."""
    heard = audio.check(arrival.path)
    try:
        is_film = heard.kind == "m4a" and decode.look(arrival.path, "m4a").has_picture
        to = CONVERTED.get(heard.kind) or ("mp3" if arrival.is_recording or is_film else "")
        if not to or to == heard.kind:
            return _linked(arrival.path, folder / "same"), heard
        target = folder / f"made.{to}"
        decode.convert(arrival.path, heard.kind, target, to)
    except decode.Undecodable as error:
        raise audio.NotAudio("It cannot be converted.", "undecodable") from error
    return target, audio.check(target)


def _same(owner, sha256):
    """The upload of theirs with these bytes, out of the trash if it was there."""
    known = Upload.objects.of(owner).filter(sha256=sha256).first()
    if known and known.trashed_at:
        restore(known)
    return known


def title_of(name):
    """`my_first-take.final.wav` → my first-take.final"""
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    return " ".join(stem.replace("_", " ").split())[:300]


def _place_of(upload):
    """`<person>-<id>/uploads/<title>-<id>/<title>.<suffix>`"""
    title = names.slug_of(upload.title, "audio")
    folder = f"{sheets.folder_of_person(upload.owner)}/uploads/{title}-{names.short_id(upload.uuid)}"
    return f"{folder}/{title}.{upload.suffix}"


# What a person does with it


def rename(upload, title):
    """The file's place stays."""
    upload.title = title
    upload.save(update_fields=["title"])


def trash(upload):
    Upload.objects.filter(pk=upload.pk, trashed_at=None).update(trashed_at=timezone.now(), **changed())


def restore(upload):
    Upload.objects.filter(pk=upload.pk).update(trashed_at=None, **changed())


def is_needed(upload):
    """Whether a job that is not over started from it."""
    return any(source.job.is_open for source in upload.used_in.select_related("job"))


def delete(upload):
    """Gone for good, with its file. What was made from it stays."""
    upload.delete()
    _forget_file(upload)


def _forget_file(upload):
    files.delete(files.names_of(upload))


# What the clock does


def sweep():
    """Away with what nobody went on with for a day."""
    before = timezone.now() - FORGOTTEN_AFTER
    for arrival in Arrival.objects.filter(touched_at__lt=before).exclude(state=State.CHECKING)[:100]:
        discard(arrival)
    for path in settings.ARRIVING.glob("form-*"):  # of web processes that were killed
        with suppress(FileNotFoundError):  # the form ended just now
            if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER.total_seconds():
                path.unlink()
