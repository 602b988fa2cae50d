"""What administrators are alerted of: the needs of the desk that nobody should have to look for."""

import time
from contextlib import suppress

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation
from redis.exceptions import RedisError

from ..queue import connection
from ..services import alerts, beats
from . import needs

# By the names of what looks for them; a need that is not here waits for who looks at the desk.
ALARMING = {
    "silent_parts", "no_place_for_files", "disk_nearly_full", "provider_trouble", "provider_held", "unknown_jobs",
    "budgets_used_up", "songs_at_risk", "copies_given_up", "damaged_files",
}  # fmt: skip
PAUSE = 60  # seconds
LASTS = 45  # seconds that a trouble has to last


def watch():
    """Look at all of them, and tell of what is new or over."""
    with translation.override(settings.LANGUAGE_CODE):
        looked = {look.__name__: look() for look in needs.LOOKS if look.__name__ in ALARMING}
    troubles = {kind: (need.words, need.address) for kind, need in looked.items() if need}
    alerts.settle({kind: told for kind, told in troubles.items() if _lasts(kind)}, still=troubles)
    for kind in ALARMING - set(troubles):
        connection().delete(_key(kind))


def _lasts(kind):
    """Whether it was there a while ago: what passes by itself, as at a start, wakes nobody."""
    now = time.time()
    connection().set(_key(kind), now, nx=True, ex=24 * 3600)
    return now - float(connection().get(_key(kind)) or now) >= LASTS


def _key(kind):
    return f"studio:trouble:{kind}"


def watch_alone():
    """For the web, which is asked how it goes: who would send an alert may be what is silent. Nothing of it is an error of
    who asks."""
    with suppress(DatabaseError, RedisError):
        if beats.silent() and connection().set("studio:watching", 1, nx=True, ex=PAUSE):
            watch()
            alerts.send_due()
