"""A file on its way to us: it comes in pieces or in one go, is checked by content, and becomes what it was brought for."""

import fcntl
import logging
import os
import time
from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import User
from sunostudio import disk

from ..media import audio
from ..models import Arrival
from ..queue import enqueue
from . import copying, room, uploads
from .imports import archives, parts, songs

log = logging.getLogger(__name__)

LARGEST_ZIP = 50 * 1000**3  # bytes
PIECE = 64 * 1024  # bytes that are held in memory
ENOUGH = 64  # bytes that show whether it can be sound at all
FORGOTTEN_AFTER = timedelta(days=1)
LEASE = timedelta(seconds=20)  # how long the queue may take before the clock looks after a check
# Once a worker was killed, how long another waits: longer than its check can take.
SHORTEST_CLAIM, LONGEST_CLAIM = timedelta(seconds=40), timedelta(minutes=5)
SLOWEST = 4 * 1000**2  # bytes a second that are checked
MOST_TRIES = 3
LATER = (OSError, OperationalError, InterfaceError)  # no fault of the file's

State, Kind = Arrival.State, Arrival.Kind
# What it is kept as: the fields of the arrival that lead there; None while its parts are not all kept.
BECOMES = {Kind.AUDIO: uploads.keep, Kind.VOICE: uploads.keep, Kind.SONG: songs.keep, Kind.ZIP: parts.keep}


@transaction.atomic
def begin(owner, *, name, size, stamp="", kind=Kind.AUDIO, is_recording=False):
    """The arrival of a file; the one that was begun before with the same file, where it was cut off."""
    facts = {"name": name.strip()[-300:] or "audio", "size": size, "stamp": stamp[:40], "kind": kind}
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)  # of two at once, the second sees the first
    mine = Arrival.objects.of(owner).receiving()
    if begun := mine.filter(**facts, is_recording=is_recording).first():
        return begun
    room.reserve(owner, size, LARGEST_ZIP if kind == Kind.ZIP else None)
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
    is_enough = received >= min(ENOUGH, arrival.size) and arrival.kind != Kind.ZIP
    if is_enough and not audio.kind_of(arrival.path):
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


def take(owner, file, kind=Kind.AUDIO):
    """The arrival of a file that came whole, in a form: Django's temporary file, which is moved."""
    facts = {"owner": owner, "name": (file.name or "audio")[-300:], "size": file.size, "kind": kind}
    try:
        room.reserve(owner, file.size)
    except room.CannotTake as error:
        return Arrival.objects.create(state=State.REFUSED, reason=error.code, **facts)
    arrival = Arrival.objects.create(**facts)
    try:
        disk.link(file.temporary_file_path(), arrival.path)  # Django takes its own name away in the end
    except OSError:
        discard(arrival)
        raise
    _look(arrival)
    return arrival


def discard(arrival):
    _clear(arrival)
    arrival.delete()


def _clear(arrival):
    if not arrival.parent_id:
        arrival.path.unlink(missing_ok=True)


# It is checked and kept


def check(arrival):
    """Once it is here: it becomes what it was brought for, leads to what is the same, or is refused with a reason."""
    if not _claim(arrival):
        return
    try:
        with copying.workspace() as folder:
            kept = BECOMES[arrival.kind](arrival, folder)
    except LATER as error:  # a full disk; the clock comes back to it
        log.warning("Arrival %s is not kept yet: %s", arrival.pk, error)
        Arrival.objects.filter(pk=arrival.pk).update(claimed_at=None, tries=F("tries") - 1)
        return
    except ObjectDoesNotExist:  # it, or its owner, went meanwhile
        log.info("Arrival %s is gone.", arrival.pk)
        return
    except (audio.NotAudio, archives.NotUsable) as error:
        _refuse(arrival, error.code)
    except (
        Exception
    ):  # foreign bytes, which can break whatever reads them: those behind it do not wait for it
        log.exception("Arrival %s could not be read.", arrival.pk)
        _refuse(arrival, "unreadable")
    else:
        _finish(arrival, state=State.KEPT, **kept) if kept is not None else _wait(arrival)
    if arrival.parent_id:
        enqueue("check_arrival", arrival.parent_id)


def _claim(arrival):
    """True for one worker at a time. What has been tried too often is refused: it may be made to crash us."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - claim_of(arrival))
    rows = Arrival.objects.filter(free, pk=arrival.pk, state=State.CHECKING)
    claimed = rows.update(claimed_at=now, tries=F("tries") + 1)
    arrival.refresh_from_db()
    if claimed and (arrival.tries > MOST_TRIES or not arrival.is_here):
        _refuse(arrival, "unreadable")
        return False
    return bool(claimed)


def claim_of(arrival):
    """By its size; of a ZIP no more than the list of its files is read at a time."""
    size = 0 if arrival.kind == Kind.ZIP else arrival.size
    return min(LONGEST_CLAIM, SHORTEST_CLAIM + timedelta(seconds=size / SLOWEST))


def _wait(arrival):
    """Its parts come one after the other, so that the songs somebody makes meanwhile are not held up."""
    Arrival.objects.filter(pk=arrival.pk).update(claimed_at=None, tries=0, due_at=timezone.now() + LEASE)


def _refuse(arrival, code):
    _finish(arrival, state=State.REFUSED, reason=code)


def _finish(arrival, **changes):
    _clear(arrival)
    over = {"due_at": None, "claimed_at": None, "touched_at": timezone.now()}
    Arrival.objects.filter(pk=arrival.pk).update(**over, **changes)
    for name, value in (over | changes).items():  # the row may be gone: its owner gave it up
        setattr(arrival, name, value)


# What the clock does


def sweep():
    """Away with what nobody went on with for a day."""
    before = timezone.now() - FORGOTTEN_AFTER
    over = Arrival.objects.filter(touched_at__lt=before, parent=None).exclude(state=State.CHECKING)
    for arrival in over[:100]:
        discard(arrival)
    for path in settings.ARRIVING.glob("form-*"):  # of web processes that were killed
        with suppress(FileNotFoundError):  # the form ended just now
            if time.time() - path.stat().st_mtime > FORGOTTEN_AFTER.total_seconds():
                path.unlink()
