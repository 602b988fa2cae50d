"""The queues as they are: what waits, what is being done and by whom, and what broke off."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import django_rq
from django.utils import timezone
from rq import Worker
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job as Task

from .. import queue
from ..kie.redact import redact
from . import health

LOOKED_AT, SHOWN = 200, 50  # tasks that broke off, of each queue
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Broken:
    """A task that broke off: what it was, when the last time, the last line of why, and how often."""

    words: str
    at: datetime | None
    why: str
    times: int = 1


@dataclass(frozen=True)
class Line:
    """A queue: how many tasks wait and since when, are being done, wait for their time, broke off."""

    name: str
    waiting: int
    oldest_at: datetime | None
    started: int
    scheduled: int
    failed: int
    broken: list


@dataclass(frozen=True)
class Hand:
    """A worker, seen `at`."""

    name: str
    queues: str
    at: datetime | None
    task: str
    done: int
    failed: int

    @property
    def is_silent(self):
        return health.is_silent(self.at)


def lines():
    """RedisError where the queue server is away; so do all here."""
    return [_line(_queue(name)) for name in queue.QUEUES]


def _queue(name):
    return django_rq.get_queue(name, connection=queue.connection())


def _line(tasks):
    first = Task.fetch_many(tasks.get_job_ids(length=1), connection=tasks.connection)
    oldest = next(filter(None, first), None)
    return Line(
        tasks.name, tasks.count, _aware(oldest and oldest.enqueued_at), tasks.started_job_registry.count,
        tasks.scheduled_job_registry.count + tasks.deferred_job_registry.count, tasks.failed_job_registry.count,
        _together(_broken(tasks)),
    )  # fmt: skip


def _broken(tasks):
    keys = tasks.failed_job_registry.get_job_ids(0, LOOKED_AT - 1, desc=True)
    for task in filter(None, Task.fetch_many(keys, connection=tasks.connection)):
        result = task.latest_result()
        lines = (result.exc_string or "").strip().splitlines() if result else []
        yield Broken(_words(task), _aware(task.ended_at), redact(lines[-1], [])[:300] if lines else "")


def _together(broken):
    """Those that broke off in the same way as one, the latest first."""
    found = {}
    for each in sorted(broken, key=lambda each: each.at or LONG_AGO, reverse=True):
        same = found.setdefault((each.words, each.why), each)
        if same is not each:
            found[each.words, each.why] = replace(same, times=same.times + 1)
    return list(found.values())[:SHOWN]


def _words(task):
    """archive_track 17"""
    return " ".join([task.func_name.rpartition(".")[2], *map(str, task.args)])


def hands():
    found = Worker.all(connection=queue.connection())
    return sorted(map(_hand, found), key=lambda hand: (hand.queues, hand.name))


def _hand(worker):
    task = worker.get_current_job()
    return Hand(
        worker.name, ", ".join(worker.queue_names()), _aware(worker.last_heartbeat), _words(task) if task else "",
        worker.successful_job_count, worker.failed_job_count,
    )  # fmt: skip


def _aware(moment):
    """RQ's are in UTC, some without saying so."""
    return moment.replace(tzinfo=UTC) if moment and timezone.is_naive(moment) else moment


def do_again(name):
    """Put what broke off back into its queue. How many tasks."""
    registry = _queue(name).failed_job_registry
    return sum(_put_back(registry, key) for key in registry.get_job_ids())


def _put_back(registry, key):
    try:
        registry.requeue(key)
    except (InvalidJobOperation, NoSuchJobError):  # somebody else was quicker
        return False
    return True


def forget(name):
    """What broke off. How many tasks. Rows still know what is due, so no work is lost."""
    registry = _queue(name).failed_job_registry
    keys = registry.get_job_ids()
    for key in keys:
        registry.remove(key, delete_job=True)
    return len(keys)
