"""What operations have in common that start from sound at an address: it is looked at only after acceptance."""

from .. import facts, sources
from ..checks import Address, Choice, Text
from ..music import words
from ..sources import Unusable
from .composing import about, composed, recipe
from .songs import CALLBACK, MANNER, SongOperation, is_v6

UPLOAD = Address("uploadUrl", required=True)


def is_custom(params):
    """V6 documents dropped the switch: there it is always so."""
    return params.get("customMode") is not False


def is_sung(params):
    return params.get("instrumental") is not True


def prompt_limit(params):
    return facts.PROMPT.get(params.get("model")) if is_custom(params) else facts.SOURCED_SIMPLE_PROMPT


def takes_duration(params):
    return is_custom(params) and params.get("model") in facts.TIMED


def asked_length(params, otherwise):
    """Seconds that the song is to last."""
    wanted = params.get("duration") if takes_duration(params) else None
    return float(wanted or otherwise)


def is_older(params):
    return not is_v6(params)


def upload(sandbox, address):
    """The Source at an address; Unusable where there is none, or a long one."""
    source = sources.find(sandbox, address)
    if source.seconds > facts.LONGEST_SOURCE:
        raise Unusable(400, "The uploaded audio must not be longer than 8 minutes.")
    return source


class SourcedOperation(SongOperation):
    def sources(self, sandbox, params):
        """The Sources of a request; Unusable where one of them is."""
        return [upload(sandbox, params["uploadUrl"])]

    def doom(self, sandbox, params):
        try:
            found = self.sources(sandbox, params)
        except Unusable as unusable:
            return unusable.code, unusable.message
        problem = self.misfit(params, *found)
        return (500, problem) if problem else None

    def misfit(self, params, *sources):
        """Why nothing can be made of these sources with these parameters; empty when something can."""
        return ""

    def song(self, sandbox, params, take):
        return self.made(params, take, *self.sources(sandbox, params))

    def made(self, params, take, *sources):
        """As `song`, from the sources."""
        raise NotImplementedError


class UploadOperation(SourcedOperation):
    def failure(self, task):
        """An empty list here, where generate has null."""
        message = super().failure(task)
        return message | {"data": message["data"] | {"data": []}}


ADDING = (
    CALLBACK,
    UPLOAD,
    Choice("model", values=facts.ADDING_VERSIONS),
    Text("title", required=True),
    Text("negativeTags", required=True, limit=facts.ADDED_NEGATIVE_TAGS),
    Text("lyrics", applies=lambda p: is_v6(p) or not p.get("model"), limit=facts.LYRICS),
    *MANNER,
)


class AddOperation(SourcedOperation):
    def version(self, sandbox, params):
        return params.get("model") or facts.ADDING_DEFAULT

    def over(self, params, take, source, style, **more):
        """A piece with the source's sound under it; `more` as in `composed`."""
        seed = words.seed(source.seed, style, params["title"], more.get("lyrics", ""), params["negativeTags"])
        more = {"key": source.key, "mood": style, "over": {"file": source.file}} | more
        piece = composed(seed, take, source.seconds, **more)
        told = about(params["title"], style, piece["lyrics"], source.seconds)
        return told, recipe([piece], f"{seed} {take}")
