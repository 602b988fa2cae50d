"""Inside the town's own Django: `python -m tests.scale.rows press '{"count": 9}'`; the answer is JSON, the last line."""

import json
import math
import resource
import sys
import time
import uuid
from collections import Counter
from datetime import timedelta

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from accounts.models import User  # noqa: E402
from benchmarks import people, waiting  # noqa: E402
from benchmarks.library import PERSON  # noqa: E402
from music import queue  # noqa: E402
from music.models import Job, JobEvent, ProviderAccount, Track  # noqa: E402
from music.operations import registry  # noqa: E402
from music.services import asking, jobs, sweeps  # noqa: E402

PARAMS = {
    "custom_mode": False,
    "instrumental": False,
    "model": "V6",
    "prompt": "A slow waltz",
    "duration": 10,
}


PASSES_A_MINUTE = 30


def settle(accounts):
    """People with keys of their own; the first is whom benchmarks know."""
    server = ProviderAccount.objects.for_server()
    for number in range(accounts):
        user = User.objects.create_user(
            email=PERSON if not number else f"person{number}@studio.example", password=uuid.uuid4().hex
        )
        account = ProviderAccount(owner=user, base_url=server.base_url)
        account.set_key(f"key-of-person-{number:06}")
        account.save()


def press(count, accounts):
    """So many jobs begin, in turns of so many people; their UUIDs."""
    mine = list(ProviderAccount.objects.exclude(owner=None).select_related("owner").order_by("pk")[:accounts])
    made = []
    for number in range(count):
        account = mine[number % len(mine)]
        made.append(
            jobs.start(
                registry.get("generate"), account.owner, PARAMS, submission=uuid.uuid4(), account=account
            )
        )
    return [str(job.uuid) for job in made]


def signed_in():
    """The cookie of whom benchmarks know, as signing in would leave it."""
    return {settings.SESSION_COOKIE_NAME: people.session(people.person())}


def states():
    return Counter(Job.objects.values_list("state", flat=True))


def sent_twice():
    """Jobs with more than one request in their record: never."""
    sent = Counter(JobEvent.objects.filter(kind=JobEvent.Kind.REQUEST).values_list("job", flat=True))
    return sum(times > 1 for times in sent.values())


def forget():
    Track.objects.all().delete()
    Job.objects.all().delete()
    queue.connection().flushdb()


def passes(in_flight, rounds):
    """Seconds of each pass of the clock while so many jobs are in flight, all due, and workers enough to ask about each
    once a minute; and MB of this process after each."""
    now, (account, *_rest) = timezone.now(), ProviderAccount.objects.exclude(owner=None)
    for _ in range(0, in_flight, 1000):
        Job.objects.bulk_create(
            Job(owner_id=account.owner_id, account=account, operation="generate", params=PARAMS, state=Job.State.WAITING,
                task_id=uuid.uuid4().hex, sent_at=now, due_at=now - timedelta(seconds=1)) for _ in range(1000)
        )  # fmt: skip
    found = {"seconds": [], "cpu": [], "megabytes": [], "asked": 0}
    asking.room_of = lambda _name, _each: math.ceil(in_flight / asking.TOGETHER / PASSES_A_MINUTE)
    for _ in range(rounds):
        began, cpu = time.perf_counter(), time.process_time()
        sweeps.calls()
        sweeps.files()
        found["seconds"].append(round(time.perf_counter() - began, 3))
        found["cpu"].append(round(time.process_time() - cpu, 3))
        found["megabytes"].append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    found["asked"] = Job.objects.filter(due_at__gt=timezone.now()).count()
    return found


def callbacks(many):
    return waiting.prepare(many)


if __name__ == "__main__":
    print(json.dumps(globals()[sys.argv[1]](**json.loads(sys.argv[2]))))
