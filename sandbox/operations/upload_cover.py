"""POST /api/v1/generate/upload-cover: a song as long as the source and in its key, in another style."""

from .. import facts
from ..checks import Flag, Number, Rule, Text
from ..music import words
from .composing import about, composed, lyrics, recipe
from .songs import CALLBACK, MODEL, TASTE, by_version, is_v6
from .sourced import (
    UPLOAD,
    UploadOperation,
    asked_length,
    is_custom,
    is_older,
    is_sung,
    prompt_limit,
    takes_duration,
)

CHECKS = (
    CALLBACK,
    UPLOAD,
    Flag("customMode", required=is_older),
    Flag("instrumental", required=is_older),
    MODEL,
    Text("prompt", limit=prompt_limit),
    Text("style", applies=is_custom, limit=by_version(facts.STYLE)),
    Text("title", applies=is_custom, limit=by_version(facts.COVER_TITLE)),
    Text("lyrics", applies=is_v6, limit=facts.LYRICS),
    Number("duration", applies=takes_duration, low=facts.DURATION[0], high=facts.DURATION[1]),
    *TASTE,
    Rule(lambda p: is_v6(p) and not is_sung(p), forbids=("prompt", "lyrics", "vocalGender")),
    Rule(lambda p: is_older(p) and is_custom(p), needs=("style", "title")),
    Rule(lambda p: is_older(p) and is_custom(p) and is_sung(p), needs=("prompt",)),
    Rule(lambda p: not is_custom(p), needs=("prompt",)),
)


class UploadCover(UploadOperation):
    slug, path, checks = "upload-cover", "/api/v1/generate/upload-cover", CHECKS

    def made(self, params, take, source):
        idea, style = params.get("prompt") or "", params.get("style") or ""
        given = params.get("lyrics") or (idea if is_custom(params) else "")
        title = params.get("title") or source.about["title"] or words.title(f"{idea} {style}")
        length = asked_length(params, source.seconds)
        seed = words.seed(source.seed, idea, style, title, given)
        piece = composed(
            seed,
            take,
            length,
            key=source.key,
            mood=f"{style} {idea}",
            lyrics=lyrics(given, f"{idea} {style} {title}", take, is_sung(params)),
            gender=params.get("vocalGender") or "",
        )
        tags = style or words.tags(idea) or source.about["tags"]
        return about(title, tags, piece["lyrics"], length), recipe([piece], f"{seed} {take}")


operation = UploadCover()
