"""What all operations on one finished song have in common: their checks, their source, most of their record."""

import time
import uuid

from .. import media, sources
from ..answers import Refused
from ..checks import Address, Text
from ..store import Item
from .base import Operation, callback, errors
from .songs import SongOperation

SONG = (Text("taskId", required=True), Text("audioId", required=True))
CALLBACK = Address("callBackUrl", required=True)
UNKNOWN = "Record does not exist"


def new_item(task, position, kind, about, recipe):
    return Item(str(uuid.uuid4()), task.id, position, kind, about, recipe, time.time())


def made_songs(sandbox, task_id):
    """The task of this id when it makes songs, else None."""
    task = sandbox.store.task(task_id) if isinstance(task_id, str) else None
    return task if task and isinstance(sandbox.operations[task.operation], SongOperation) else None


def source_of(sandbox, params):
    """The song that `taskId` and `audioId` name together; None when there is no such song."""
    item = sandbox.store.item(params.get("audioId"))
    return item if item and item.kind == "song" and item.task == params.get("taskId") else None


def unusable(sandbox, url):
    """(code, message) of the failure when there is no sound at an address; else None."""
    try:
        sources.find(sandbox, url)
    except sources.Unusable as problem:
        return problem.code, problem.message
    return None


class SongTool(Operation):
    checks = (*SONG, CALLBACK)
    once = False  # whether a second request for the same song is a conflict

    def admit(self, sandbox, params):
        if made_songs(sandbox, params["taskId"]) is None:
            raise Refused(422, UNKNOWN)
        if self.once and (earlier := sandbox.store.earlier(self.slug, self.parent(params))):
            raise Refused(409, data={"taskId": earlier.id})

    def doom(self, sandbox, params):
        """Of the two ids only the task's is looked at when a request comes in."""
        return None if source_of(sandbox, params) else (500, "The audio does not exist")

    def parent(self, params):
        return params["audioId"]

    def response(self, sandbox, task, items):
        """What the record tells of a finished task."""
        raise NotImplementedError

    def record(self, sandbox, task, items):
        source, done = sandbox.store.item(task.parent), task.stage == self.stages[-1]
        return {
            "taskId": task.id,
            "musicId": task.param.get("audioId", ""),
            "callbackUrl": self.callback_url(task.param) or "",
            "musicIndex": source.position if source else 0,
            "completeTime": self.moment(task.ended),
            "response": self.response(sandbox, task, items) if done else None,
            "successFlag": self.word(sandbox, task),
            "createTime": self.moment(task.at),
            **errors(task),
        }

    def moment(self, seconds):
        """Times are dates here; some operations have milliseconds."""
        return seconds and time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(seconds))

    def told(self, sandbox, task, items):
        """What the callback tells beside the task's id; `items` is empty after a failure."""
        raise NotImplementedError

    def message(self, sandbox, task, stage, items):
        return callback(self.told(sandbox, task, items) | {"task_id": task.id})

    def failure(self, task):
        told = dict.fromkeys(self.result_names(task))
        return callback(told | {"task_id": task.id}, task.error_code, task.error_message)

    def result_names(self, task):
        """The names in the callback that are null after a failure."""
        raise NotImplementedError


class FileTool(SongTool):
    """Makes one file of a song, and tells its address."""

    kind = suffix = ""
    record_name = callback_name = ""

    def items(self, sandbox, task):
        source = source_of(sandbox, task.param)
        return [new_item(task, 0, self.kind, {}, self.recipe(sandbox, task.param, source))]

    def recipe(self, sandbox, params, source):
        return source.recipe

    def address(self, sandbox, items):
        return f"{media.origin(sandbox, items[0])}/media/{items[0].id}.{self.suffix}"

    def response(self, sandbox, task, items):
        return {self.record_name: self.address(sandbox, items)}

    def told(self, sandbox, task, items):
        return {self.result_names(task)[0]: self.address(sandbox, items)}

    def result_names(self, task):
        return (self.callback_name,)

    def market_result(self, sandbox, task, items):
        return {"resultUrls": [self.address(sandbox, items)]}
