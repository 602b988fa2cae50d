"""POST /api/v1/generate/replace-section: a song of which one stretch is new."""

from .. import facts, sources
from ..answers import Refused
from ..checks import Address, Choice, Number, Rule, Text, given
from ..music import words
from ..music.pieces import part
from ..sources import Unusable
from .composing import about, composed, recipe
from .songs import TASTE
from .sourced import SourcedOperation


def is_of_upload(params):
    return given(params, "uploadUrl") or given(params, "model")


CHECKS = (
    Address("callBackUrl"),
    Text("taskId"),
    Text("audioId"),
    Address("uploadUrl"),
    Choice("model", values=facts.VERSIONS),
    Rule(is_of_upload, needs=("uploadUrl", "model"), forbids=("taskId", "audioId")),
    Rule(lambda p: not is_of_upload(p), needs=("taskId", "audioId")),
    Text("prompt", required=True),
    Text("tags", required=True),
    Text("title", required=True),
    Number("infillStartS", required=True, low=0, decimals=2),
    Number("infillEndS", required=True, low=0, decimals=2),
    Text("fullLyrics", required=True),
    Text("lyrics", limit=facts.LYRICS),
    *TASTE,
)


class ReplaceSection(SourcedOperation):
    """Its callbacks come at the end only."""

    slug, path, checks = "replace-section", "/api/v1/generate/replace-section", CHECKS
    stages = ("complete",)

    def check(self, params):
        super().check(params)
        seconds = round(params["infillEndS"] - params["infillStartS"], 2)
        if seconds < facts.SHORTEST_SECTION:
            raise Refused(422, "infillEndS must be at least 10 seconds after infillStartS")

    def version(self, sandbox, params):
        if given(params, "model"):
            return params["model"]
        task = sandbox.store.task(params["taskId"])
        return (
            sandbox.operations[task.operation].version(sandbox, task.param) if task else facts.ADDING_DEFAULT
        )

    def sources(self, sandbox, params):
        if is_of_upload(params):
            return super().sources(sandbox, params)
        item = sandbox.store.item(params["audioId"])
        if item is None or item.task != params["taskId"] or item.kind != "song":
            raise Unusable(500, "Original music record does not exist")
        return [sources.made(sandbox, item, sandbox.media / f"{item.id}.mp3")]

    def misfit(self, params, source):
        if params["infillEndS"] > source.seconds:
            return "infillEndS must not be greater than the duration of the source"
        seconds = round(params["infillEndS"] - params["infillStartS"], 2)
        long = seconds > facts.LARGEST_SECTION * source.seconds
        return "The section must not be longer than half of the source." if long else ""

    def made(self, params, take, source):
        start, end = float(params["infillStartS"]), float(params["infillEndS"])
        sung = params.get("lyrics") or params["prompt"]
        seed = words.seed(source.seed, start, end, sung, params["tags"], params["title"])
        piece = composed(
            seed,
            take,
            round(end - start, 2),
            key=source.key,
            mood=source.pieces[0].get("mood", params["tags"]),
            lyrics=sung,
            gender=params.get("vocalGender") or source.pieces[0].get("gender", ""),
            opening=False,
        )
        pieces = [*part(source.pieces, 0.0, start), piece, *part(source.pieces, end, source.seconds)]
        told = about(params["title"], params["tags"], params["fullLyrics"], source.seconds)
        return told, recipe(pieces, f"{seed} {take}")

    def failure(self, task):
        """The reason once more, and no list."""
        data = {"callbackType": "error", "task_id": task.id, "error": task.error_message}
        return {"code": task.error_code, "msg": task.error_message, "data": data}


operation = ReplaceSection()
