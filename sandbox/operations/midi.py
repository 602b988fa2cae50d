"""POST /api/v1/midi/generate: the notes of separated stems, as JSON."""

import json

from ..answers import Refused
from ..checks import Text
from .base import Operation, callback, errors
from .tools import CALLBACK, UNKNOWN, new_item

NOT_CREATED, NOT_MADE = 2, 3  # both mean failed; other records use the same numbers for other states


class Midi(Operation):
    slug, path, record_path = "midi", "/api/v1/midi/generate", "/api/v1/midi/record-info"
    checks = (Text("taskId", required=True), Text("audioId"), CALLBACK)
    pending = 0

    def admit(self, sandbox, params):
        """The task has to be a separation: one of songs is as good as none."""
        task = sandbox.store.task(params["taskId"])
        if task is None or task.operation != "stems":
            raise Refused(422, UNKNOWN)

    def doom(self, sandbox, params):
        task = sandbox.store.task(params["taskId"])
        if task is None or task.stage != "complete":
            return 500, "The separation is not finished"
        return None if chosen(sandbox, params) else (500, "The stem does not exist")

    def parent(self, params):
        return params["taskId"]

    def items(self, sandbox, task):
        stems = chosen(sandbox, task.param)
        sounding = sorted({name for stem in stems for name in stem.recipe["voices"]})
        return [new_item(task, 0, "notes", {}, {"pieces": stems[0].recipe["pieces"], "voices": sounding})]

    def notes(self, sandbox, task, items):
        """State and instruments; an empty object where nothing was heard, as the provider warns."""
        if task.fault("empty"):
            return {}
        instruments = json.loads((sandbox.media / f"{items[0].id}.json").read_bytes())
        return {"state": "complete", "instruments": instruments}

    def record(self, sandbox, task, items):
        return {
            "taskId": task.id,
            "recordTaskId": -1,
            "audioId": task.param.get("audioId", ""),
            "callbackUrl": task.param.get("callBackUrl", ""),
            "completeTime": task.ended and int(task.ended * 1000),
            "midiData": self.notes(sandbox, task, items) if task.stage == "complete" else None,
            "successFlag": flag(task),
            "createTime": int(task.at * 1000),
            **errors(task),
            "errorCode": str(task.error_code) if task.stage == "error" else None,  # text in this record alone
        }

    def message(self, sandbox, task, stage, items):
        return told(task, callback(mixed(self.notes(sandbox, task, items))))

    def failure(self, task):
        return told(task, callback({}, task.error_code, task.error_message))

    def market_result(self, sandbox, task, items):
        """The notes come by callback alone, as reported: there is just a number to refer to."""
        return {"resultObject": {"taskId": task.id}}

    def market_told(self, sandbox, task, items):
        """What the market's callback holds beside the record."""
        return mixed(self.notes(sandbox, task, items))


def flag(task):
    if task.stage == "error" and not task.fault("pending-error"):
        return NOT_CREATED if task.error_code == 500 else NOT_MADE
    return int(task.stage == "complete")


def told(task, body):
    """A callback with the task's id; the first pages had it at the top, under another name."""
    if task.fault("older"):
        return body | {"task_id": task.id}
    return body | {"data": {"taskId": task.id} | body["data"]}


def mixed(notes):
    """The same with ends as texts, and every other start too: callbacks mix numbers and numeric texts."""
    instruments = [
        instrument | {"notes": [texts(note, place) for place, note in enumerate(instrument["notes"])]}
        for instrument in notes.get("instruments", ())
    ]
    return notes | {"instruments": instruments} if notes else {}


def texts(note, place):
    start = note["start"] if place % 2 else str(note["start"])
    return note | {"start": start, "end": str(note["end"])}


def chosen(sandbox, params):
    """The stems to listen to: the one that was named, or all of the separation."""
    wanted = params.get("audioId")
    stems = sandbox.store.items(params["taskId"])
    return [stem for stem in stems if stem.kind == "stem" and wanted in (None, "", stem.id)]


operation = Midi()
