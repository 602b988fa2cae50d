"""Files of ours that the provider is given a copy of, so that a job can start from their address."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from ..kie.errors import KieError, NotSent, Refused
from ..kie.redact import unsigned
from ..kie.uploads import BASE64_BYTES, NotThisWay, UploadClient, upload_base_url
from ..models import Handover, JobEvent, Track
from ..operations import registry

KEPT_FOR = timedelta(hours=23)  # they say 24 hours; older pages, three days
NEEDED_FOR = timedelta(hours=1)  # what is sent now must still be there when the provider looks
CLAIM = timedelta(minutes=15)
Kind = JobEvent.Kind


def are_ready(job):
    """Whether the provider has, or needs, no copy of what this job starts from."""
    soon = timezone.now() + NEEDED_FOR
    return all(handover.is_good_at(soon) for handover in _of(job))


def _of(job):
    songs = registry.get(job.operation).handed_over(job)
    return [Handover.objects.of(job.account, song) for song in songs]


def hand_over(job):
    """Give the provider what it lacks. `NotSent` when it could not be reached, `Refused` when it will not have it."""
    soon = timezone.now() + NEEDED_FOR
    for handover in _of(job):
        if not handover.is_good_at(soon) and _claim(handover):
            _give(job, handover)


def _claim(handover):
    """True for one worker at a time: a large file takes minutes."""
    now = timezone.now()
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    return bool(Handover.objects.filter(free, pk=handover.pk).update(claimed_at=now))


def _give(job, handover):
    try:
        uploaded = _upload(job, handover.track or handover.upload)
    except (Refused, NotSent):
        raise
    except KieError as error:  # a copy that may have arrived costs nothing: it is simply given again
        raise NotSent(error.message, code=error.code) from error
    else:
        Handover.objects.filter(pk=handover.pk).update(url=uploaded.url, until=timezone.now() + KEPT_FOR)
    finally:
        Handover.objects.filter(pk=handover.pk).update(claimed_at=None)


def _upload(job, song):
    account = job.account
    client = UploadClient(upload_base_url(account.base_url, settings.KIE_UPLOAD_BASE_URL), account.key)
    if isinstance(song, Track) and song.archive_state == Track.Archive.LOST:
        raise Refused("There is no file, and its address is none to send anybody to.", code="file_gone")
    if not song.is_kept:
        return _call(job, client, "url", song.audio_url, _name(song, "mp3"), fileUrl=song.audio_url)
    name = _name(song, song.audio.name.rpartition(".")[2])
    try:
        with song.audio.open("rb") as file:
            return _stream(job, client, file, name)
    except OSError as error:
        raise Refused(str(error), code="file_gone") from error


def _stream(job, client, file, name):
    """As a form, which takes any size; as a text where a service knows no forms, and the file is small enough."""
    try:
        return _call(job, client, "stream", file, name, bytes=file.size)
    except NotThisWay:
        if file.size > BASE64_BYTES:
            raise
        file.seek(0)
        return _call(job, client, "base64", file.read(), name, bytes=file.size)


def _call(job, client, way, file, name, **about):
    """One request and its answer, in the job's record: without the file, and what opens addresses."""
    job.note(Kind.HANDED, words=way, body=unsigned({"fileName": name, **about}))
    words = ""
    try:
        return getattr(client, way)(file, name)
    except KieError as error:
        words = str(error)[:200]
        raise
    finally:
        status, body = (client.last.status, client.last.answer_body) if client.last else (None, None)
        job.note(Kind.TAKEN, status=status, words=unsigned(words), body=unsigned(body))


def _name(song, suffix):
    """Never the same twice: the provider's caches may go on showing what had this name before."""
    return f"{song.uuid.hex}-{timezone.now():%Y%m%d%H%M%S}.{suffix}"
