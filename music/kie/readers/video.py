"""A song as a video."""

from dataclasses import replace

from ..results import Family, MadeFile
from ..wire import MARKET_RECORD_PATH
from .base import by_task, either, urls_of


def video(held):
    """`video_url` in the callback, `videoUrl` in the record, a list of one on the market."""
    urls = urls_of(either(held, "videoUrl")) or urls_of(either(held, "resultUrls"))
    return {"files": tuple(MadeFile("video", url) for url in urls[:1])}


DEDICATED = by_task(video, "/api/v1/mp4/record-info")
FAMILY = Family(DEDICATED, replace(DEDICATED, path=MARKET_RECORD_PATH))
