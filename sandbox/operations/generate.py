"""POST /api/v1/generate: two songs from an idea, or from given words."""

from .. import facts
from ..checks import Addresses, Flag, Number, Rule, Text
from ..music import words
from .songs import CALLBACK, MODEL, TASTE, SongOperation, by_version, is_v6


def is_custom(params):
    return params.get("customMode") is True


def is_sung(params):
    return params.get("instrumental") is not True


def prompt_limit(params):
    return facts.PROMPT[params["model"]] if is_custom(params) else facts.SIMPLE_PROMPT


def takes_duration(params):
    return is_custom(params) and params.get("model") in facts.TIMED


ATTACHMENTS = ("imageUrls", "videoUrls", "audioUrls")
CHECKS = (
    CALLBACK,
    Flag("customMode", required=True),
    Flag("instrumental", required=True),
    MODEL,
    Text("prompt", limit=prompt_limit),
    Text("style", limit=by_version(facts.STYLE)),
    Text("title", limit=by_version(facts.GENERATE_TITLE)),
    Text("lyrics", applies=is_v6, limit=facts.LYRICS),
    Number("duration", applies=takes_duration, low=facts.DURATION[0], high=facts.DURATION[1]),
    *TASTE,
    Addresses("imageUrls", applies=is_v6, most=5),
    Addresses("videoUrls", applies=is_v6, most=1),
    Addresses("audioUrls", applies=is_v6),
    Rule(lambda p: not is_v6(p) and is_custom(p), needs=("style", "title")),
    Rule(lambda p: not is_v6(p) and is_custom(p) and is_sung(p), needs=("prompt",)),
    Rule(lambda p: not is_v6(p) and not is_custom(p), needs=("prompt",)),
    Rule(lambda p: is_v6(p) and is_custom(p), any_of=("style", "lyrics", "negativeTags")),
    Rule(lambda p: is_v6(p) and not is_custom(p), any_of=("style", "lyrics", *ATTACHMENTS)),
)


class Generate(SongOperation):
    slug, path, checks = "generate", "/api/v1/generate", CHECKS

    def song(self, sandbox, params, take):
        idea, style, sung = params.get("prompt") or "", params.get("style") or "", is_sung(params)
        given = params.get("lyrics") or (idea if is_custom(params) else "")
        title = params.get("title") or words.title(f"{idea} {given} {style}")
        lyrics = (given or words.lyrics(f"{idea} {style} {title}", take)) if sung else ""
        seed = words.seed(idea, style, title, params.get("lyrics") or "", params.get("negativeTags") or "")
        asked = takes_duration(params) and params.get("duration")
        length = float(asked) if asked else words.length(seed)
        length = min(length, sandbox.settings.longest or length)
        piece = {
            "seed": seed,
            "take": take,
            "mood": f"{style} {idea}",
            "length": length,
            "lyrics": lyrics,
            "sung": sung,
            "gender": params.get("vocalGender") or "",
            "opening": True,
        }
        about = {"title": title, "tags": style or words.tags(idea), "prompt": lyrics, "duration": length}
        return about, {"pieces": [piece], "cover": f"{seed} {take}"}


operation = Generate()
