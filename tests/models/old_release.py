"""The code of the release before, as far as it writes rows: `python -m tests.models.old_release VERB …`.

Django keeps the models as they were at each migration, and these write the very statements that the old code writes.
"""

import json
import os
import sys
import time
import uuid
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "sunostudio.settings"
django.setup()

from django.db import connection  # noqa: E402
from django.db.migrations.loader import MigrationLoader  # noqa: E402

from music import models  # noqa: E402
from music.models.tracks import TAKES  # noqa: E402

# The last migrations of the release before this one; a release moves them on.
PREVIOUS = [("accounts", "0001_initial"), ("music", "0004_every_operation")]
apps = MigrationLoader(None).project_state(PREVIOUS).apps


def old(name):
    return apps.get_model("music", name)


def write_once():
    """A song's whole life, as the old code wrote it: every table, each row changed once."""
    owner = apps.get_model("accounts", "User").objects.create(email=f"{uuid.uuid4().hex}@studio.example")
    account, _new = old("ProviderAccount").objects.get_or_create(owner=None, base_url="https://api.kie.ai")
    job = old("Job").objects.create(
        owner=owner, account=account, operation="generate", task_id=uuid.uuid4().hex
    )
    old("JobEvent").objects.create(job=job, kind="request", digest="0" * 32)
    old("LedgerEntry").objects.create(account=account, job=job, kind="charged", credits=12, source="table")
    track = old("Track").objects.create(owner=owner, job=job, audio_id="a", order=job.pk * TAKES)
    upload = old("Upload").objects.create(
        owner=owner, title="Hum", audio="a.mp3", suffix="mp3", size=1, sha256=uuid.uuid4().hex * 2, duration=9
    )
    old("Source").objects.create(track=track, upload=upload, how="cover")
    old("JobSource").objects.create(job=job, upload=upload)
    old("Extension").objects.create(job=job, source_upload=upload)
    old("Handover").objects.create(account=account, upload=upload)
    asset = old("Asset").objects.create(owner=owner, track=track, job=job, kind="wav")
    old("LyricsDraft").objects.create(owner=owner, job=job, title="Words")
    old("TimedLyrics").objects.create(track=track, job=job, words=[["la", 0, 1]])
    old("Persona").objects.create(owner=owner, account=account, name="Mira", provider_id=uuid.uuid4().hex)
    old("Arrival").objects.create(owner=owner, name="a.mp3", size=1, upload=upload)
    old("Job").objects.filter(pk=job.pk).update(state="done")
    for row in (job, track, asset, upload):
        row.save()


def write(rounds):
    for _round in range(int(rounds)):
        write_once()


def write_until(path):
    """Go on while others migrate; tells how many rounds it were and how long the slowest took."""
    times = []
    while not Path(path).exists():
        begun = time.monotonic()
        write_once()
        times.append(time.monotonic() - begun)
    return {"rounds": len(times), "slowest": round(max(times), 3)}


def count():
    """How many rows of each table today's code reads, whole."""
    known = {model.__name__ for model in apps.get_models()}  # what came since, it has not written
    names = [name for name in models.__all__ if name in known and name != "TrackText"]
    return {name: len(list(getattr(models, name).objects.all())) for name in names}


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    connection.ensure_connection()
    print(json.dumps(globals()[verb](*words)))
