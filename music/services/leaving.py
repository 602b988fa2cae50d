"""What becomes of a person's things when they leave: the jobs at once, the rest when the grace is over.

Rows go in small steps, each with its files after the commit, the person last: a crash between loses nothing but time,
and leaves at worst a file that nobody names, which `manage.py verify` lists.
"""

import logging
import time
from pathlib import Path

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from accounts.leaving import why_not
from accounts.models import Invitation, User

from ..models import (
    Arrival,
    Asset,
    Job,
    LedgerEntry,
    LyricsDraft,
    Persona,
    Playlist,
    Project,
    ProviderAccount,
    Recipe,
    TimedLyrics,
    Track,
    TrackText,
    Upload,
)
from ..queue import connection, enqueue
from . import decisions, files

log = logging.getLogger(__name__)

STEP = 100  # rows that go in one transaction
TURN = 120  # seconds; then other tasks have theirs, and the clock comes back


def cancel_queued(person):
    """What was not sent is not sent any more; what is under way is followed to its end."""
    for job in Job.objects.filter(owner=person, state=Job.State.QUEUED):
        decisions.cancel(job)


def sweep():
    """Nothing is sent for who is leaving; who has left is deleted."""
    for person in User.objects.filter(leaves_at__isnull=False):
        cancel_queued(person)
        is_over = person.leaves_at <= timezone.now()
        if is_over and connection().set(f"studio:leaving:{person.pk}", 1, nx=True, ex=TURN * 2):
            enqueue("delete_person", person.pk)


def delete(person_pk):
    """All that is theirs but the money. Goes on where it was cut off; stops after a while for the clock to go on."""
    person = User.objects.filter(pk=person_pk, leaves_at__lte=timezone.now()).first()
    if person is None or why_not(person):
        return
    ends_at = time.monotonic() + TURN
    try:
        while time.monotonic() < ends_at:
            if not any(step(person) for step in STEPS):
                _delete_person(person)
                break
    except ProtectedError as error:  # something came in just now; the next turn takes it along
        log.info("Person %s is not deleted yet: %s", person_pk, error)
    connection().delete(f"studio:leaving:{person_pk}")


def _songs(person):
    """A hundred songs with all that hangs on them. True while there are some."""
    with transaction.atomic():
        songs = list(Track.objects.filter(owner=person).select_for_update()[:STEP])
        assets = list(Asset.objects.filter(track__in=songs).select_for_update())
        for song in songs:
            TrackText.objects.forget(song)
        TimedLyrics.objects.filter(track__in=songs).delete()
        files.delete_with_rows(assets, Asset)
        files.delete_with_rows(songs, Track)
    return bool(songs)


def _uploads(person):
    with transaction.atomic():
        uploads = list(Upload.objects.filter(owner=person).select_for_update()[:STEP])
        files.delete_with_rows(uploads, Upload)
    return bool(uploads)


def _arrivals(person):
    with transaction.atomic():
        arrivals = list(Arrival.objects.filter(owner=person)[:STEP])
        Arrival.objects.filter(pk__in=[arrival.pk for arrival in arrivals]).delete()
        transaction.on_commit(lambda: _unlink([arrival.path for arrival in arrivals]))
    return bool(arrivals)


def _unlink(paths: list[Path]):
    for path in paths:
        path.unlink(missing_ok=True)


def _words(person):
    """Drafts and personas."""
    with transaction.atomic():
        drafts = LyricsDraft.objects.filter(owner=person).select_related("owner")[:STEP]
        personas = Persona.objects.filter(owner=person).select_related("owner")[:STEP]
        files.delete_with_rows(drafts, LyricsDraft)
        files.delete_with_rows(personas, Persona)
    return bool(drafts or personas)


def _places(person):
    """Lists, projects and recipes; what has no sheet goes with what it hangs on, and with the person."""
    found = False
    with transaction.atomic():
        for model in (Playlist, Project, Recipe):
            rows = list(model.objects.of(person).select_related("owner")[:STEP])
            files.delete_with_rows(rows, model)
            found = found or bool(rows)
    return found


def _jobs(person):
    """With their events. What the server's key paid stays in the ledger, without the job."""
    with transaction.atomic():
        jobs = list(Job.objects.filter(owner=person).select_related("owner")[:STEP])
        files.delete_with_rows(jobs, Job)
    return bool(jobs)


def _keys(person):
    """Their own keys, and what these paid: that was their money."""
    with transaction.atomic():
        accounts = ProviderAccount.objects.filter(owner=person)
        LedgerEntry.objects.filter(account__in=accounts).delete()
        return bool(accounts.delete()[0])


STEPS = (_songs, _uploads, _arrivals, _words, _places, _jobs, _keys)


def _delete_person(person):
    with transaction.atomic():
        used = Invitation.objects.filter(used_by=person)
        used.update(expires_at=timezone.now())  # without the person it would be open again
        sessions = person.usersession_set.values_list("session_key", flat=True)
        Session.objects.filter(session_key__in=list(sessions)).delete()
        LogEntry.objects.filter(content_type__app_label="accounts", object_id=str(person.pk)).delete()
        folder, sheets = person.folder, files.names_of(person)
        person.delete()
        if folder:
            transaction.on_commit(lambda: files.delete(sheets))
            transaction.on_commit(lambda: files.delete_empty(folder))
    log.info("Person %s has left.", person.pk)
