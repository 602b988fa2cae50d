"""What the parts wrote: tracebacks that nobody expects, and when pages could not be answered."""

import re

GRACE = 25  # seconds after a fault in which its echo may still be heard: as long as a request may wait for the queue
NEEDED = ("kill web", "kill queue", "queue", "power", "database", "media", "disk")
TRACEBACK = re.compile(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*(?P<error>\S[^\n]*)")
OURS = re.compile(r'/((?:accounts|music|sandbox|studio|sunostudio)/\w[^"]*\.py", line \d+)')
CHAIN = re.compile(r"\s*(?:During handling of|The above exception was)")
# What takes away the database or the queue is said so by whatever was at work then.
EXPECTED = (
    "django.db.utils.OperationalError", "sqlite3.OperationalError", "psycopg.OperationalError", "psycopg.errors.",
    "redis.exceptions.", "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError",
    "rq.exceptions.AbandonedJobError", "rq.exceptions.InvalidJobOperation", "rq.exceptions.NoSuchJobError",
)  # fmt: skip


def was_away(away, began, ended):
    """Whether something that pages need was struck while this answer was made, or just before."""
    return any(
        name.startswith(NEEDED) and start <= ended and began <= end + GRACE for start, end, name in away
    )


def tracebacks(world):
    for name in world.programs:
        log = world.log(name)
        text = log.read_text(errors="replace") if log.exists() else ""
        for found in TRACEBACK.finditer(text):
            goes_on = CHAIN.match(text, found.end())  # the last error of a chain tells what happened
            if not goes_on and not found["error"].startswith(EXPECTED):
                yield f"{name} wrote a traceback: {found['error'][:200]} ({where(found[0])})"


def where(traceback):
    """The last lines of ours in it."""
    return ", ".join(OURS.findall(traceback)[-3:]) or "nothing of ours"
