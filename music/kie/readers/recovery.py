"""Fresh addresses of old songs. The shapes are the sister service's: id and list stand on top, not in `data`.

The market's result is not established.
"""

from ..results import Family, Readers, Stage, TaskResult, task_id_of
from ..values import code_of, dict_of
from ..words import words_of
from .base import FINE_CODES, contents, error_words_in, failure_code, has_failed
from .music import MAX_CLIPS, clip_of

WORKING = 201


def read(body):
    """A callback. Those songs that could be recovered, with the ids they always had; failed if none."""
    body = dict_of(body)
    items = _items(body.get("data"))
    clips = tuple(clip for item in items if item.get("status") != "failed" and (clip := _song(item)))
    stage = stage_of(body, items, clips)
    told = failure(body, items) if stage is Stage.ERROR else {}
    return TaskResult(task_id_of(body), stage, clips, **told)


def read_record(body):
    """The same for a record, None when the provider does not know the task."""
    body = dict_of(body)
    names_none = code_of(body.get("code")) in FINE_CODES and not task_id_of(body)
    return None if names_none and body.get("data") is None else read(body)


def stage_of(body, items, clips):
    """How far it is, by the code: 201 while working, 500 when every song failed."""
    if code_of(body.get("code")) == WORKING:
        return Stage.PENDING
    if has_failed(body):
        return Stage.ERROR
    if not items:
        return Stage.UNREADABLE
    return Stage.COMPLETE if clips else Stage.ERROR


def failure(body, items):
    """Code and words; a song's own word for it ("clip_error") comes first."""
    code = code_of(body.get("code"))
    words = next(filter(None, map(error_words_in, items)), "")
    words = words or ("" if code in FINE_CODES else words_of(body.get("msg")))
    return {"error_code": failure_code(code), "error_message": words}


def _items(data):
    listed = data if isinstance(data, list) else contents(data).get("data")
    return [dict_of(item) for item in listed[:MAX_CLIPS]] if isinstance(listed, list) else []


def _song(item):
    clip = clip_of(item)
    return clip if clip and clip.audio_url else None


FAMILY = Family(Readers(read, read_record, "/api/v1/suno/recovery/record-info"))
