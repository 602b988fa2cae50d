"""What all operations that make songs have in common: two takes, three stages, one record, one callback."""

import json
import time
import uuid

from .. import facts, media
from ..checks import Address, Choice, Field, Number, Text
from ..faults import without_tags
from ..store import Item
from .base import Operation

TAKES = 2
NO_ADDRESSES = 3  # so many answers come without addresses when that is the fault
BLANK = {
    "audioUrl": None,
    "sourceAudioUrl": None,
    "streamAudioUrl": None,
    "sourceStreamAudioUrl": None,
    "imageUrl": None,
    "sourceImageUrl": None,
}
CALLBACK_NAMES = {  # createTime stays as it is
    "audioUrl": "audio_url",
    "sourceAudioUrl": "source_audio_url",
    "streamAudioUrl": "stream_audio_url",
    "sourceStreamAudioUrl": "source_stream_audio_url",
    "imageUrl": "image_url",
    "sourceImageUrl": "source_image_url",
    "modelName": "model_name",
}


def version(params):
    return params.get("model")


def is_v6(params):
    return params.get("model") in facts.V6_FAMILY


def is_switchless(params):
    """Whether there is no defaultParamFlag: what is left out is inherited. V6 documents, and all of the market."""
    return is_v6(params) or params.get("wire") == "market"


def by_version(table):
    return lambda params: table.get(params.get("model"))


CALLBACK = Address("callBackUrl", required=True)
MODEL = Choice("model", required=True, values=facts.VERSIONS)
PERSONA = (
    Text("personaId"),
    Choice(
        "personaModel",
        applies=lambda p: bool(p.get("personaId")) and p.get("model") in facts.PERSONAL,
        values=("style_persona", "voice_persona"),
    ),
)
MANNER: tuple[Field, ...] = (
    Choice("vocalGender", values=("m", "f")),
    Number("styleWeight", low=0, high=1),
    Number("weirdnessConstraint", low=0, high=1),
    Number("audioWeight", low=0, high=1),
    Number("variety", applies=is_v6, low=0, high=4, whole=True),
)
TASTE: tuple[Field, ...] = (Text("negativeTags"), *MANNER, *PERSONA)


class SongOperation(Operation):
    record_path = "/api/v1/generate/record-info"
    state_name = "status"
    stages = ("text", "first", "complete")
    kind = "song"

    def version(self, sandbox, params):
        """The version that makes the songs; some requests leave it out."""
        return params["model"]

    def items(self, sandbox, task):
        return [self.item(sandbox, task, take) for take in range(TAKES)]

    def item(self, sandbox, task, take):
        params = {
            name: without_tags(value) if isinstance(value, str) else value
            for name, value in task.param.items()
        }
        about, recipe = self.song(sandbox, params, take)
        return Item(str(uuid.uuid4()), task.id, take, self.kind, about, recipe, time.time())

    def song(self, sandbox, params, take):
        """What answers tell of a take (title, tags, prompt, duration), and the recipe to render it."""
        raise NotImplementedError

    def ready(self, stage, items):
        wanted = {"text": 0, "first": 1}.get(stage, len(items))
        return all(item.made for item in items[:wanted])

    def record(self, sandbox, task, items):
        songs = [self.told(sandbox, task, item) for item in items] if self.is_told(task, items) else []
        return {
            "taskId": task.id,
            "parentMusicId": task.parent,
            "param": json.dumps(task.param, ensure_ascii=False),
            "response": {"taskId": task.id, "sunoData": songs} if songs else None,
            "status": status(sandbox, task),
            "type": facts.INTERNAL_NAMES[self.version(sandbox, task.param)],
            "operationType": self.slug.replace("-", "_"),
            "errorCode": task.error_code if task.stage == "error" else None,
            "errorMessage": task.error_message if task.stage == "error" else None,
            "createTime": int(task.at * 1000),
        }

    def is_told(self, task, items):
        return task.stage in self.stages and (task.stage != "text" or items[0].made > 0)

    def told(self, sandbox, task, item):
        """A song in the words of a record, as far as the task has come."""
        finished = task.stage == "complete" or (task.stage == "first" and item.position == 0)
        lost = task.stage == "complete" and item.position > 0 and task.fault("one-fails")
        unlisted = task.fault("no-addresses") and task.stage == "complete" and task.asks <= NO_ADDRESSES
        addresses = BLANK if lost or unlisted or not item.made else self.addresses(sandbox, item, finished)
        return (
            {"id": item.id}
            | addresses
            | {
                "prompt": item.about["prompt"],
                "modelName": facts.INTERNAL_NAMES[self.version(sandbox, task.param)],
                "title": item.about["title"],
                "tags": item.about["tags"],
                "createTime": int(item.at * 1000),
                "duration": item.about["duration"] if finished else None,
            }
        )

    def addresses(self, sandbox, item, finished):
        place = f"{media.origin(sandbox, item) if finished else sandbox.url}/media"
        sound = f"{place}/{item.id}.mp3" if finished else None
        stream, image = f"{place}/stream/{item.id}", f"{place}/{item.id}.jpeg"
        return {
            "audioUrl": sound,
            "sourceAudioUrl": sound,
            "streamAudioUrl": stream,
            "sourceStreamAudioUrl": stream,
            "imageUrl": image,
            "sourceImageUrl": image,
        }

    def message(self, sandbox, task, stage, items):
        told = {"text": 0, "first": 1}.get(stage, len(items))
        songs = [self.posted(self.told(sandbox, task, item)) for item in items[:told]]
        data = {"callbackType": stage, "task_id": task.id, "data": songs}
        return {"code": 200, "msg": facts.STAGE_MESSAGES[stage], "data": data}

    def market_result(self, sandbox, task, items):
        return {"data": [self.posted(self.told(sandbox, task, item)) for item in items]}

    def posted(self, song):
        """The same song in the words of a callback: empty texts for missing addresses, times as dates."""
        moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(song["createTime"] / 1000))
        words = {CALLBACK_NAMES.get(name, name): value for name, value in song.items()}
        blanks = {name: "" for name, value in words.items() if value is None and name.endswith("_url")}
        return words | blanks | {"createTime": moment}


def status(sandbox, task):
    if task.fault("pending-error") and task.error_code:
        return "PENDING"
    if task.stage == "error":
        return facts.FAILED_STATUS.get(task.error_code, "GENERATE_AUDIO_FAILED")
    unserved = task.fault("callback-exception") or sandbox.store.is_unserved(task.id)
    if task.stage == "complete" and unserved:
        return "CALLBACK_EXCEPTION"
    return facts.RECORD_STATUS[task.stage]
