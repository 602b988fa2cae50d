"""What a record says of the request that it answers, whoever sent it. The address of the callback is left where it is."""

from ..results import Asked
from ..values import dict_of, id_of, number_of, parse
from ..wire import camel
from ..words import plain
from .base import either

TEXTS = {"prompt": 5000, "lyrics": 5000, "style": 1000, "title": 300, "negative_tags": 1000, "tags": 1000}
WORDS = ("model", "vocal_gender", "persona_id", "persona_model", "sound_key")
SWITCHES = ("custom_mode", "instrumental", "default_param_flag", "sound_loop", "grab_lyrics")
NUMBERS = (
    "continue_at",
    "duration",
    "style_weight",
    "weirdness_constraint",
    "audio_weight",
    "variety",
    "sound_tempo",
)
MILLISECONDS = range(10**12, 4 * 10**12)  # since 1970, in this century: a day in words has no time zone


def asked_of(held):
    """An `Asked` from the contents of a record; an empty one from anything else."""
    param = held.get("param")
    request = dict_of(parse(param) if isinstance(param, str) else param)
    named = either(held, "operationType") or request.get("model" if "input" in request else "")
    return Asked(
        operation=_word(named).removeprefix("ai-music-api/").replace("-", "_"),
        fields=_fields(dict_of(request.get("input")) or request),
        parent_id=id_of(either(held, "parentMusicId")) or "",
        at=_moment(either(held, "createTime")),
    )


def _fields(given):
    read = {name: plain(either(given, camel(name)), limit).strip() for name, limit in TEXTS.items()}
    read |= {name: _word(either(given, camel(name))) for name in WORDS}
    read |= {name: _switch(either(given, camel(name))) for name in SWITCHES}
    read |= {name: _number(either(given, camel(name))) for name in NUMBERS}
    return {name: value for name, value in read.items() if value not in (None, "")}


def _word(value):
    return id_of(value) or ""


def _switch(value):
    if isinstance(value, str):
        return {"true": True, "false": False}.get(value.lower())
    return value if isinstance(value, bool) else None


def _number(value):
    number = number_of(value)
    if number is None:
        return None
    return int(number) if number == int(number) else float(number)


def _moment(value):
    is_known = isinstance(value, int) and value in MILLISECONDS
    return value / 1000 if is_known else None
