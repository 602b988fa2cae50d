"""Rows and folders that are left over, and files that are not what their rows say."""

import hashlib
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.files.storage import default_storage

from music.models import Arrival, Asset, Handover, Track
from music.services import copying, verify
from music.services.verify import Problem
from tests.chaos import leap

DUE = "due"


def rows():
    for kind in (Track, Asset):
        for row in kind.objects.filter(archive_state=DUE):
            yield f"{_name(row)} is still to be copied, due {row.archive_due_at or 'never'}."
        for row in kind.objects.exclude(archive_claimed_at=None):
            yield f"{_name(row)} is claimed by a copy that is over."
    for track in Track.objects.filter(archive_state="none", job__state__in=("done", "failed")):
        if track.audio_url:
            yield f"{_name(track)} is finished, and nobody will copy it."
    for model in leap.SHEETS:
        for row in model.objects.exclude(sheet_due_at=None):
            yield f"{model.__name__} {row.pk} waits for its sheet to be written."
    for arrival in Arrival.objects.filter(state="checking"):
        yield f"The file {arrival.name} is still being checked."
    for handover in Handover.objects.exclude(claimed_at=None):
        yield f"The handover {handover.pk} is claimed by a task that is over."


def folders(place):
    """What copies that were killed have left behind, once the clock has swept as it does after hours."""
    copying.sweep_workspace(timedelta(0))
    copying.sweep_drafts(timedelta(0))
    hidden = [path for path in (place / "media").rglob(".*") if path.is_file()]
    for path in [*(place / "partial").glob("*"), *hidden]:
        yield f"{path.relative_to(place)} is left over."


def findings():
    """What `manage.py verify` finds, just written files included. Sheets hold moments, which leaps have changed."""
    with mock.patch.object(verify, "JUST_WRITTEN", timedelta(0)):
        found = list(verify.everything(verify.Seen()))
    return [each for each in found if each.problem != Problem.SHEET or not default_storage.exists(each.name)]


def file_troubles(row):
    """Why the file of a kept track or asset is not what its row says."""
    stored = row.audio if isinstance(row, Track) else row.file
    path = Path(settings.MEDIA_ROOT) / stored.name
    if not stored.name or not path.is_file():
        yield f"{_name(row)} is kept, but there is no file {stored.name or 'at all'}."
        return
    content = path.read_bytes()
    if len(content) != row.size or hashlib.sha256(content).hexdigest() != row.sha256:
        yield f"{_name(row)}: its file {stored.name} has changed since it was kept."
    if not row.duration and getattr(row, "kind", "") not in ("cover",):
        yield f"{_name(row)} is kept, but how long it is was never learnt."


def _name(row):
    return f"{type(row).__name__} {row.pk} of job {row.job_id}"
