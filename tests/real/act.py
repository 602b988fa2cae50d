"""One act of the studio in a process of its own, so that a test can kill it: `python -m tests.real.act VERB …`."""

import json
import os
import signal
import sys
import time
import uuid
from datetime import timedelta
from pathlib import Path
from unittest import mock

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "sunostudio.settings"
django.setup()

import time_machine  # noqa: E402
from django.utils import timezone  # noqa: E402
from rq import SimpleWorker  # noqa: E402

from accounts.models import User  # noqa: E402
from music import queue  # noqa: E402
from music.kie.client import Client  # noqa: E402
from music.models import Job  # noqa: E402
from music.operations import registry  # noqa: E402
from music.services import decisions, jobs, sweeps  # noqa: E402


def start(prompt):
    owner, _created = User.objects.get_or_create(email="mira@studio.example")
    params = {"custom_mode": False, "instrumental": False, "model": "V6", "prompt": prompt}
    job = jobs.start(registry.get("generate"), owner, params, submission=uuid.uuid4())
    return {"pk": job.pk}


def state(pk):
    job = Job.objects.get(pk=pk)
    tracks = [{"archive": track.archive_state, "path": track.audio.name} for track in job.tracks.all()]
    ledger = {kind: float(credits) for kind, credits in job.ledger.values_list("kind", "credits")}
    return {
        "state": job.state,
        "task_id": job.task_id,
        "tracks": tracks,
        "ledger": ledger,
        "token": job.token,
    }


def send(pk):
    jobs.send(Job.objects.get(pk=pk))


def send_at(pk, barrier):
    """Load the row, wait for the file `barrier`, and send: many of these race for one job."""
    job = Job.objects.get(pk=pk)
    while not Path(barrier).exists():
        time.sleep(0.001)
    jobs.send(job)


def die(*_args, **_kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def die_before_request(pk):
    with mock.patch.object(Client, "send", die):
        send(pk)


def die_after_answer(pk):
    with mock.patch.object(jobs, "_accepted", die):
        send(pk)


def later(seconds, rounds=1):
    """The clock and the workers, some seconds later."""
    with time_machine.travel(timezone.now() + timedelta(seconds=float(seconds)), tick=True):
        for _round in range(int(rounds)):
            sweeps.calls()
            sweeps.files()
            SimpleWorker(["calls", "files"], connection=queue.connection()).work(
                burst=True, logging_level="ERROR"
            )


def settle(pk, task_id):
    return decisions.settle_with_task(Job.objects.get(pk=pk), task_id)


if __name__ == "__main__":
    verb, *words = sys.argv[1:]
    print(json.dumps(globals()[verb](*words)))
