"""What the parts wrote: tracebacks that nobody expects, and when pages could not be answered."""

import os
import re
from datetime import UTC, datetime

GRACE = 15  # seconds after a fault in which its echo may be heard: the queue may be asked for ten, and starts in some
NEEDED = ("kill web", "kill queue", "queue", "power", "database", "media", "disk")
EXCUSED = {502, 503, 507}  # said on purpose while something is away or full; never 500
EVER = 10**9  # seconds
STAMP = re.compile(r"^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3}) ", re.MULTILINE)
TRACEBACK = re.compile(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(?P<error>\S[^\n]*)")
OURS = re.compile(r'/((?:accounts|music|sandbox|studio|sunostudio)/\w[^"]*\.py", line \d+)')
CHAIN = re.compile(r"\s*(?:During handling of|The above exception was)")
DATABASE, QUEUE = ("database", "disk", "media", "power"), ("kill queue", "queue", "power")
# (what is said, by which faults, for how long after them)
EXPECTED = [
    (re.compile(said), by, seconds) for said, by, seconds in (
        (r"(django\.db\.utils|sqlite3)\.OperationalError: (database is locked|disk I/O error|database or disk is full)",
         DATABASE, GRACE),
        (r"(django\.db\.utils|psycopg)\.OperationalError: .*(canceling statement due to lock timeout|deadlock detected)",
         DATABASE, GRACE),
        (r"psycopg\.errors\.(LockNotAvailable|DeadlockDetected)\b", DATABASE, GRACE),
        (r"redis\.exceptions\.(ConnectionError|TimeoutError|BusyLoadingError)\b", QUEUE, GRACE),
        (r"(ConnectionRefusedError|ConnectionResetError|BrokenPipeError)\b", ("kill", "queue", "power", "sandbox"), GRACE),
        # A task that was killed, or that the queue forgot, is missed when its time is over.
        (r"rq\.exceptions\.(AbandonedJobError|InvalidJobOperation|NoSuchJobError)\b", ("kill", "queue", "power"), EVER),
    )
]  # fmt: skip


def is_excused(away, began, ended, status):
    """Whether something that pages need was struck while this answer was made, or just before, and it says so."""
    return status in EXCUSED and struck(away, NEEDED, began, ended, GRACE)


def struck(away, names, began, ended, grace):
    """Whether one of these faults struck between the two moments, or not long before."""
    return any(
        name.startswith(names) and start <= ended and began <= end + grace for start, end, name in away
    )


def begin_anew(log):
    """Its process goes on writing at the beginning; what stood there is kept beside it."""
    if log.exists():
        with earlier(log).open("ab") as kept:
            kept.write(log.read_bytes())
        os.truncate(log, 0)


def earlier(log):
    return log.with_suffix(".earlier.log")


def text_of(log):
    return "".join(path.read_text(errors="replace") for path in (earlier(log), log) if path.exists())


def tracebacks(world, away):
    for name in world.programs:
        text = text_of(world.log(name))
        for error, whole, moment in chains(text):
            if not is_expected(error, moment, away):
                yield f"{name} wrote a traceback: {error[:200]} ({where(whole)})"


def chains(text):
    """(last error, its traceback, moment) of each: the last of a chain tells what happened, the first line when."""
    head = None
    for found in TRACEBACK.finditer(text):
        head = found.start() if head is None else head
        if not CHAIN.match(text, found.end()):
            yield found["error"], found[0], between(text, head, found.end())
            head = None


def between(text, start, end):
    """(from, to) of what stands there, by the clock of the wall: when its own line says, else the lines around it."""
    line = text.rfind("\n", 0, max(0, start - 1)) + 1
    if own := STAMP.match(text, line, start):
        return seconds(own), seconds(own)
    before, after = list(STAMP.finditer(text, 0, start)), STAMP.search(text, end)
    return seconds(before[-1]) if before else 0, seconds(after) if after else float("inf")


def seconds(stamp):
    return datetime.strptime(stamp[1], "%Y-%m-%d %H:%M:%S,%f").replace(tzinfo=UTC).timestamp()


def is_expected(error, moment, away):
    return any(said.match(error) and struck(away, by, *moment, grace) for said, by, grace in EXPECTED)


def where(traceback):
    """The last lines of ours in it."""
    return ", ".join(OURS.findall(traceback)[-3:]) or "nothing of ours"
