"""How many jobs may be under way, of one person and of all. Asked while nobody else starts one."""

import math
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts import switches

from ..models import Job

TURN = 0x5354_5544_494F  # the number of the lock that PostgreSQL knows nothing else of
A_WHILE = 60  # seconds; a song takes two or three minutes, but not all end at once
MINUTE = timedelta(minutes=1)


class TooMany(Exception):
    """`code` is one of person, server, minute, adopting, off; see `tell.brakes`."""

    def __init__(self, code, count, seconds=A_WHILE):
        super().__init__(code, count)
        self.code, self.count, self.seconds = code, count, seconds


def take_turn():
    """Whoever starts a job waits here for those who do so now, until their transactions end. SQLite's write at
    once, which `IMMEDIATE` sees to, does the same."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


def check_switch(operation, owner):
    """Raise where somebody switched this operation off for them."""
    if not switches.is_on(f"operation:{operation.slug}", owner):
        raise TooMany("off", 0, seconds=0)


def check(owner):
    """Raise when this person, or all together, have as many as may be."""
    unfinished = Job.objects.filter(finished_at=None)  # so that an index of few rows is enough
    under_way = unfinished.under_way().ordered()
    _check_count("person", under_way.of(owner), _most_of(owner))
    _check_count("server", under_way, settings.JOBS_AT_ONCE)
    _check_pace(owner, settings.JOBS_PER_MINUTE)


def _most_of(owner):
    return settings.JOBS_PER_ADMINISTRATOR if owner.is_superuser else settings.JOBS_PER_PERSON


def _check_count(code, jobs, most):
    count = jobs.count() if most else 0
    if most and count >= most:
        raise TooMany(code, count)


def _check_pace(owner, most):
    """Jobs that end at once are never many under way; the last so many of a person took a minute at least."""
    if most and (last := Job.objects.of(owner).ordered().newest_first()[most - 1 : most].first()):
        rest = (last.created_at + MINUTE - timezone.now()).total_seconds()
        if rest > 0:
            raise TooMany("minute", most, math.ceil(rest))
