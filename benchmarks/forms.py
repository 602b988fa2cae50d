"""Inside a scratch studio: the forms of all operations, filled at their limits as the contract's tests fill them,
each timed on its way to a job and a request."""

import time
import uuid
from statistics import median

from accounts.models import User
from music import queue
from music.models import Asset, Job, LyricsDraft, Persona, ProviderAccount, Track, Upload
from music.operations.registry import OPERATIONS
from music.services import jobs
from tests.contract import facts, filling
from tests.contract.desk import Desk, Recorder

MAKER = "maker@benchmarks.example"
OWNED = (Asset, LyricsDraft, Persona, Job, Upload)  # in the order in which they can go


class Workshop(Desk):
    """The contract's desk for a person who comes back."""

    def __init__(self):
        self.user = User.objects.get_or_create(email=MAKER, defaults={"name": "Maker", "password": "!"})[0]
        self.account = ProviderAccount.objects.for_server()


def time_all(styles, turns):
    """[{"operation", "name", "style", and the milliseconds of "form", "rows", "request", and of CPU}]"""
    forget()
    cases = [
        case
        for slug, operation in OPERATIONS.items()
        for case in filling.cases_of(operation, facts.OPERATIONS[slug])
        if case.is_offered
    ]
    try:
        return [timed(case, style, turns) for case in cases for style in styles]
    finally:
        forget()


def timed(case, style, turns):
    """The median of so many turns, after one that does not count."""
    desk = Workshop()
    desk.account.style = style
    sources = desk.sources(case)
    data = filling.filled(case, "most", desk.rows(case, "most", sources))
    seen = [turn(desk, case, data, sources) for _number in range(turns + 1)][1:]
    told = {"operation": case.slug, "name": str(case), "style": style}
    return told | {step: 1000 * median(seconds[step] for seconds in seen) for step in seen[0]}


def turn(desk, case, data, sources):
    """Seconds until the form is checked, its rows and the call in the queue are written, the request is built."""
    operation, clock, cpu = OPERATIONS[case.slug], time.perf_counter, time.process_time()
    begun = clock()
    params, sources = checked(operation.form(data, owner=desk.user, sources=sources))
    is_checked = clock()
    job = jobs.start(
        operation, desk.user, params, sources=sources, account=desk.account, submission=uuid.uuid4()
    )
    is_written = clock()
    job = Job.objects.get(pk=job.pk)  # the worker has only its key
    Recorder(desk.account.base_url, "key", job.style).send(operation.request(job))
    form, rows, request = is_checked - begun, is_written - is_checked, clock() - is_written
    return {"form": form, "rows": rows, "request": request, "cpu": time.process_time() - cpu}


def checked(form):
    if not form.is_valid():
        raise ValueError(f"{type(form).__name__}: {dict(form.errors)}")
    return form.params(), form.sources


def forget():
    """Everything of that person is gone, and the queue empty."""
    for track in Track.objects.filter(owner__email=MAKER):
        track.drop()
    for kind in OWNED:
        kind.objects.filter(owner__email=MAKER).delete()
    queue.connection().flushdb()
