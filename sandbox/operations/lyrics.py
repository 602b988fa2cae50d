"""POST /api/v1/lyrics: words for a song from an idea, in two versions; no sound is made."""

import json

from .. import facts
from ..checks import Text
from ..faults import without_tags
from ..music import words
from .base import Operation, callback, errors
from .tools import CALLBACK

DRAFTS = 2


class Lyrics(Operation):
    slug, path, record_path = "lyrics", "/api/v1/lyrics", "/api/v1/lyrics/record-info"
    checks = (Text("prompt", required=True, limit=facts.IDEA, code=413), CALLBACK)
    failed_words = Operation.failed_words | {400: "SENSITIVE_WORD_ERROR"}
    failed_word = "GENERATE_LYRICS_FAILED"
    state_name = "status"

    def drafts(self, task):
        idea = without_tags(task.param["prompt"])
        drafts = [draft(idea, take) for take in range(DRAFTS)]
        if task.fault("one-fails"):
            drafts[-1] = {"text": "", "title": "", "status": "failed", "errorMessage": "No words came of it."}
        return drafts

    def record(self, sandbox, task, items):
        done = task.stage == "complete"
        return {
            "taskId": task.id,
            "param": json.dumps(task.param, ensure_ascii=False),
            "response": {"taskId": task.id, "data": self.drafts(task)} if done else None,
            "status": self.word(sandbox, task),
            "type": "LYRICS",
            **errors(task),
        }

    def message(self, sandbox, task, stage, items):
        drafts = self.posted(task)
        data = {"callbackType": "complete", "task_id": task.id, "data": drafts}
        return callback(data, msg="All generated successfully.")

    def posted(self, task):
        """The drafts in the words of callback and market."""
        return [
            {"error_message" if name == "errorMessage" else name: value for name, value in draft.items()}
            for draft in self.drafts(task)
        ]

    def failure(self, task):
        """Failures are called complete as well: only the code tells."""
        data = {"callbackType": "complete", "task_id": task.id, "data": None}
        return callback(data, task.error_code, task.error_message)

    def market_result(self, sandbox, task, items):
        return {"resultObject": {"lyricsData": self.posted(task)}}


def draft(idea, take):
    title = words.title(idea) if take == 0 else words.title(" ".join(reversed(words.themes(idea))))
    return {"text": words.lyrics(idea, take), "title": title, "status": "complete", "errorMessage": ""}


operation = Lyrics()
