"""What happened, counted for all processes and hosts together in the queue server. `/metrics` tells it."""

import json
from collections import defaultdict
from contextlib import suppress

from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from ..kie.values import code_of, dict_of
from ..queue import connection

COUNTS, LAST_WORD = "studio:counts", "studio:provider"
FIRST_SOUND = (5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600)  # seconds, upper ends


def count(name, *labels):
    """Once more, after the commit. Never raises: a figure is worth no job."""
    transaction.on_commit(lambda: _add((name, *labels)))


def first_sound(job):
    """How long somebody waited until there was something to hear, or what they asked for was done."""
    seconds = (job.first_sound_at - job.created_at).total_seconds()
    end = next((str(end) for end in FIRST_SOUND if seconds <= end), "+Inf")
    transaction.on_commit(
        lambda: _add(("first_sound", job.operation, end), ("first_sound_sum", job.operation), seconds)
    )


def answered(client):
    """What the provider said last, by its own code; `none` where it said nothing that could be read."""
    last = client.last
    code = code_of(dict_of(last.answer_body).get("code")) if last else None
    code = str(code or (last and last.status) or "none")[:8]
    with suppress(RedisError):
        connection().hset(LAST_WORD, mapping={"code": code, "at": timezone.now().isoformat()})
    count("answers", code)


def last_word():
    """{"code", "at"} of the provider's last answer; empty where none is known. Raises `RedisError`."""
    return {name.decode(): value.decode() for name, value in connection().hgetall(LAST_WORD).items()}


def told():
    """{name: {labels: number}} of everything that was counted. Raises `RedisError`."""
    found = defaultdict(dict)
    for key, number in connection().hgetall(COUNTS).items():
        name, *labels = json.loads(key)
        found[name][tuple(labels)] = float(number)
    return found


def _add(key, sum_key=None, seconds=0.0):
    with suppress(RedisError), connection().pipeline(transaction=False) as pipeline:
        pipeline.hincrby(COUNTS, json.dumps(key), 1)
        if sum_key:
            pipeline.hincrbyfloat(COUNTS, json.dumps(sum_key), seconds)
        pipeline.execute()
