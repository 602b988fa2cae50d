"""Pictures for a song, usually two. The market's result is not established."""

from ..results import Family, MadeFile, Stage
from .base import STAGES, by_task, either, urls_of


def pictures(held):
    """`images`, a list of addresses, in the callback and inside the record's `response`."""
    return {"files": tuple(MadeFile("cover", url) for url in urls_of(either(held, "images")))}


COVER_STAGES = STAGES | {2: Stage.PENDING}
"""The record has numbers, and 2 says here that they are still being made. Its page also lists words."""

FAMILY = Family(by_task(pictures, "/api/v1/suno/cover/record-info", stages=COVER_STAGES))
