"""What the provider says about a task: callbacks and records, read into one `TaskResult`.

Readers never raise. The bodies come from a stranger (callbacks) or from a service that mixes types
and spellings (`task_id` and `taskId`, numbers as text, null for a list); what cannot be used is
left out, and a body that says nothing becomes `Stage.UNREADABLE`.
"""

import enum
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal

from .values import code_of, dict_of, id_of, number_of, parse, seconds_of, url_of
from .words import plain, words_of

MAX_CLIPS = 20
FINE_CODES = {0, 200}


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


# Songs


def clip_of(item):
    """A `Clip` from either spelling of a song, or None without a usable id."""
    item = dict_of(item)
    audio_id = id_of(item.get("id"))
    if not audio_id:
        return None
    return Clip(
        audio_id=audio_id,
        title=plain(item.get("title"), 300),
        lyrics=plain(item.get("prompt"), 20_000),
        tags=plain(item.get("tags"), 2_000),
        audio_url=url_of(item.get("audio_url") or item.get("audioUrl")),
        stream_url=url_of(item.get("stream_audio_url") or item.get("streamAudioUrl")),
        image_url=url_of(item.get("image_url") or item.get("imageUrl")),
        duration=seconds_of(item.get("duration")),
        model_name=plain(item.get("model_name") or item.get("modelName"), 64),
    )


def clips_of(items):
    """The songs of a list, each id once, in the provider's order; nothing for anything else."""
    clips = map(clip_of, items[:MAX_CLIPS]) if isinstance(items, list) else ()
    return tuple({clip.audio_id: clip for clip in clips if clip}.values())


# The music family: every task whose callbacks and record hold songs

CALLBACK_STAGES = {"text": Stage.TEXT, "first": Stage.FIRST, "complete": Stage.COMPLETE, "error": Stage.ERROR}

RECORD_STAGES = {
    "PENDING": Stage.PENDING,
    "TEXT_SUCCESS": Stage.TEXT,
    "FIRST_SUCCESS": Stage.FIRST,
    "SUCCESS": Stage.COMPLETE,
    "CALLBACK_EXCEPTION": Stage.COMPLETE,  # Only calling us failed; the songs are there, or will be.
    "CREATE_TASK_FAILED": Stage.ERROR,
    "GENERATE_AUDIO_FAILED": Stage.ERROR,
    "SENSITIVE_WORD_ERROR": Stage.ERROR,
}


def read_callback(body):
    """A callback of the music family. Its code decides: a failure may call itself "complete"."""
    data = dict_of(dict_of(body).get("data"))
    code, kind = code_of(dict_of(body).get("code")), data.get("callbackType")
    stage = _lookup(CALLBACK_STAGES, kind)
    if isinstance(code, int) and code not in FINE_CODES:
        stage = Stage.ERROR
    result = {"task_id": task_id_of(body), "stage": stage, "clips": clips_of(data.get("data"))}
    if stage is Stage.ERROR:
        result["error_code"] = failure_code(code)
        result["error_message"] = words_of(data.get("error")) or words_of(dict_of(body).get("msg"))
    return TaskResult(**result)


def read_music_record(body):
    """A record of the music family, None when the provider does not know the task (`data` is null)."""
    body = dict_of(body)
    if "data" in body and body["data"] is None:
        return None
    data = dict_of(body.get("data"))
    clips = clips_of(dict_of(data.get("response")).get("sunoData"))
    result = {"task_id": task_id_of(body), "stage": _record_stage(data, clips), "clips": clips}
    result["credits"] = number_of(data.get("creditsConsumed"))
    if result["stage"] is Stage.ERROR:
        is_sensitive = data.get("status") == "SENSITIVE_WORD_ERROR"
        result["error_code"] = "sensitive" if is_sensitive else failure_code(code_of(data.get("errorCode")))
        result["error_message"] = words_of(data.get("errorMessage"))
    return TaskResult(**result)


def _record_stage(data, clips):
    """The status, except that an error code fails a task which still says PENDING, and one whose
    callback could not be delivered unless its songs are there."""
    status = data.get("status")
    stage = _lookup(RECORD_STAGES, status)
    has_songs = status == "CALLBACK_EXCEPTION" and any(clip.audio_url for clip in clips)
    failed = code_of(data.get("errorCode")) not in FINE_CODES | {None}
    may_fail = stage in (Stage.PENDING, Stage.TEXT, Stage.FIRST) or status == "CALLBACK_EXCEPTION"
    return Stage.ERROR if failed and may_fail and not has_songs else stage


def failure_code(code):
    """The code of something that failed, "failed" where the provider gave none."""
    return "failed" if code is None or code in FINE_CODES else code


# The market: one record for every operation, its result a JSON text inside it

MARKET_STAGES = {
    "waiting": Stage.PENDING,
    "queuing": Stage.PENDING,
    "generating": Stage.PENDING,
    "success": Stage.COMPLETE,
    "fail": Stage.ERROR,
}


def read_market(body):
    """A record of the market, None when the provider does not know the task. Songs become clips
    where the result lists them with their ids; the whole result is in `data`."""
    body = dict_of(body)
    if "data" in body and body["data"] is None:
        return None
    data = dict_of(body.get("data"))
    made = data.get("resultJson") or data.get("response")
    made = dict_of(parse(made) if isinstance(made, str) else made)
    result = {"task_id": task_id_of(body), "clips": clips_of(made.get("data")), "data": made}
    result["stage"] = _lookup(MARKET_STAGES, data.get("state"))
    result["credits"] = number_of(data.get("creditsConsumed"))
    if result["stage"] is Stage.ERROR:
        result["error_code"] = failure_code(code_of(data.get("failCode")))
        result["error_message"] = words_of(data.get("failMsg"))
    return TaskResult(**result)


def read_market_callback(body):
    """The same for a callback, which always is about a task."""
    return read_market(body) or TaskResult(task_id_of(body), Stage.UNREADABLE)


def _lookup(stages, status):
    return stages.get(status, Stage.UNREADABLE) if isinstance(status, str) else Stage.UNREADABLE


# Answers to a request

RESULT_KEYS = {"result", "successFlag", "personaId", "alignedWords", "isAvailable"}
"""Keys of `data` that tell a result from a mere task id: the style call answers with both at once."""


def read_answer(body):
    """The result in an answer that holds one at once, or None: what carries none of the keys above
    is a task id, or nothing that anyone can use."""
    data = dict_of(dict_of(body).get("data"))
    if not RESULT_KEYS & data.keys():
        return None
    charged = number_of(data.get("creditsConsumed"))
    return TaskResult(task_id=task_id_of(body), stage=Stage.COMPLETE, credits=charged, data=data)


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
