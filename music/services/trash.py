"""The end of songs and lists that a person threw away: after some days in the trash, or at once when they say so.

Nothing else is ever deleted by itself. What other songs came from stays in the trash as long as these are there, and so
does what a job still works with: of a song that is heard, it can always be said where it comes from.
"""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from sunostudio.sheeted import changed

from ..models import Asset, Job, JobSource, Persona, Playlist, Source, Tag, TimedLyrics, Track, TrackText
from ..models.jobs import OPEN
from ..queue import connection
from . import files, playlists

LATE_NEWS = timedelta(days=15)  # in which a failed job may still hear that it did not fail
STEP = 100  # songs that go in one transaction
AT_MOST = 1000  # in one request


def deletable():
    """Those in the trash that nothing else needs."""
    came_from = Source.objects.filter(source=OuterRef("pk"))
    worked_with = JobSource.objects.filter(_may_be_heard_of(), track=OuterRef("pk"))
    thrown = Track.objects.trashed().exclude(job__state__in=OPEN)
    return thrown.filter(
        ~Exists(came_from), ~Exists(worked_with), Q(archive_claimed_at=None) | ~Q(archive_state="due")
    )


def _may_be_heard_of():
    """Jobs that can still end well: what they started from is needed then."""
    lately = timezone.now() - LATE_NEWS
    failed = Q(job__state=Job.State.FAILED, job__finished_at__gt=lately)
    return Q(job__state__in=(*OPEN, Job.State.UNKNOWN)) | failed


def goes_at(track):
    """When it is deleted; None where that is never, or it is not in the trash."""
    if track.trashed_at is None or not settings.TRASH_DAYS:
        return None
    return track.trashed_at + timedelta(days=settings.TRASH_DAYS)


def sweep():
    """Once a minute, those whose days are over."""
    if not settings.TRASH_DAYS or not connection().set("studio:trash", 1, nx=True, ex=60):
        return
    over = timezone.now() - timedelta(days=settings.TRASH_DAYS)
    delete(deletable().filter(trashed_at__lte=over).order_by("trashed_at"))
    delete_lists(Playlist.objects.filter(trashed_at__lte=over).order_by("trashed_at"))


def empty(person):
    """As many as go at once; how many went."""
    gone = 0
    while gone < AT_MOST and (step := delete(deletable().filter(owner=person))):
        gone += step
    return gone


def delete(tracks):
    """A step of these, with all that hangs on them; how many went. One that is restored meanwhile stays."""
    with transaction.atomic():
        keys = list(tracks.values_list("pk", flat=True)[:STEP])
        locked = deletable().filter(pk__in=keys).select_for_update(no_key=True, of=("self",))
        songs = list(locked.select_related("job"))
        _let_go(songs)
        files.delete_with_rows(list(Asset.objects.filter(track__in=songs)), Asset)
        files.delete_with_rows(songs, Track)
        Tag.objects.unused().delete()
    return len(songs)


@transaction.atomic
def delete_lists(lists):
    """A step of these. One that is restored meanwhile stays, and so do the songs."""
    keys = list(lists.values_list("pk", flat=True)[:STEP])
    for playlist in Playlist.objects.trashed().filter(pk__in=keys).select_for_update(of=("self",)):
        playlists.forget(playlist)


def _let_go(songs):
    """What tells of them elsewhere tells of them no more."""
    Job.objects.filter(sources__track__in=songs).update(**changed())
    Playlist.objects.filter(entries__track__in=songs).update(**changed())
    Persona.objects.filter(track__in=songs).update(**changed())
    TimedLyrics.objects.filter(track__in=songs).delete()
    for song in songs:
        TrackText.objects.forget(song)
        song.job.forget(song.audio_id)  # a late message does not bring it back
