"""The provider's faults: how each is asked for, and how the books show that it struck.

Most are written as a tag into a text of the request, so that they belong to one job. What would refuse the same
request for ever is armed at the sandbox instead, for whichever request comes next.
"""

import re
from collections import Counter
from dataclasses import dataclass

from music.models import JobEvent

TAG = re.compile(r"\[\[fault: ([^\]]+)\]\]")
TEXTS = {"generate": "style", "sounds": "prompt", "lyrics": "prompt", "style-boost": "content"}
SONGS, CALLED, ALL = ("generate", "sounds"), ("generate", "sounds", "lyrics"), tuple(TEXTS)


@dataclass(frozen=True)
class Fault:
    """`tags` are written, the first names it. `evidence` says of a job and its task whether it struck."""

    tags: tuple
    suits: tuple
    evidence: object
    is_lasting: bool = False  # the files of its songs never come: they are lost, with a reason

    @property
    def name(self):
        return self.tags[0]

    @property
    def text(self):
        return " ".join(f"[[fault: {tag}]]" for tag in self.tags)


def was_sent(job, task, calls):
    return job.sent_at is not None and task is None


def was_accepted(job, task, calls):
    return task is not None


def has_failed(job, task, calls):
    return task is not None and task["stage"] == "error"


def was_called(job, task, calls):
    return any(call["tries"] for call in calls)


def was_called_twice(job, task, calls):
    kinds = Counter(call["kind"] for call in calls if call["tries"])
    return any(count > 1 for count in kinds.values())


def came_after_all(job, task, calls):
    kinds = {call["kind"] for call in calls if call["tries"]}
    return task is not None and task["stage"] == "complete" and "error" in kinds


def was_not_called(job, task, calls):
    return task is not None and not calls


def was_asked(job, task, calls):
    return task is not None and task["asks"] > 0


def was_fetched(job, task, calls):
    return task is not None and any(item["asks"] for item in task["items"])


def was_tried(job, task, calls):
    """Copies were tried in vain."""
    return any(track.archive_tries or track.archive_error for track in job.tracks.all())


def was_told(job, task, calls):
    """Its addresses lead elsewhere, so the sandbox is never asked for the files."""
    return task is not None and task["stage"] == "complete"


def faults(tags, suits, evidence, is_lasting=False):
    return [Fault(tuple(tag.split(" + ")), suits, evidence, is_lasting) for tag in tags]


REFUSALS = [f"refuse {code}" for code in (401, 402, 404, 413, 422, 433, 451, 500, 501, 505)]
LATER = [f"refuse {code}" for code in (429, 430, 455)] + ["http 429"]  # these are armed
TAGGED = [
    *faults([*REFUSALS, "http 500", "http 502", "http 404", "html"], ALL, was_sent),
    *faults(["hang-before 6", "reset-before"], ALL, was_sent),
    *faults(["hang-after 6", "reset-after", "empty-answer", "huge-answer 6", "trickle-answer 6"], ALL, was_accepted),
    *faults(["early 1", "at-once 8"], CALLED, was_called),
    *faults(["error", "400", "408", "413", "500", "531"], CALLED, has_failed),
    *faults(["pending-error 413"], ("generate",), has_failed),
    *faults(["late 8", "reordered"], CALLED, was_called),
    *faults(["duplicated 3"], CALLED, was_called_twice),
    *faults(["after-failure 3"], CALLED, came_after_all),
    *faults(["lost", "callback-exception"], CALLED, was_not_called),
    *faults(["null 3 + lost", "no-addresses + lost", "wrong-state 3 + lost"], SONGS, was_asked),
    *faults(["one-fails"], SONGS, was_told),
    *faults(["dead 2", "empty 2", "truncated 2", "wrong-type 2", "endless 1"], SONGS, was_fetched),
    *faults(["slow 60000", "forbidden"], SONGS, was_told),
    *faults(["dead", "empty", "truncated", "wrong-type", "one-dead", "expired", "endless",
             "redirect-private", "private-host"], SONGS, was_tried, True),
]  # fmt: skip
BY_NAME = {fault.name: fault for fault in TAGGED}


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
        fault = of(job.params)
        task = tasks.get(job.token) or without_token.get(str(job.params.get("content", "-")))
        calls = books.deliveries.get(task["id"], []) if task else []
        counts[fault.name if fault else ""] += bool(fault and fault.evidence(job, task, calls))
    del counts[""]
    return counts | {name: _answers(name) for name in LATER}


def _answers(name):
    """How often we were answered so."""
    code = name.split()[1]
    answers = JobEvent.objects.filter(kind=JobEvent.Kind.ANSWER)
    if name.startswith("http"):
        return answers.filter(status=code).count()
    return answers.filter(status=200, body__contains=f'"code": {code}').count()
