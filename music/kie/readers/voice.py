"""A voice of one's own: the phrase to sing, the voice made of it, and whether it can be used now.

The market's results are not established.
"""

from ..results import Family, Stage
from ..values import id_of
from ..words import plain
from .base import STAGES, at_once, by_task, either

VOICE_STAGES = STAGES | dict.fromkeys(
    ["wait_processing", "processing_validate", "processing", "wait_validating"], Stage.PENDING
)
PHRASE_STAGES = VOICE_STAGES | {"wait_validating": Stage.COMPLETE}
"""The phrase is there, and it is the person who is waited for."""


def phrase(held):
    text = plain(either(held, "validateInfo"), 2000).strip()
    return {"data": {"phrase": text} if text else {}}


def voice(held):
    voice_id = id_of(either(held, "voiceId"))
    return {"data": {"voice_id": voice_id} if voice_id else {}}


def availability(data):
    """Whether a voice can be used now; None for an answer that does not say."""
    answer = either(data, "isAvailable") if isinstance(data, dict) else data
    is_available = {"true": True, "false": False}.get(str(answer).lower())  # also where it is a text
    return None if is_available is None else {"data": {"is_available": is_available}}


PHRASE = Family(by_task(phrase, "/api/v1/voice/validate-info", stages=PHRASE_STAGES))
VOICE = Family(by_task(voice, "/api/v1/voice/record-info", stages=VOICE_STAGES))
CHECK = Family(at_once(availability))
