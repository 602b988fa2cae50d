"""POST /api/v1/generate/extend: the whole song again up to a moment, then more of it in the same key and tempo."""

from .. import facts, sources
from ..checks import Flag, Number, Rule, Text
from ..music import words
from ..music.pieces import part
from .composing import composed
from .songs import CALLBACK, MODEL, TASTE, SongOperation, by_version, is_switchless


def is_own(params):
    """Own parameters. V6 documents and the market dropped the flag: there, whatever is sent counts."""
    flag = params.get("defaultParamFlag")
    return flag is True or (flag is None and is_switchless(params))


def must_be_complete(params):
    return params.get("defaultParamFlag") is True


def is_instrumental(params):
    return params.get("instrumental") is True


CHECKS = (
    CALLBACK,
    Flag("defaultParamFlag", required=lambda p: not is_switchless(p)),
    Text("audioId", required=True),
    MODEL,
    Flag("instrumental"),
    Rule(is_instrumental, forbids=("prompt", "lyrics", "vocalGender")),
    Text("prompt", applies=is_own, limit=by_version(facts.PROMPT)),
    Text("style", applies=is_own, limit=by_version(facts.STYLE)),
    Text("title", applies=is_own, limit=by_version(facts.EXTEND_TITLE)),
    Text("lyrics", applies=is_own, limit=facts.LYRICS),
    Number("continueAt", applies=is_own, above=0),
    *TASTE,
    Rule(must_be_complete, needs=("style", "title", "continueAt")),
    Rule(lambda p: must_be_complete(p) and not is_instrumental(p) and not p.get("lyrics"), needs=("prompt",)),
)


class Extend(SongOperation):
    slug, path, checks = "extend", "/api/v1/generate/extend", CHECKS

    def parent(self, params):
        return params["audioId"]

    def failure(self, task):
        """An empty list here, where generate has null."""
        message = super().failure(task)
        return message | {"data": message["data"] | {"data": []}}

    def doom(self, sandbox, params):
        """The source is looked at only after acceptance."""
        source = sandbox.store.item(params["audioId"])
        if source is None or source.kind != "song":
            return 500, "Original music record does not exist"
        task = sandbox.store.task(source.task)
        if sandbox.operations[task.operation].version(sandbox, task.param) != params["model"]:
            return 500, "The model must be the one that made the source"
        if is_own(params) and (params.get("continueAt") or 0) >= source.about["duration"]:
            return 500, "continueAt must be less than the duration of the source"
        return None

    def song(self, sandbox, params, take):
        source = sandbox.store.item(params["audioId"])
        own, at = is_own(params), moment(params, source)
        said = {name: (own and params.get(name)) or source.about[name] for name in ("title", "tags")}
        style = (own and params.get("style")) or source.about["tags"]
        old = cut(source.recipe["pieces"], at)
        given = (params.get("lyrics") or params.get("prompt") or "") if own else ""
        sung = bool(given) or (old[-1].get("sung", True) and not (own and is_instrumental(params)))
        lyrics = (given or words.lyrics(f"{said['title']} {style} {at}", take)) if sung else ""
        seed = words.seed(source.recipe["cover"], at, style, said["title"], given)
        length = words.length(seed)
        piece = composed(
            seed,
            take,
            length,
            key=sources.key(old),
            mood=old[0].get("mood", style),
            lyrics=lyrics,
            gender=(own and params.get("vocalGender")) or old[-1].get("gender", ""),
            opening=False,
        )
        prompt = "\n".join(filter(None, (source.about["prompt"], lyrics)))
        about = {"title": said["title"], "tags": style, "prompt": prompt, "duration": round(at + length, 2)}
        return about, {"pieces": [*old, piece], "cover": f"{seed} {take}"}


def moment(params, source):
    """The second where the new part begins: the source's end when none is given or all is inherited."""
    at = params.get("continueAt") if is_own(params) else None
    return float(at) if at else source.about["duration"]


def cut(pieces, at):
    """The pieces of a song up to a moment, the last one shortened to it."""
    return part(pieces, 0.0, at)


operation = Extend()
