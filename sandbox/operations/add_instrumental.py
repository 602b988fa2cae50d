"""POST /api/v1/generate/add-instrumental: a band that plays under a recording of singing."""

from .. import facts
from ..checks import Text
from .sourced import ADDING, AddOperation


class AddInstrumental(AddOperation):
    slug, path = "add-instrumental", "/api/v1/generate/add-instrumental"
    checks = (*ADDING, Text("tags", required=True, limit=facts.ADDED_STYLE))

    def made(self, params, take, source):
        return self.over(params, take, source, params["tags"])


operation = AddInstrumental()
