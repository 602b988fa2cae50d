"""Inside a scratch studio: jobs that wait for the provider, and the callbacks that end them."""

import random
import uuid
from datetime import timedelta
from decimal import Decimal

from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from music import queue
from music.models import Job, LedgerEntry, ProviderAccount, Track

from . import words
from .people import person

MARK = "benchmarked"  # a prompt that only these jobs have


def prepare(many):
    """`many` jobs as they are once they were sent: [{"path": …, "body": …}]."""
    owner, account, now = person(), ProviderAccount.objects.for_server(), timezone.now()
    params = {"custom_mode": False, "instrumental": False, "model": "V6", "prompt": MARK}
    jobs = Job.objects.bulk_create(
        Job(owner=owner, account=account, operation="generate", params=params, state=Job.State.WAITING,
            task_id=uuid.uuid4().hex, expected_price=Decimal(12), sent_at=now, due_at=now + timedelta(hours=1))
        for _ in range(many)
    )  # fmt: skip
    LedgerEntry.objects.bulk_create(
        LedgerEntry(account=account, job=job, kind=kind, credits=12, source="table")
        for job in jobs for kind in (LedgerEntry.Kind.EXPECTED, LedgerEntry.Kind.CHARGED)
    )  # fmt: skip
    dice = random.Random(1)
    return [{"path": reverse("callback", args=[job.token]), "body": body(job, dice)} for job in jobs]


def body(job, dice):
    """What the provider says when two songs are complete."""
    tongue = dice.choice(words.TONGUES)
    song = {"title": words.title(dice, tongue), "tags": words.style(dice),
            "prompt": "\n".join(words.lyrics(dice, tongue))}  # fmt: skip
    clips = [clip(job, song, str(uuid.uuid4())) for _ in range(2)]
    data = {"callbackType": "complete", "task_id": job.task_id, "data": clips}
    return {"code": 200, "msg": "All generated successfully.", "data": data}


def clip(job, song, audio_id):
    files = f"{job.account.base_url}/files/{audio_id}"
    return song | {
        "id": audio_id, "audio_url": f"{files}.mp3", "source_audio_url": f"{files}.mp3",
        "stream_audio_url": f"{files}/stream", "source_stream_audio_url": f"{files}/stream",
        "image_url": f"{files}.jpeg", "source_image_url": f"{files}.jpeg", "model_name": "chirp-hawk",
        "createTime": "2026-01-01 00:00:00", "duration": 198.44,
    }  # fmt: skip


def forget():
    """The library is as it was, and the queue empty; answers how many jobs were done, with how many tracks."""
    jobs = Job.objects.filter(params__prompt=MARK, operation="generate", pk__gt=_last_seeded())
    tracks = Track.objects.filter(job__in=jobs)
    answer = {"jobs": jobs.filter(state=Job.State.DONE).count(), "tracks": tracks.count()}
    with transaction.atomic():
        orders = list(tracks.values_list("order", flat=True))
        with connection.cursor() as cursor:
            cursor.executemany(
                "DELETE FROM music_track_text WHERE rowid = %s", [(order,) for order in orders]
            )
        tracks.delete()
        jobs.delete()
    queue.connection().flushdb()
    return answer


def _last_seeded():
    """The seeded jobs have a style; these have none."""
    return Job.objects.filter(params__has_key="style").order_by("-pk").values_list("pk", flat=True)[0]
