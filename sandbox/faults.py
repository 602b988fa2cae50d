"""Troubles on demand: armed by POST /sandbox/faults, or written as [[fault: late 5]] in any text of a request."""

import re
from dataclasses import asdict, dataclass

from . import answers
from .answers import BrokenOff, Refused

TAG = re.compile(r"\[\[\s*fault:\s*([\w-]+)(?:\s+([\d.]+))?\s*\]\]", re.IGNORECASE)
BEFORE = {"refuse", "http", "html", "hang-before", "reset-before"}  # the request is not accepted
AFTER = {"hang-after", "reset-after"}  # it is, but nobody is told
ODD = {"empty-answer", "huge-answer", "trickle-answer"}  # so is the answer, on its way (see odd_answers)
FAILURES = {"error": 501, "400": 400, "408": 408, "413": 413, "500": 500, "501": 501, "531": 531}
CALLBACKS = {"late", "lost", "duplicated", "reordered", "callback-exception", "early", "at-once"}
LATER = {"after-failure"}  # a failure that was none
SONGS = {"one-fails"}
MEDIA = {"dead", "one-dead", "forbidden", "empty", "truncated", "slow", "wrong-type"}
MEDIA |= {"endless", "redirect-private", "private-host"}
GONE = {"expired"}  # all files of the task, until they are recovered
SHAPES = {"result-urls", "older"}  # the other spelling of a result
RECORDS = {"null", "pending-error", "no-addresses", "wrong-state"}
NAMES = BEFORE | AFTER | ODD | set(FAILURES) | LATER | CALLBACKS | SONGS | MEDIA | GONE | SHAPES | RECORDS
ALIASES = {"refused": "refuse", "duplicate": "duplicated", "reorder": "reordered"}
HOLD = 60.0  # seconds a hanging connection is kept
RETRY_AFTER = "1"  # seconds, told with HTTP 429


@dataclass(frozen=True)
class Fault:
    """A name and at most one number: seconds, a code, a count or bytes per second, whatever the name asks for."""

    name: str
    number: float | None = None

    def amount(self, default):
        return default if self.number is None else self.number


def named(text):
    """The fault that "refuse 402" or "late" means; ValueError when there is none of that name."""
    name, _, number = text.strip().lower().partition(" ")
    name = ALIASES.get(name, name)
    if name not in NAMES:
        raise ValueError(f"There is no fault {name!r}. Known: {', '.join(sorted(NAMES))}.")
    return Fault(name, float(number) if number else None)


def written(params):
    """The faults that stand in the texts of a request; unknown names are left alone."""
    texts = (value for value in params.values() if isinstance(value, str))
    tags = (match for text in texts for match in TAG.finditer(text))
    found = (
        (ALIASES.get(name.lower(), name.lower()), number) for name, number in (tag.groups() for tag in tags)
    )
    return [Fault(name, float(number) if number else None) for name, number in found if name in NAMES]


def without_tags(text):
    return TAG.sub("", text).strip()


def dumped(faults):
    return [asdict(fault) for fault in faults]


def find(faults, names):
    """The first fault with one of these names, or None."""
    return next((fault for fault in faults if fault.name in names), None)


def strike_before(faults):
    """What happens instead of acceptance: raises, or gives an answer to send, or None."""
    fault = find(faults, BEFORE)
    if fault is None:
        return None
    if fault.name == "refuse":
        raise Refused(int(fault.amount(500)))
    if fault.name == "http":
        status = int(fault.amount(500))
        headers = {"Retry-After": RETRY_AFTER} if status == 429 else {}
        raise Refused(status, status=status, headers=headers)
    if fault.name == "html":
        return answers.of("<html><body><h1>502 Bad Gateway</h1></body></html>", "text/html")
    raise BrokenOff(fault.amount(HOLD), reset=fault.name == "reset-before")


def strike_after(faults):
    """Breaks the connection off once a task was accepted and charged."""
    if fault := find(faults, AFTER):
        raise BrokenOff(fault.amount(HOLD), reset=fault.name == "reset-after")
