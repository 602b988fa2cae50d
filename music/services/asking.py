"""Asking the provider about jobs that are under way, for as long as it keeps their songs.

It limits how often a task is asked about, not how many tasks: so some are asked about at once, and what they wait for is
the network alone.
"""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from sunostudio import tracing

from ..kie.errors import KieError
from ..models import Job, JobEvent
from ..models.jobs import ASKED
from ..operations import registry
from ..queue import enqueue, room_of
from . import allowance, hearing

Kind = JobEvent.Kind
LEASE = timedelta(seconds=10)  # how long a last question may take before it is asked again
TOGETHER = 10  # jobs of one task
AHEAD = 3  # tasks for each worker until the clock looks again: what is paid for never waits long behind them
# Up to this age of a sent job (seconds), ask again after so many
PAUSES = [(15, 15), (35, 20), (70, 30), (300, 60), (6 * 3600, 300), (14 * 86400, 3600)]


def hand_out():
    """Jobs whose turn it is, the longest due first, as many as there are workers for. The next turn is set before."""
    with transaction.atomic():
        due = Job.objects.due(*ASKED).order_by("due_at").select_for_update(skip_locked=True)
        turn = list(due.only("sent_at", "created_at", "due_at")[: room_of("calls", AHEAD) * TOGETHER])
        for job in turn:
            job.due_at = next_turn(job) or timezone.now() + LEASE  # `_hear` says that it was the last
        Job.objects.bulk_update(turn, ["due_at"])
        for start in range(0, len(turn), TOGETHER):
            enqueue("refresh_jobs", *(job.pk for job in turn[start : start + TOGETHER]))


def next_turn(job):
    """When to ask again; None after 14 days: we stop asking, and it may still be heard of."""
    age = (timezone.now() - (job.sent_at or job.created_at)).total_seconds()
    pause = next((pause for limit, pause in PAUSES if age <= limit), None)
    return timezone.now() + timedelta(seconds=pause) if pause else None


def refresh(job):
    """Ask about it. Trouble in asking is no failure of the song. True when the provider answered about this task."""
    asked = question(job)
    return _hear(job, *asked) if asked else False


def refresh_all(chosen):
    """Ask about all of these at once. One that breaks off takes no other with it."""
    troubles = []
    with ThreadPoolExecutor(TOGETHER) as pool:
        begun = [(job, _begin(pool, job)) for job in chosen]
    for job, asked in begun:
        with tracing.about(job=str(job.uuid)):
            try:
                asked and _hear(job, *asked)
            except Exception as error:  # told below, with the others
                troubles.append(error)
    if troubles:
        raise ExceptionGroup("Not all of them could be asked about.", troubles)


def _begin(pool, job):
    """What `_hear` takes; the question is on its way."""
    if asked := question(job):
        client, ask = asked
        return client, pool.submit(ask).result
    return None


def question(job):
    """(client, what asks with it: returns a `TaskResult`, or None where the provider does not know the task, or raises
    `KieError`), or None where there is nothing to ask."""
    if job.state not in ASKED or not job.task_id:
        return None
    operation, client = registry.get(job.operation), job.account.client(job.style)
    if operation.is_anothers(job):  # what is another person's is not known either
        return client, lambda: None
    return client, partial(_ask, client, operation.readers(job), job.task_id)


def _ask(client, readers, task_id):
    if wait := allowance.to_query(task_id):
        time.sleep(min(wait, 1))
    return client.record(readers.path, task_id, readers.record)


def _hear(job, client, ask):
    """Take what `ask()` hears, see `question`. True when the provider answered about this task. After the last question
    nobody asks again, and not before: who asks may be killed."""
    is_known = _write_down(job, client, ask)
    if next_turn(job) is None:
        Job.objects.filter(pk=job.pk, state__in=ASKED).update(due_at=None)
    return is_known


def _write_down(job, client, ask):
    operation = registry.get(job.operation)
    try:
        result = ask()
    except KieError as error:
        hearing.note_exchange(job, Kind.TROUBLE, client, words=str(error))
        operation.unheard(job, is_unknown=False)
        return False
    if is_known := result is not None:
        hearing.note_exchange(job, Kind.RECORD, client)
        result = operation.heard(job, result)
    else:
        job.note(Kind.RECORD, words=_("The provider does not know this task."))
        result = operation.unheard(job, is_unknown=True)
    if result is not None:
        hearing.apply_result(job, result)
    return is_known
