"""The provider's faults: how each is asked for, and how the books show that it struck.

Most are written as a tag into a text of the request, so that they belong to one job. What would refuse the same
request for ever is armed at the sandbox instead, for whichever request comes next.
"""

import re
from collections import Counter
from dataclasses import dataclass

from music.models import Job, JobEvent
from sandbox.faults import FAILURES

Kind = JobEvent.Kind
TAG = re.compile(r"\[\[fault: ([^\]]+)\]\]")
TEXTS = {"generate": "style", "sounds": "prompt", "lyrics": "prompt", "style-boost": "content"}
SONGS, CALLED, ALL = ("generate", "sounds"), ("generate", "sounds", "lyrics"), tuple(TEXTS)


@dataclass(frozen=True)
class Fault:
    """`tags` are written, the first names it. `evidence` says of it and a `Case` whether it struck."""

    tags: tuple
    suits: tuple
    evidence: object
    is_lasting: bool = False  # the files of its songs never come: they are lost, with a reason

    @property
    def name(self):
        return self.tags[0]

    @property
    def word(self):
        return self.name.partition(" ")[0]

    @property
    def number(self):
        """0 where it has none."""
        return int(self.name.partition(" ")[2] or (self.name if self.name.isdecimal() else 0))

    @property
    def text(self):
        return " ".join(f"[[fault: {tag}]]" for tag in self.tags)


class Case:
    """A job that a fault was written into, the sandbox's task of it (None: none was accepted), and its callbacks."""

    def __init__(self, job, task, calls):
        self.job, self.task = job, task
        self.calls = [call for call in calls if call["tries"]]
        self.events, self.tracks = list(job.events.all()), list(job.tracks.all())

    @property
    def answers(self):
        return [event for event in self.events if event.kind == Kind.ANSWER]

    @property
    def is_made(self):
        return self.task is not None and self.task["stage"] == "complete"

    def was_told(self, *words):
        """Whether a request of it ended with these words."""
        return any(answer.words.startswith(words) for answer in self.answers)


# To a request: it was not accepted


def was_refused(fault, case):
    said = any(
        answer.status == 200 and answer.words.startswith(f"{fault.number}:") for answer in case.answers
    )
    return case.task is None and said


def had_status(fault, case):
    return case.task is None and any(answer.status == fault.number for answer in case.answers)


def was_a_page(fault, case):
    return case.task is None and any("<html" in answer.body for answer in case.answers)


def was_not_answered(fault, case):
    return case.task is None and case.was_told("no_answer")


# It was accepted, and we did not learn so


def was_broken_off(fault, case):
    return case.task is not None and case.was_told("no_answer")


def was_empty(fault, case):
    said = any(answer.status == 200 and answer.body == '""' for answer in case.answers)
    return case.task is not None and said


def was_too_long(fault, case):
    """In bytes, or in seconds."""
    return case.task is not None and case.was_told("unreadable: The answer is too long")


# What came of it


def has_failed(fault, case):
    """By its own code, and our job did too."""
    code = fault.number or FAILURES[fault.word]
    return bool(case.task) and case.task["error_code"] == code and case.job.state == Job.State.FAILED


def came_before_the_answer(fault, case):
    kinds = [event.kind for event in case.events if event.kind in (Kind.CALLBACK, Kind.ANSWER)]
    return case.is_made and kinds[:1] == [Kind.CALLBACK] and Kind.ANSWER in kinds


def came_late(fault, case):
    return case.is_made and any(call["due"] - case.task["ended"] > fault.number - 1 for call in case.calls)


def came_out_of_order(fault, case):
    """The last one set out first."""
    due = {call["kind"]: call["due"] for call in case.calls}
    last = due.pop("complete", None)
    return bool(last and due) and last < min(due.values())


def came_at_once(fault, case):
    return any(call["posts"] >= fault.number for call in case.calls)


def came_often(fault, case):
    kinds = Counter(call["kind"] for call in case.calls)
    return any(count >= fault.number for count in kinds.values())


def came_after_all(fault, case):
    return case.is_made and "error" in {call["kind"] for call in case.calls}


def was_not_called(fault, case):
    return case.is_made and not case.calls


def was_hidden(fault, case):
    return any(
        event.kind == Kind.RECORD and event.words.startswith("The provider does not know")
        for event in case.events
    )


def was_asked(fault, case):
    """Since it ended: from then on the sandbox counts anew."""
    return case.is_made and case.task["asks"] > 0


def has_fewer_songs(fault, case):
    finished = [track for track in case.tracks if track.audio_url]
    return case.is_made and 0 < len(finished) < len(case.task["items"])


def was_fetched(fault, case):
    """The sandbox counts only where it spoils."""
    return case.task is not None and any(item["asks"] for item in case.task["items"])


def was_tried(fault, case):
    """Copies were tried in vain, and for this reason."""
    return any(track.archive_error in REASONS[fault.word] for track in case.tracks)


REASONS = {
    "dead": ["gone"], "one-dead": ["gone"], "expired": ["gone"], "empty": ["broken"], "truncated": ["broken"],
    "wrong-type": ["page"], "endless": ["large"],
    "private-host": ["forbidden", "broken"],  # nobody answers at the public address that it has at first
}  # fmt: skip


def faults(tags, suits, evidence, is_lasting=False):
    return [Fault(tuple(tag.split(" + ")), suits, evidence, is_lasting) for tag in tags]


REFUSALS = [f"refuse {code}" for code in (401, 402, 404, 413, 422, 433, 451, 500, 501, 505)]
TAGGED = [
    *faults(REFUSALS, ALL, was_refused),
    *faults(["http 500", "http 502", "http 404"], ALL, had_status),
    *faults(["html"], ALL, was_a_page),
    *faults(["hang-before 6", "reset-before"], ALL, was_not_answered),
    *faults(["hang-after 6", "reset-after"], ALL, was_broken_off),
    *faults(["empty-answer"], ALL, was_empty),
    *faults(["huge-answer 6", "trickle-answer 6"], ALL, was_too_long),
    *faults(["early 1"], CALLED, came_before_the_answer),
    *faults(["at-once 8"], CALLED, came_at_once),
    *faults(["error", "400", "408", "413", "500", "531"], CALLED, has_failed),
    *faults(["pending-error 413"], ("generate",), has_failed),
    *faults(["late 8"], CALLED, came_late),
    *faults(["reordered"], SONGS, came_out_of_order),
    *faults(["duplicated 3"], CALLED, came_often),
    *faults(["after-failure 3"], CALLED, came_after_all),
    *faults(["lost", "callback-exception"], CALLED, was_not_called),
    *faults(["null 3 + lost"], SONGS, was_hidden),
    *faults(["no-addresses + lost", "wrong-state 3 + lost"], SONGS, was_asked),
    *faults(["one-fails"], SONGS, has_fewer_songs),
    *faults(["dead 2", "empty 2", "truncated 2", "wrong-type 2", "endless 1", "slow 60000", "forbidden"],
            SONGS, was_fetched),
    *faults(list(REASONS), SONGS, was_tried, True),
    *faults(["redirect-private"], SONGS, was_fetched, True),
]  # fmt: skip
BY_NAME = {fault.name: fault for fault in TAGGED}
# {name: (fault, side)} of those that are armed: what would refuse the same request for ever, and trouble in asking
ASKING = ("http 500", "html", "huge-answer 6", "trickle-answer 6", "reset-before")
ARMED = {name: (name, "create") for name in ("refuse 429", "refuse 430", "refuse 455", "http 429")}
ARMED |= {f"{name} on asking": (name, "record") for name in ASKING}


def of(params):
    """The fault that was written into a request; None for most."""
    texts = (value for value in params.values() if isinstance(value, str))
    found = (match[1] for text in texts for match in TAG.finditer(text))
    return next((BY_NAME[name] for name in found if name in BY_NAME), None)


def struck(jobs, books):
    """{name: how often each fault of the provider struck}, by its books and by what our jobs were answered."""
    counts = Counter({fault.name: 0 for fault in TAGGED})
    tasks = {task["token"]: task for task in books.tasks if task["token"]}
    without_token = {str(task["param"].get("content")): task for task in books.tasks}
    for job in jobs:
        if fault := of(job.params):
            task = tasks.get(job.token) or without_token.get(str(job.params.get("content", "-")))
            case = Case(job, task, books.deliveries.get(task["id"], []) if task else [])
            counts[fault.name] += bool(fault.evidence(fault, case))
    return counts | {name: min(books.used[armed], heard(*armed)) for name, armed in ARMED.items()}


def heard(fault, side):
    """How often we were answered so, whichever job asked."""
    kind = Kind.ANSWER if side == "create" else Kind.TROUBLE
    word, _, number = fault.partition(" ")
    return JobEvent.objects.filter(kind=kind, **HEARD[word](number)).count()


HEARD = {
    "http": lambda number: {"status": number},
    "refuse": lambda number: {"status": 200, "words__startswith": f"{number}:"},
    "html": lambda _number: {"body__contains": "<html"},
    "huge-answer": lambda _number: {"words__contains": "too long"},
    "trickle-answer": lambda _number: {"words__contains": "too long"},
    "reset-before": lambda _number: {"words__startswith": "no_answer"},
}
