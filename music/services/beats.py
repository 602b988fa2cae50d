"""When each queue was last seen at work: the clock put a sweep into it, and a worker ran it."""

from datetime import datetime, timedelta

from django.utils import timezone

from ..queue import QUEUES, connection

SILENT_AFTER = timedelta(seconds=90)
KEPT = 24 * 3600  # seconds


def mark(name):
    connection().set(_key(name), timezone.now().isoformat(), ex=KEPT)


def last(name):
    """None where it was not seen for a day. RedisError where the queue server is away."""
    told = connection().get(_key(name))
    return datetime.fromisoformat(told.decode()) if told else None


def is_silent(name):
    seen = last(name)
    return seen is None or timezone.now() - seen > SILENT_AFTER


def silent():
    """The queues in which nothing was done for too long."""
    return [name for name in QUEUES if is_silent(name)]


def _key(name):
    return f"studio:beat:{name}"
