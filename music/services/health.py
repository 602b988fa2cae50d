"""Whether each part can work. `/readyz` and `/metrics` tell it."""

import secrets
import time
from datetime import UTC, datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, InterfaceError
from django.db import connection as database
from django.utils import timezone
from redis.exceptions import RedisError
from rq import Worker
from rq.cron_scheduler_registry import get_registry_key

from .. import queue
from ..queue import QUEUES
from . import beats, counts

PROBED_EVERY = 20  # seconds: strangers may ask as often as they like
_probe = {"at": float("-inf"), "fine": False}


def parts():
    """{part: whether it can work}."""
    found = {"database": has_database(), "storage": takes_files()}
    try:
        beats = last_beats()
    except RedisError:
        return found | dict.fromkeys(("queue", *QUEUES, "clock"), False)
    return found | {"queue": True} | {part: not is_silent(at) for part, at in beats.items()}


def is_silent(at):
    return at is None or timezone.now() - at > beats.SILENT_AFTER


def last_beats():
    """{calls, files, clock: when one of these processes was last seen alive, or None}. Raises `RedisError`."""
    beats = dict.fromkeys((*QUEUES, "clock"))
    for worker in Worker.all(connection=queue.connection()):
        at = worker.last_heartbeat and worker.last_heartbeat.replace(tzinfo=UTC)
        for name in worker.queue_names():
            beats[name] = max(filter(None, (beats.get(name), at)), default=None)
    last = queue.connection().zrange(get_registry_key(), -1, -1, withscores=True)
    beats["clock"] = datetime.fromtimestamp(last[0][1], UTC) if last else None
    return beats


def has_database():
    try:
        with database.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def takes_files():
    """Whether a small file can be written where songs are kept. Tried at most every so many seconds."""
    if time.monotonic() - _probe["at"] > PROBED_EVERY:
        _probe.update(fine=_writes(), at=time.monotonic())
    return _probe["fine"]


def _writes():
    try:
        name = default_storage.save(f".probe-{secrets.token_hex(8)}", ContentFile(b"ok"))
        default_storage.delete(name)
    except OSError:
        return False
    return True


def provider():
    """The provider's last word, {"code", "at"}; None where nothing was heard. It stops nobody: jobs wait for it."""
    try:
        return counts.last_word() or None
    except RedisError:
        return None
