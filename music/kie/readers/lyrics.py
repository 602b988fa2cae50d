"""Lyrics, in two or three versions."""

from dataclasses import replace

from ..results import Draft, Family
from ..values import dict_of
from ..wire import MARKET_RECORD_PATH
from ..words import plain
from .base import by_task, either, error_words_in

MAX_DRAFTS = 20


def drafts(held):
    """The versions that can be used; where none can, why the first one failed. A callback that is fine
    may hold some that failed."""
    items = either(held, "lyricsData") or held.get("data")
    items = [dict_of(item) for item in items[:MAX_DRAFTS]] if isinstance(items, list) else []
    usable = [item for item in items if plain(item.get("text"), 1) and item.get("status") != "failed"]
    found = {"drafts": tuple(map(draft_of, usable))}
    if items and not usable:
        found["error_message"] = next(filter(None, map(error_words_in, items)), "")
    return found


def draft_of(item):
    return Draft(plain(item.get("title"), 300), plain(item.get("text"), 20_000))


DEDICATED = by_task(drafts, "/api/v1/lyrics/record-info")
FAMILY = Family(DEDICATED, replace(DEDICATED, path=MARKET_RECORD_PATH))
