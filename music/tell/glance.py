"""The figures at a glance on the desk's first page."""

import platform
import sqlite3
from datetime import timedelta
from functools import cache

import django
from django.db import connection
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from .. import queue
from ..models import Job, ProviderAccount
from ..services import pulse, room, vault
from ..services.backups.generations import studio_version
from .amounts import amount, counted
from .standing import span_of

COUNTED = 1000
A_DAY = timedelta(days=1)


def figures():
    """(name, value, what is to be said of it)"""
    since = timezone.now() - A_DAY
    ended, wait = pulse.ended(since), pulse.first_sound(since)
    under_way = Job.objects.filter(finished_at=None).under_way().order_by()[: COUNTED + 1].count()
    failed = ngettext("{n} failed", "{n} failed", ended.failed).format(n=amount(ended.failed))
    yield _("Under way"), counted(under_way), _("jobs")
    yield _("Done in 24 hours"), amount(ended.done), failed
    yield _("First sound after"), span_of(wait) if wait is not None else "–", _("in the middle of 24 hours")
    yield _credits(ProviderAccount.objects.for_server())
    yield _("Free on the disk"), filesizeformat(room.free()), _gone()


def _credits(account):
    heard = account.balance_at and timesince(account.balance_at, depth=1)
    when = _("heard {time} ago").format(time=heard) if heard else _("not heard yet")
    return _("Credits left"), amount(account.balance), when


def _gone():
    count = vault.count_gone()
    words = ngettext("{n} song or file lost for good", "{n} songs or files lost for good", count)
    return words.format(n=counted(count)) if count else ""


def versions():
    """(what, its version)"""
    return [
        ("Suno Studio", studio_version()),
        ("Django", django.get_version()),
        ("Python", platform.python_version()),
        _queue(),
        _database(),
    ]


def _queue():
    try:
        info = queue.connection().info("server")
    except RedisError:
        return _("Queue"), _("does not answer")
    if "valkey_version" in info:
        return "Valkey", info["valkey_version"]
    return "Redis", info["redis_version"]


@cache
def _database():
    if connection.vendor == "sqlite":
        return "SQLite", sqlite3.sqlite_version
    major, minor = divmod(connection.pg_version, 10000)
    return "PostgreSQL", f"{major}.{minor}"
