"""One way for each rule to break the studio on purpose, in all its processes: `script/chaos --sabotage RULE`.

Each breaks as little as it can, so that its rule reports and the others stay silent.
"""

import os
from itertools import count

from music.media import fetch
from music.models.jobs import ASKED, JobQuerySet
from music.services import copying, hearing, jobs, money
from tests.chaos import weather

RULE = os.environ.get("CHAOS_SABOTAGE", "")
DOOMED = "[[fault: error]]"  # fails, and is paid back


def send_twice():
    """What is going to fail: else money would tell of it too."""
    send = jobs._send

    def twice(client, request, readers):
        if DOOMED in str(request.fields):
            send(client, request, readers)
        return send(client, request, readers)

    jobs._send = twice


def lose_a_byte():
    """Of each file, after it was hashed."""
    hashed = copying.hashed

    def spoiled(path):
        digest, size = hashed(path)
        os.truncate(path, size - 1)
        return digest, size

    copying.hashed = spoiled


def expect_twice():
    expect = money.expect

    def twice(job):
        expect(job)
        expect(job)

    money.expect = twice


def book_too_much():
    owed = money._owed
    money._owed = lambda job: owed(job) and owed(job) + 1


def never_ask_about_lyrics():
    """Where the callback is lost, nobody learns what became of them."""
    due = JobQuerySet.due
    JobQuerySet.due = lambda rows, *states: due(rows, *states).exclude(operation="lyrics", state__in=ASKED)


def forget_why():
    hearing.failure = lambda job, code, words: {"error_code": "", "error_message": ""}


def strike_nothing():
    """Nothing is wrong with the studio then, but with the suite."""
    weather.strike = lambda world, chance, name: 0


def break_the_page():
    """Of every fourth job that was started well."""
    start, number = jobs.start, count(1)

    def breaking(*args, **kwargs):
        job = start(*args, **kwargs)
        if next(number) % 4 == 0:
            raise ArithmeticError("This page was sabotaged.")
        return job

    jobs.start = breaking


def follow_anywhere():
    ask = fetch._ask
    fetch._ask = lambda url, allow, *limits: ask(url, url, *limits)


WAYS = {
    "sent-once": send_twice,
    "songs": lose_a_byte,
    "twice": expect_twice,
    "money": book_too_much,
    "stuck": never_ask_about_lyrics,
    "reasons": forget_why,
    "faults": strike_nothing,
    "pages": break_the_page,
    "private": follow_anywhere,
}


def begin():
    if RULE:
        WAYS[RULE]()
