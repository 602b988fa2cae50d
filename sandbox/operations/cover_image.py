"""POST /api/v1/suno/cover/generate: two pictures for a task of songs, once for each."""

import time

from .. import media
from ..answers import Refused
from ..checks import Text
from .base import Operation, callback
from .tools import CALLBACK, made_songs, new_item

PICTURES = 2
WAITING, DONE, GENERATING, FAILED = range(4)  # 2 is no failure here


class CoverImage(Operation):
    slug, path, record_path = "cover-image", "/api/v1/suno/cover/generate", "/api/v1/suno/cover/record-info"
    checks = (Text("taskId", required=True), CALLBACK)
    pending = WAITING

    def admit(self, sandbox, params):
        if made_songs(sandbox, params["taskId"]) is None:
            raise Refused(422, "Original music record does not exist")
        if earlier := sandbox.store.earlier(self.slug, params["taskId"]):
            raise Refused(409, data={"taskId": earlier.id})

    def doom(self, sandbox, params):
        songs = made_songs(sandbox, params["taskId"])
        return None if songs and songs.stage == "complete" else (500, "The music task is not complete")

    def parent(self, params):
        return params["taskId"]

    def items(self, sandbox, task):
        return [
            new_item(task, place, "picture", {}, {"cover": f"{task.id} {place}"}) for place in range(PICTURES)
        ]

    def images(self, sandbox, task, items):
        found = [f"{media.origin(sandbox, item)}/media/{item.id}.jpeg" for item in items]
        return found[:1] if task.fault("one-fails") else found

    def record(self, sandbox, task, items):
        done, failed = task.stage == "complete", task.stage == "error"
        return {
            "taskId": task.id,
            "parentTaskId": task.parent,
            "callbackUrl": task.param.get("callBackUrl", ""),
            "completeTime": moment(task.ended),
            "response": {"images": self.images(sandbox, task, items)} if done else None,
            "successFlag": self.flag(task),
            "createTime": moment(task.at),
            "errorCode": 200 if done else task.error_code if failed else None,
            "errorMessage": (task.error_message if failed else "") or "",
        }

    def flag(self, task):
        if task.stage == "complete":
            return DONE
        if task.stage == "error":
            return WAITING if task.fault("pending-error") else FAILED
        return GENERATING if task.asks > 1 else WAITING

    def message(self, sandbox, task, stage, items):
        return callback({"taskId": task.id, "images": self.images(sandbox, task, items)})

    def failure(self, task):
        return callback({"taskId": task.id, "images": None}, task.error_code, task.error_message)

    def market_result(self, sandbox, task, items):
        return {"resultUrls": self.images(sandbox, task, items)}


def moment(seconds):
    return seconds and time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


operation = CoverImage()
