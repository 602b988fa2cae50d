"""What the provider can say about a task: answers, callbacks and records all become a `TaskResult`.

The readers of each family (in `readers/`) never raise. The bodies come from a stranger (callbacks) or
from a service that mixes types and spellings (`task_id` and `taskId`, numbers as text, null for a
list); what cannot be used is left out, and a body that says nothing becomes `Stage.UNREADABLE`.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from .values import dict_of, id_of


class Stage(enum.StrEnum):
    """How far a task is. Stages may be skipped, repeated, and arrive in any order."""

    PENDING = "pending"
    TEXT = "text"
    FIRST = "first"
    COMPLETE = "complete"
    ERROR = "error"
    UNREADABLE = "unreadable"


ON_THE_WAY = ("", Stage.PENDING, Stage.TEXT, Stage.FIRST, Stage.COMPLETE)


def rank(stage):
    """How far a stage is on the way; 0 where nothing was heard, and for what is no step of it."""
    return ON_THE_WAY.index(stage) if stage in ON_THE_WAY else 0


@dataclass(frozen=True)
class Clip:
    """A song as the provider describes it: empty where it said nothing (yet). `duration` in seconds;
    `model_name` is the provider's internal one ("chirp-crow"), not the version asked for."""

    audio_id: str
    title: str = ""
    lyrics: str = ""
    tags: str = ""
    audio_url: str = ""
    stream_url: str = ""
    image_url: str = ""
    duration: float | None = None
    model_name: str = ""


@dataclass(frozen=True)
class MadeFile:
    """A file that was made of a song: `kind` is "wav", "stem", "video", "cover" or "song". A stem has
    its `name`, and the provider's id for it where it says one. `duration` in seconds."""

    kind: str
    url: str
    name: str = ""
    provider_id: str = ""
    duration: float | None = None


@dataclass(frozen=True)
class Draft:
    """One version of lyrics."""

    title: str
    text: str


@dataclass(frozen=True)
class TimedWord:
    """A word of a song and when it is sung, in seconds; `text` exactly as the provider gives it, with
    line ends and section marks."""

    text: str
    start: float
    end: float


@dataclass(frozen=True)
class Note:
    """A note: `pitch` 0 to 127 (60 is the middle C), `start` and `end` in seconds, `velocity` 0 to 1."""

    pitch: int
    start: float
    end: float
    velocity: float


@dataclass(frozen=True)
class Instrument:
    """The notes of one instrument."""

    name: str
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class Asked:
    """What a task was asked for, as its record tells: `operation` in the provider's word ("upload_cover"),
    `fields` of the request in our names, `parent_id` of the song it goes on with, `at` in seconds since 1970."""

    operation: str = ""
    fields: dict = field(default_factory=dict)
    parent_id: str = ""
    at: float | None = None


@dataclass(frozen=True)
class TaskResult:
    """One message about a task. `error_code` is the provider's number or a word of `errors.SENTENCES`;
    `credits` what it says it charged; `data` small facts in our names: persona_id, name, description,
    text, phrase, voice_id, is_available (bool), bars (floats)."""

    task_id: str | None
    stage: Stage
    clips: tuple[Clip, ...] = ()
    error_code: str | int | None = None
    error_message: str = ""
    credits: Decimal | None = None
    data: dict = field(default_factory=dict)
    files: tuple[MadeFile, ...] = ()
    drafts: tuple[Draft, ...] = ()
    words: tuple[TimedWord, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    asked: Asked = Asked()

    @property
    def is_complete(self):
        """The provider says it is done; addresses may still be missing."""
        return self.stage is Stage.COMPLETE

    @property
    def is_failure(self):
        """The provider says it failed; a song that was made before that is still among `clips`."""
        return self.stage is Stage.ERROR


def task_id_of(body):
    """The provider's id of the task a body is about, wherever this kind of body keeps it, or None."""
    body = dict_of(body)
    data = dict_of(body.get("data"))
    places = (data.get("task_id"), data.get("taskId"), body.get("taskId"), body.get("task_id"))
    return next((task_id for task_id in map(id_of, places) if task_id), None)


# How an operation reports


def no_answer(body):
    """The answer to a request holds no result, only a task id."""
    return None


@dataclass(frozen=True)
class Readers:
    """How one kind of task reports in one wire style. `callback(body)` gives a `TaskResult`;
    `record(body)` one, or None when the provider does not know the task; `path` is where the record is
    asked for, empty where there is none; `answer(body)` gives the result that is in the answer to the
    request already, or None: read the task id. None of them raises."""

    callback: Callable
    record: Callable
    path: str
    answer: Callable = no_answer


@dataclass(frozen=True)
class Family:
    """The readers of one family of operations; `market` is None where no result is established there."""

    dedicated: Readers
    market: Readers | None = None

    def by(self, style):
        """The readers for a wire style, "dedicated" or "market"."""
        return self.market if style == "market" and self.market else self.dedicated
