"""Asking about many jobs. The provider limits how often a task is asked about, not how many tasks: so some are asked
about at once, and what they wait for is the network alone."""

from concurrent.futures import ThreadPoolExecutor

from django.db import transaction
from django.utils import timezone

from sunostudio import tracing

from ..models import Job
from ..models.jobs import ASKED
from ..queue import enqueue, room_of
from . import jobs

TOGETHER = 10  # jobs of one task
AHEAD = 6  # tasks for each worker until the clock looks again: what is paid for never waits long behind them


def hand_out():
    """Jobs whose turn it is, the longest due first, as many as there are workers for. The next turn is set before."""
    with transaction.atomic():
        due = Job.objects.due(*ASKED).order_by("due_at").select_for_update(skip_locked=True)
        turn = list(due.only("sent_at", "created_at", "due_at")[: room_of("calls", AHEAD) * TOGETHER])
        for job in turn:
            job.due_at = jobs.next_ask(job) or timezone.now() + jobs.LEASE  # `hear` says that it was the last
        Job.objects.bulk_update(turn, ["due_at"])
        for start in range(0, len(turn), TOGETHER):
            enqueue("refresh_jobs", *(job.pk for job in turn[start : start + TOGETHER]))


def refresh(chosen):
    """Ask about all of these at once. One that breaks off takes no other with it."""
    troubles = []
    with ThreadPoolExecutor(TOGETHER) as pool:
        begun = [(job, _begin(pool, job)) for job in chosen]
    for job, asked in begun:
        with tracing.about(job=str(job.uuid)):
            try:
                asked and jobs.hear(job, *asked)
            except Exception as error:  # told below, with the others
                troubles.append(error)
    if troubles:
        raise ExceptionGroup("Not all of them could be asked about.", troubles)


def _begin(pool, job):
    """What `jobs.hear` takes; the question is on its way."""
    if asked := jobs.question(job):
        client, ask = asked
        return client, pool.submit(ask).result
    return None
