"""POST /api/v1/generate/add-vocals: singing over a recording of instruments."""

from .. import facts
from ..checks import Text, given
from .composing import lyrics
from .sourced import ADDING, AddOperation


class AddVocals(AddOperation):
    slug, path = "add-vocals", "/api/v1/generate/add-vocals"
    checks = (
        *ADDING,
        Text("style", required=True, limit=facts.ADDED_STYLE),
        Text("prompt", required=lambda p: not given(p, "lyrics"), limit=facts.ADDED_PROMPT),
    )

    def made(self, params, take, source):
        said = params.get("lyrics") or params.get("prompt") or ""
        return self.over(
            params,
            take,
            source,
            params["style"],
            lyrics=lyrics(said, f"{params['title']} {params['style']}", take),
            gender=params.get("vocalGender") or "",
            voices=["vocals"],
        )


operation = AddVocals()
