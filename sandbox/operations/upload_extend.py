"""POST /api/v1/generate/upload-extend: the uploaded sound up to a moment, then music."""

from .. import facts
from ..checks import Flag, Number, Rule, Text
from ..music import words
from ..music.pieces import part
from .composing import about, composed, lyrics, recipe
from .songs import CALLBACK, MODEL, TASTE, by_version, is_switchless, is_v6
from .sourced import UPLOAD, UploadOperation, is_sung


def is_own(params):
    return params.get("defaultParamFlag") is not False


CHECKS = (  # style and title are described as needed, and not missed: so the service was seen to do
    CALLBACK,
    UPLOAD,
    Flag("defaultParamFlag", required=lambda p: not is_switchless(p)),
    MODEL,
    Flag("instrumental"),
    Rule(lambda p: is_v6(p) and not is_sung(p), forbids=("prompt", "lyrics", "vocalGender")),
    Text("prompt", applies=is_own, limit=by_version(facts.PROMPT)),
    Text("style", applies=is_own, limit=by_version(facts.STYLE)),
    Text("title", applies=is_own, limit=by_version(facts.EXTEND_TITLE)),
    Text("lyrics", applies=is_v6, limit=facts.LYRICS),
    Number("continueAt", applies=is_own, above=0),
    *TASTE,
    Rule(lambda p: p.get("defaultParamFlag") is True, needs=("continueAt",)),
)


class UploadExtend(UploadOperation):
    slug, path, checks = "upload-extend", "/api/v1/generate/upload-extend", CHECKS

    def misfit(self, params, source):
        late = is_own(params) and (params.get("continueAt") or 0) >= source.seconds
        return "continueAt must be less than the duration of the source" if late else ""

    def made(self, params, take, source):
        own = params if is_own(params) else {}
        at = float(own.get("continueAt") or source.seconds)
        given, style = own.get("lyrics") or own.get("prompt") or "", own.get("style") or source.about["tags"]
        title = own.get("title") or source.about["title"] or words.title(f"{given} {style}")
        seed = words.seed(source.seed, at, style, title, given)
        piece = composed(
            seed,
            take,
            words.length(seed),
            key=source.key,
            mood=source.pieces[0].get("mood", style),
            lyrics=lyrics(given, f"{title} {style} {at}", take, is_sung(own)),
            gender=own.get("vocalGender") or "",
            opening=False,
        )
        prompt = "\n".join(filter(None, (source.about["prompt"], piece["lyrics"])))
        pieces = [*part(source.pieces, 0.0, at), piece]
        return about(title, style, prompt, at + piece["length"]), recipe(pieces, f"{seed} {take}")


operation = UploadExtend()
