"""How a message of the provider is read, whatever it is about.

A family says only what was made (`made(contents)`: the fields of a `TaskResult`, empty where nothing
was, with an `error_message` where it says why). How far the task is, what it cost and why it failed
is said in the same few ways by all of them.
"""

import re
from functools import partial

from ..results import Readers, Stage, TaskResult, task_id_of
from ..values import code_of, dict_of, number_of, parse, url_of
from ..words import words_of

FINE_CODES = {0, 200}
MAX_FILES = 20
STATES = ("successFlag", "status", "state", "callbackType")  # where one or the other kind says how far it is
WRAPPERS = ("response", "resultJson", "resultObject")  # from the outermost in; two of them may be JSON texts
ERROR_CODES = ("errorCode", "failCode")
ERROR_WORDS = ("error", "errorMessage", "errorMsg", "failMsg")

STAGES = {  # what all kinds say; where one of them means something else, it has a table of its own
    **dict.fromkeys(["pending", "generating", "waiting", "queuing", 0], Stage.PENDING),
    **dict.fromkeys(["text", "text_success"], Stage.TEXT),
    **dict.fromkeys(["first", "first_success"], Stage.FIRST),
    **dict.fromkeys(["success", "complete", 1], Stage.COMPLETE),
    "callback_exception": Stage.COMPLETE,  # Only calling us failed; the result is there, or will be.
    **dict.fromkeys(["error", "fail", "failed", "sensitive_word_error", 2, 3], Stage.ERROR),
    None: Stage.COMPLETE,  # A callback that has a file needs no word for it.
}
FAILURES = ("_failed", "_fail")
"""How the many words for a failure end: CREATE_TASK_FAILED, GENERATE_WAV_FAILED, ..."""


def either(source, name):
    """The value of a key that is `likeThis` here and `like_this` there; None where neither says anything."""
    snake = re.sub("[A-Z]", lambda capital: "_" + capital[0].lower(), name)
    return next((source[key] for key in (name, snake) if source.get(key) not in (None, "")), None)


def contents(data):
    """What a message holds, in one object: some kinds put the result beside the task's id, some into
    `response`, the market into a JSON text. The innermost wins."""
    merged = data = dict_of(data)
    for wrapper in WRAPPERS:
        inner = either(merged, wrapper)
        inner = parse(inner) if isinstance(inner, str) else inner
        merged = merged | ({"data": inner} if isinstance(inner, list) else dict_of(inner))
    return merged


def urls_of(items):
    """The addresses in a list of them; one alone may stand without the list."""
    items = items if isinstance(items, list) else [items]
    return [url for url in map(url_of, items[:MAX_FILES]) if url]


# How far a task is


def said(data):
    """The word (in small letters) or number for how far a task is, None where there is none."""
    flags = (code_of(either(data, name)) for name in STATES)
    flag = next((flag for flag in flags if flag is not None), None)
    return flag.lower() if isinstance(flag, str) else flag


def failing(code):
    """Whether this is the code of a failure."""
    return code is not None and code not in FINE_CODES


def has_failed(body):
    """Whether the message as a whole carries the code of a failure, whatever it calls itself."""
    code = code_of(body.get("code"))
    return isinstance(code, int) and failing(code)


def is_there(made):
    """Whether something was made that can be used: a song with nothing to hear is not yet one."""
    clips = made.get("clips", ())
    return any(clip.audio_url for clip in clips) or any(
        made.get(name) for name in ("files", "drafts", "words", "instruments", "data")
    )


def stage_of(body, made, stages=STAGES, may_be_empty=False):
    """The stage a message tells of. One that is complete and has nothing is still on its way, unless
    that `may_be_empty`; one that is on its way and has an error code has failed."""
    data, found = dict_of(body.get("data")), is_there(made)
    state = said(data)
    if has_failed(body):
        return Stage.ERROR
    if state is None and not found:
        return Stage.UNREADABLE
    unknown = Stage.ERROR if str(state).endswith(FAILURES) else Stage.UNREADABLE
    stage = stages.get(state, unknown)
    if stage is Stage.UNREADABLE or (stage is Stage.COMPLETE and found):
        return stage
    if failing(error_code_in(data)) or (stage is Stage.COMPLETE and "error_message" in made):
        return Stage.ERROR
    return Stage.PENDING if stage is Stage.COMPLETE and not may_be_empty else stage


# Why it failed


def error_code_in(data):
    """The code that a task itself carries, None where it has none."""
    codes = (code_of(either(data, name)) for name in ERROR_CODES)
    return next((code for code in codes if code is not None), None)


def failure_code(*codes):
    """The first that is the code of a failure, "failed" where none is."""
    return next((code for code in codes if failing(code)), "failed")


def error_words_in(data):
    """The provider's words for what went wrong, empty where it has none."""
    return next((words for name in ERROR_WORDS if (words := words_of(either(data, name)))), "")


def failure(body):
    """Code and words of a message about a failure: what the task says comes before what the message says."""
    data, code = dict_of(body.get("data")), code_of(body.get("code"))
    is_sensitive = said(data) == "sensitive_word_error"
    words = error_words_in(data) or ("" if code in FINE_CODES else words_of(body.get("msg")))
    return {
        "error_code": "sensitive" if is_sensitive else failure_code(error_code_in(data), code),
        "error_message": words,
    }


# The readers of a family


def read(body, made, **how):
    """A callback or a record as a `TaskResult`: they differ only in where things stand."""
    body = dict_of(body)
    data = dict_of(body.get("data"))
    found = made(contents(data))
    stage = stage_of(body, found, **how)
    if stage is Stage.ERROR:
        told = failure(body)
        found |= {name: value for name, value in told.items() if value or name not in found}
    else:
        found.pop("error_message", None)  # one of several failed, and the others are here
    charged = number_of(either(data, "creditsConsumed"))
    return TaskResult(task_id=task_id_of(body), stage=stage, credits=charged, **found)


def read_record(body, made, **how):
    """The same for a record; None when the provider does not know the task (`data` is null)."""
    body = dict_of(body)
    return None if "data" in body and body["data"] is None else read(body, made, **how)


def by_task(made, path, **how):
    """Readers of a family that answers with a task id and reports later; `how` as in `stage_of`."""
    return Readers(partial(read, made=made, **how), partial(read_record, made=made, **how), path)


def at_once(made):
    """Readers of a family whose answer is the result. `made` gives None for an answer without one; with
    an `error_code`, it failed. Nothing comes later, and there is no record to ask for."""

    def answer(body):
        data = dict_of(body).get("data")
        found = made(data)
        if found is None:
            return None
        stage = Stage.ERROR if "error_code" in found else Stage.COMPLETE
        charged = number_of(either(dict_of(data), "creditsConsumed"))
        return TaskResult(task_id=task_id_of(body), stage=stage, credits=charged, **found)

    def callback(body):
        return answer(body) or read(body, lambda held: {})

    return Readers(callback, answer, "", answer)
