"""Every task whose callbacks and record hold songs."""

from dataclasses import replace

from ..results import Clip, Family, Stage
from ..values import dict_of, id_of, seconds_of, url_of
from ..wire import MARKET_RECORD_PATH
from ..words import plain
from .asked import asked_of
from .base import STAGES, by_task, either, urls_of

MAX_CLIPS = 20
MUSIC_STAGES = STAGES | {None: Stage.UNREADABLE}
"""Songs come in stages, so having one says nothing about how far the task is."""


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
        audio_url=url_of(either(item, "audioUrl")),
        stream_url=url_of(either(item, "streamAudioUrl")),
        image_url=url_of(either(item, "imageUrl")),
        duration=seconds_of(item.get("duration")),
        model_name=plain(either(item, "modelName"), 64),
    )


def clips_of(items):
    """The songs of a list, each id once, in the provider's order; nothing for anything else."""
    clips = map(clip_of, items[:MAX_CLIPS]) if isinstance(items, list) else ()
    return tuple({clip.audio_id: clip for clip in clips if clip}.values())


def clips_of_urls(held):
    """Songs of which the market gives only addresses. It names no ids then, so each gets one of our
    own, the task's id and its position: the same in every message, but nothing to extend from."""
    task_id = (id_of(either(held, "taskId")) or "song")[:60]
    urls = urls_of(either(held, "resultUrls"))
    return tuple(Clip(f"{task_id}-{position}", audio_url=url) for position, url in enumerate(urls))


def songs(held):
    """The songs in a callback (`data`), a record (`sunoData`) or a result of the market, and what was asked for."""
    clips = clips_of(either(held, "sunoData") or held.get("data")) or clips_of_urls(held)
    return {"clips": clips, "asked": asked_of(held)}


DEDICATED = by_task(songs, "/api/v1/generate/record-info", stages=MUSIC_STAGES, may_be_empty=True)
FAMILY = Family(DEDICATED, replace(DEDICATED, path=MARKET_RECORD_PATH))
