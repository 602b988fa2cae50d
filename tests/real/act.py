"""Acts of the studio, each in a process of its own, so that a test can kill it; see acts.py for who asks for them.

`python -m tests.real.act` loads the studio once and reads from each line of its input, as JSON, ["begin", file, verb,
word, …], which is answered with the number of a process that writes to this file, or ["end", number], with how that
process ended.
"""

import json
import os
import signal
import sys
import time
import traceback
import uuid
from datetime import timedelta
from pathlib import Path
from unittest import mock

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "sunostudio.settings"
django.setup()

import time_machine  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from music.kie.client import Client  # noqa: E402
from music.models import Job  # noqa: E402
from music.operations import registry  # noqa: E402
from music.services import decisions, jobs, sweeps  # noqa: E402
from studio.processes import die_with  # noqa: E402
from tests.real.working import work  # noqa: E402

LONGEST = 60  # seconds that one may take


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
            work()


def settle(pk, task_id):
    return decisions.settle_with_task(Job.objects.get(pk=pk), task_id)


def begin(file, verb, *words):
    """The number of a process that does it, with nothing of ours but what was loaded."""
    parent = os.getpid()
    if pid := os.fork():
        return pid
    code = 1
    try:
        die_with(parent)
        signal.alarm(LONGEST)
        output = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        for number in (1, 2):
            os.dup2(output, number)
        print(json.dumps(globals()[verb](*words)), flush=True)
        code = 0
    except Exception:  # whoever asked reads it in the file
        traceback.print_exc()
    finally:
        os._exit(code)


def end(pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        what, *words = json.loads(line)
        print({"begin": begin, "end": end}[what](*words), file=answers, flush=True)
