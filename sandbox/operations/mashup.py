"""POST /api/v1/generate/mashup: two sources by turns; the takes begin with different ones."""

from .. import facts
from ..checks import Addresses, Flag, Number, Rule, Text
from ..music import words
from ..music.pieces import part
from .composing import about, lyrics, recipe
from .songs import CALLBACK, MANNER, MODEL, PERSONA, by_version, is_v6
from .sourced import (
    SourcedOperation,
    asked_length,
    is_custom,
    is_older,
    is_sung,
    prompt_limit,
    takes_duration,
    upload,
)

TURN = 8.0  # seconds until it is the other's turn
CHECKS = (
    CALLBACK,
    Addresses("uploadUrlList", required=True, least=2, most=2),
    Flag("customMode", required=is_older),
    Flag("instrumental"),
    MODEL,
    Text("prompt", limit=prompt_limit),
    Text("style", applies=is_custom, limit=by_version(facts.STYLE)),
    Text("title", applies=is_custom, limit=by_version(facts.EXTEND_TITLE)),
    Text("lyrics", applies=is_v6, limit=facts.LYRICS),
    Number("duration", applies=takes_duration, low=facts.DURATION[0], high=facts.DURATION[1]),
    *MANNER,
    *PERSONA,
    Rule(is_custom, needs=("style", "title")),
    # The market has no such switch: there, nobody can say that a mashup is to be sung.
    Rule(lambda p: is_older(p) and is_custom(p) and p.get("instrumental") is False, needs=("prompt",)),
    Rule(lambda p: not is_custom(p), needs=("prompt",)),
)


class Mashup(SourcedOperation):
    slug, path, checks = "mashup", "/api/v1/generate/mashup", CHECKS

    def sources(self, sandbox, params):
        return [upload(sandbox, address) for address in params["uploadUrlList"]]

    def made(self, params, take, *pair):
        idea, style = params.get("prompt") or "", params.get("style") or ""
        titles = " / ".join(filter(None, (source.about["title"] for source in pair)))
        title = params.get("title") or titles or words.title(f"{idea} {style}")
        length = asked_length(params, min(source.seconds for source in pair))
        seed = words.seed(*(source.seed for source in pair), idea, style, title)
        given = params.get("lyrics") or (idea if is_custom(params) else "")
        prompt = lyrics(given, f"{idea} {style} {title}", take, is_sung(params))
        pieces = turns(pair if take == 0 else pair[::-1], length)
        return about(title, style or words.tags(idea), prompt, length), recipe(pieces, f"{seed} {take}")


def turns(pair, length):
    """Pieces of both by turns, each going on where it would be had it played all the time; short ones come again."""
    pieces, at, turn = [], 0.0, 0
    while at < length:
        source = pair[turn % 2]
        start = at % source.seconds
        end = min(start + TURN, source.seconds, start + length - at)
        pieces += part(source.pieces, start, end)
        at, turn = at + end - start, turn + 1
    return pieces


operation = Mashup()
