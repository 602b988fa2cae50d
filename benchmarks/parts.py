"""Inside a scratch studio: a song taken apart, whose stems are copied by whatever workers there are."""

import time
from pathlib import Path

from django.core.files.base import ContentFile
from rq import Worker

from music import queue
from music.models import Asset, Job, ProviderAccount, Track
from music.operations.assets import keep
from music.services import assets

from .people import person
from .scratch import wait_for
from .words import STEMS

LONGEST = 300  # seconds


def archive(url, many, workers):
    """Have `many` stems of one song copied from `url` at once, by so many workers. Seconds until all are on the
    disk, and how many are; then they are taken away again."""
    wait_for(lambda: Worker.count(connection=queue.connection()) == workers)
    job = _job(Track.objects.of(person()).newest_first().first())
    try:
        return _archive(job, url, many)
    finally:
        _forget(job)


def _job(track):
    account = ProviderAccount.objects.for_server()
    job = Job.objects.create(owner=track.owner, account=account, operation="stems", state=Job.State.DONE)
    job.sources.create(track=track)
    return job


def _archive(job, url, many):
    track, begun = job.sources.get().track, time.monotonic()
    for position, name in enumerate(STEMS[:many]):
        stem = Asset(job=job, track=track, owner=job.owner, kind=Asset.Kind.STEM, name=name,
                     position=position, url=f"{url}/{position}.mp3")  # fmt: skip
        keep(stem)
    wait_for(
        lambda: not job.assets.filter(archive_state=Asset.Archive.DUE, archive_error="").exists(),
        longest=LONGEST,
        pause=0.1,
    )
    seconds = time.monotonic() - begun
    return {"seconds": seconds, "kept": job.assets.filter(archive_state=Asset.Archive.KEPT).count()}


def _forget(job):
    track = job.sources.get().track
    for asset in job.assets.all():
        assets.forget(asset)
    job.delete()
    Track.objects.filter(pk=track.pk).update(sheet_due_at=None)


def mix(path):
    """Give one song twelve stems, all of this file; the address of its mixer."""
    job = _job(Track.objects.of(person()).newest_first().first())
    track, content = job.sources.get().track, Path(path).read_bytes()
    for position, name in enumerate(STEMS):
        stem = Asset(job=job, track=track, owner=job.owner, kind=Asset.Kind.STEM, name=name, position=position,
                     archive_state=Asset.Archive.KEPT, size=len(content), sha256=f"{position:064x}")  # fmt: skip
        stem.file.save(f"songs/{track.pk}/stem/{job.pk}-{position}.mp3", ContentFile(content), save=True)
    return f"/tracks/{track.uuid}/mixer/?of={job.uuid}"


def unmix(address):
    _forget(Job.objects.get(uuid=address.rpartition("=")[2]))
