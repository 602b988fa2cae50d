"""POST /api/v1/mp4/generate: a film of a song, with two texts to be read in it."""

from .. import facts
from ..checks import Text
from .tools import FileTool


class Video(FileTool):
    slug, path, record_path = "video", "/api/v1/mp4/generate", "/api/v1/mp4/record-info"
    failed_word = "GENERATE_MP4_FAILED"
    checks = (
        *FileTool.checks,
        Text("author", limit=facts.DISPLAYED),
        Text("domainName", limit=facts.DISPLAYED),
    )
    kind, suffix = "video", "mp4"
    record_name, callback_name = "videoUrl", "video_url"

    def recipe(self, sandbox, params, source):
        texts = {
            "title": source.about["title"],
            "author": params.get("author"),
            "domain": params.get("domainName"),
        }
        return source.recipe | texts


operation = Video()
