"""Faults of this machine: processes that are killed, and what they stand on taken away for a while.

Each function strikes once and says how often it did: 0 when there was nothing to strike.
"""

import re
import shutil
import time
from contextlib import contextmanager, suppress
from itertools import product
from resource import RLIM_INFINITY, RLIMIT_FSIZE, prlimit

from django.db import connection, transaction

from music.models import Job
from music.models.jobs import OPEN

from . import logs

STATES = ("queued", "sending", "waiting", "streaming")
KILLED = ("web", "calls", "files", "clock", "queue")
SMALL = 30_000  # bytes: no song has so few
LONGEST_WAIT = 6  # seconds for something to strike at
MOST_TRIES = 100


def wait_until(condition, seconds=LONGEST_WAIT):
    """The condition's first true value; None when there is none in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.003)
    return None


def in_state(state):
    return wait_until(lambda: Job.objects.filter(state=state).exists())


def kill(world, chance, name):
    was_alive = world.kill(name)
    time.sleep(chance.uniform(0, 1))
    return int(was_alive)


def kill_in_state(world, chance, name, state):
    """A part, while a job is in this state."""
    return int(bool(in_state(state)) and world.kill(name))


def kill_horse(world, chance, name, state):
    """The process of a task at hand, somewhere in the middle of it, while a job is in this state."""
    if not in_state(state) or not wait_until(lambda: world.horse(name)):
        return 0
    time.sleep(chance.uniform(0, 0.1))
    return int(world.kill_horse(name))


def queue_forgets(world, chance):
    """Killed, and what it wrote down is gone."""
    world.hold("queue")
    struck = world.kill("queue")
    for folder in world.place.glob("*/appendonlydir"):
        shutil.rmtree(folder)
    world.release("queue")
    return int(struck)


def sandbox_away(world, chance):
    """Connections are refused for a while; its books survive."""
    world.look_into_trap()
    with held(world, "sandbox") as struck:
        time.sleep(chance.uniform(0.5, 3))
    return int(struck)


def queue_away(world, chance):
    with held(world, "queue") as struck:
        time.sleep(chance.uniform(0.5, 3))
    return int(struck)


@contextmanager
def held(world, *names):
    """How many of them lived, and do so no more until the end."""
    world.hold(*names)
    try:
        yield sum(world.kill(name) for name in names)
    finally:
        world.release(*names)


def power_cut(world, chance):
    """All of ours at once, tasks at hand included."""
    ours = [name for name in world.programs if name != "sandbox"]
    for name in ("calls", "files"):
        world.kill_horse(name)
    with held(world, *ours) as struck:
        time.sleep(chance.uniform(0, 1))
    return int(struck > 0)


def database_locked(world, chance):
    """Another connection holds the lock that every change needs."""
    was_open = Job.objects.filter(state__in=OPEN).exists()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("LOCK TABLE music_job, music_track, music_jobevent IN EXCLUSIVE MODE")
        time.sleep(chance.uniform(3, 8))
    return int(was_open)


FULL = re.compile(r"\[Errno 27\]|disk I/O error|database or disk is full")
NO_FOLDER = re.compile(r"\[Errno (17|20)\]")


def disk_full(world, chance):
    """The files' worker, and the task it has at hand, can write no file of any size while there is something to write.
    But it has to say so."""
    logs.begin_anew(world.log("files"))
    before = complaints(world, FULL)

    def has_struck():
        limit_files(world, SMALL)  # again and again: a worker may have been started anew
        return complaints(world, FULL) > before

    wait_until(has_struck, 3 * LONGEST_WAIT)
    limit_files(world, RLIM_INFINITY)
    return complaints(world, FULL) - before


def limit_files(world, size):
    for pid in filter(None, (world.pid("files"), world.horse("files"))):
        with suppress(ProcessLookupError):
            prlimit(pid, RLIMIT_FSIZE, (size, RLIM_INFINITY))


def media_read_only(world, chance):
    """Nothing can be written where songs are kept: root may write in any folder, but not in a file."""
    media, away = world.place / "media", world.place / "media-away"
    before = complaints(world, NO_FOLDER)
    put_away(media, away)
    try:
        wait_until(lambda: complaints(world, NO_FOLDER) > before)
    finally:
        bring_back(media, away)
    return complaints(world, NO_FOLDER) - before


def put_away(media, away):
    """A worker may make the folder anew at any moment: what it makes meanwhile goes to the others."""
    media.mkdir(exist_ok=True)
    media.rename(away)
    for _try in range(MOST_TRIES):
        try:
            media.touch(exist_ok=False)
            return
        except FileExistsError:
            with suppress(OSError):  # it is at work there
                merge(media, away)


def bring_back(media, away):
    for _try in range(MOST_TRIES):
        with suppress(OSError):
            merge(media, away)  # a folder again, where a worker was quicker
            away.rename(media)
            return
    raise AssertionError(f"The songs are still in {away}.")


def merge(media, away):
    """Make room in the place of `media`; what was written there by its moment is moved to the others."""
    if not media.is_dir():
        media.unlink(missing_ok=True)
        return
    for path in sorted(media.rglob("*")):
        target = away / path.relative_to(media)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        else:
            path.replace(target)
    shutil.rmtree(media)


def complaints(world, words):
    """How often the files' worker said so."""
    log = world.log("files")
    text = log.read_text(errors="replace") if log.exists() else ""
    return len(words.findall(text))


def _all():
    for name in KILLED:
        yield f"kill {name}", kill, (name,)
        for state in STATES:
            yield f"kill {name} at {state}", kill_in_state, (name, state)
    for name, state in product(("calls", "files"), STATES):
        yield f"kill the task of {name} at {state}", kill_horse, (name, state)
    for act in (
        queue_forgets,
        queue_away,
        sandbox_away,
        power_cut,
        database_locked,
        disk_full,
        media_read_only,
    ):
        yield act.__name__.replace("_", " "), act, ()


ACTS = {name: (act, words) for name, act, words in _all()}


def strike(world, chance, name):
    act, words = ACTS[name]
    return act(world, chance, *words)
