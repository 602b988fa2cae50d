"""POST /api/v1/suno/recovery: fresh addresses for all songs of an old task. Task ids are called task_id throughout."""

import time
import uuid

from .. import media
from ..checks import Text
from .base import Operation
from .tools import CALLBACK, made_songs

DAY = 86400


class Recovery(Operation):
    slug, path, record_path = "recovery", "/api/v1/suno/recovery", "/api/v1/suno/recovery/record-info"
    state_name, pending = "code", 201
    id_name, market_names = "task_id", {"taskId": "sunoTaskId"}
    checks = (Text("sunoTaskId", required=True), CALLBACK)

    def accepted(self, task):
        return {"task_id": task.id}

    def doom(self, sandbox, params):
        songs = made_songs(sandbox, params["sunoTaskId"])
        found = songs and any(item.made > 0 for item in sandbox.store.items(songs.id))
        return None if found else (500, "no_audio_id_mappings")

    def parent(self, params):
        return params["sunoTaskId"]

    def body(self, sandbox, task):
        """Record and callback alike: task id and songs at the top; 201 as long as it lasts."""
        if task.stage == "error" and not task.fault("pending-error"):
            return {"code": task.error_code, "task_id": task.id, "msg": task.error_message, "data": None}
        if task.stage != "complete":
            return {"code": 201, "task_id": task.id, "msg": "The task is still running", "data": None}
        return {"code": 200, "task_id": task.id, "msg": "success", "data": self.songs(sandbox, task)}

    def songs(self, sandbox, task):
        songs = [self.song(sandbox, task, item) for item in sandbox.store.items(task.parent)]
        if task.fault("one-fails"):
            songs[-1] |= {"audio_url": None, "status": "failed", "error": "feed_failed"}
        return songs

    def song(self, sandbox, task, item):
        told = {"id": item.id, "audio_url": None, "title": item.about.get("title", "")}
        if item.made < 1:
            return told | {"status": "failed", "error": "clip_error"}
        return told | {"audio_url": fresh(sandbox, task, item), "status": "success", "error": None}

    def record_body(self, sandbox, task, items):
        return self.body(sandbox, task)

    def place_of_state(self, body):
        return body

    def message(self, sandbox, task, stage, items):
        return self.body(sandbox, task)

    def failure(self, task):
        return {"code": task.error_code, "task_id": task.id, "msg": task.error_message, "data": None}

    def market_result(self, sandbox, task, items):
        return {"data": self.songs(sandbox, task)}


def fresh(sandbox, task, item):
    """An address that lives as long as a new song's would, counted from the end of the recovery."""
    token = uuid.uuid5(uuid.UUID(task.id), item.id).hex
    path = f"/media/{item.id}.mp3"
    if sandbox.store.link(token) is None:
        sandbox.store.add_link(token, path, (task.ended or time.time()) + sandbox.settings.expiry_days * DAY)
    return f"{media.origin(sandbox, item)}/media/fresh/{token}/{item.id}.mp3"


operation = Recovery()
