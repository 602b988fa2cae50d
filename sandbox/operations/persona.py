"""POST /api/v1/generate/generate-persona: a song's manner, to be used again. Answered at once; once for each song."""

from .. import facts
from ..answers import Refused
from ..checks import Number, Text, given
from .tools import SONG, SongTool, source_of

FROM, TO = 0, 30  # seconds, when nothing else is asked for


class Persona(SongTool):
    slug, path = "persona", "/api/v1/generate/generate-persona"
    immediate = once = True
    checks = (
        *SONG,
        Text("name", required=True),
        Text("description", required=True),
        Number("vocalStart", low=0),
        Number("vocalEnd", low=0),
        Text("style"),
    )

    def check(self, params):
        super().check(params)
        start, end = (
            params[name] if given(params, name) else usual
            for name, usual in (("vocalStart", FROM), ("vocalEnd", TO))
        )
        low, high = facts.PERSONA_RANGE
        if not low <= round(end - start, 2) <= high:
            raise Refused(422, f"vocalEnd must be {low} to {high} seconds after vocalStart")

    def doom(self, sandbox, params):
        source = source_of(sandbox, params)
        if source and sandbox.store.task(source.task).stage != "complete":
            return 422, "The music task is not complete"
        return super().doom(sandbox, params)

    def items(self, sandbox, task):
        return []

    def answer(self, sandbox, task):
        told = {name: task.param[name] for name in ("name", "description")}
        return {"personaId": task.id} | told


operation = Persona()
