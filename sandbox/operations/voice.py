"""The four requests of a custom voice: a phrase, another one, the voice from its singing, and whether it can be used."""

import random

from .. import facts
from ..answers import Refused
from ..checks import Address, Choice, Number, Rule, Text
from .base import Operation, callback
from .tools import UNKNOWN, unusable

PHRASES = {  # beginnings and ends, joined by the language's blank
    "en": (
        ("The morning train", "A paper lantern", "My oldest friend"),
        ("waits by the river", "hums in the rain"),
    ),
    "zh": (("清晨的列车", "窗边的灯笼", "我的老朋友"), ("停在河边", "在雨中轻唱")),
    "es": (("El tren de la mañana", "Un farol de papel"), ("espera junto al río", "canta bajo la lluvia")),
    "fr": (
        ("Le train du matin", "Une lanterne de papier"),
        ("attend près du fleuve", "chante sous la pluie"),
    ),
    "pt": (("O trem da manhã", "Uma lanterna de papel"), ("espera perto do rio", "canta na chuva")),
    "de": (("Der Zug am Morgen", "Eine Laterne aus Papier"), ("wartet am Fluss", "summt im Regen")),
    "ja": (("朝の列車が", "紙の灯りが"), ("川辺で待っている", "雨の中で歌う")),
    "ko": (("아침 기차가", "종이 등불이"), ("강가에서 기다린다", "빗속에서 노래한다")),
    "hi": (("सुबह की रेल", "काग़ज़ की लालटेन"), ("नदी के पास रुकती है", "बारिश में गाती है")),
    "ru": (("Утренний поезд", "Бумажный фонарь"), ("ждёт у реки", "поёт под дождём")),
}
CLOSE = ("zh", "ja")  # written without blanks


def phrase(task, language):
    """Another one for every task."""
    rng = random.Random(f"phrase {task.id}")
    beginnings, ends = PHRASES[language]
    return ("" if language in CLOSE else " ").join((rng.choice(beginnings), rng.choice(ends)))


class VoiceTask(Operation):
    """Record and callback tell the same of a task: its `result` and a status."""

    result = ""  # the name of what it makes
    done = failed = ""
    state_name, pending = "status", "wait_processing"

    def made(self, sandbox, task):
        """The value of the result."""
        raise NotImplementedError

    def told(self, task, made, status):
        failed = status == self.failed
        return {
            "taskId": task.id,
            self.result: made,
            "status": status,
            "errorCode": task.error_code if failed else None,
            "errorMessage": task.error_message if failed else "",
        }

    def record(self, sandbox, task, items):
        if task.stage == "complete":
            return self.told(task, self.made(sandbox, task), self.done)
        lost = task.stage == "error" and not task.fault("pending-error")
        working = "processing_validate" if task.asks > 1 else "wait_processing"
        return self.told(task, None, self.failed if lost else working)

    def message(self, sandbox, task, stage, items):
        return callback(self.told(task, self.made(sandbox, task), self.done))

    def failure(self, task):
        return callback(self.told(task, None, self.failed), task.error_code, task.error_message)


class Phrase(VoiceTask):
    slug, path, record_path = "voice-phrase", "/api/v1/voice/validate", "/api/v1/voice/validate-info"
    result, done, failed = "validateInfo", "wait_validating", "processing_validate_fail"
    checks = (
        Address("voiceUrl", required=True),
        Number("vocalStartS", required=True, low=0, whole=True),
        Number("vocalEndS", required=True, low=0, whole=True),
        Choice("language", values=facts.LANGUAGES),
        Address("callBackUrl"),
    )

    def check(self, params):
        super().check(params)
        if params["vocalEndS"] <= params["vocalStartS"]:
            raise Refused(422, "vocalEndS must be greater than vocalStartS")

    def doom(self, sandbox, params):
        return unusable(sandbox, params["voiceUrl"])

    def made(self, sandbox, task):
        return phrase(task, self.language(sandbox, task))

    def language(self, sandbox, task):
        return task.param.get("language") or "en"


class Again(Phrase):
    """Spelt calBackUrl by the documents; the other spelling is taken too."""

    slug, path = "voice-again", "/api/v1/voice/regenerate"
    checks = (
        Text("taskId", required=True),
        Address("calBackUrl"),
        Address("callBackUrl"),
        Rule(lambda p: True, any_of=("calBackUrl", "callBackUrl")),
    )

    def check(self, params):
        Operation.check(self, params)

    def callback_url(self, params):
        return params.get("calBackUrl") or params.get("callBackUrl")

    def admit(self, sandbox, params):
        if waiting_phrase(sandbox, params["taskId"]) is None:
            raise Refused(422, "The record is not found or does not need to be rebuilt")

    def doom(self, sandbox, params):
        return None

    def parent(self, params):
        return params["taskId"]

    def language(self, sandbox, task):
        """That of the first phrase, however often there was another."""
        while task.operation == self.slug:
            task = sandbox.store.task(task.parent)
        return super().language(sandbox, task)


class Voice(VoiceTask):
    slug, path, record_path = "voice", "/api/v1/voice/generate", "/api/v1/voice/record-info"
    result, done, failed = "voiceId", "success", "fail"
    checks = (
        Text("taskId", required=True),
        Address("verifyUrl", required=True),
        Text("voiceName"),
        Text("description"),
        Text("style"),
        Choice("singerSkillLevel", values=facts.SKILLS),
        Address("callBackUrl"),
    )

    def admit(self, sandbox, params):
        if waiting_phrase(sandbox, params["taskId"]) is None:
            raise Refused(422, "Validate record is not in valid status")

    def doom(self, sandbox, params):
        return unusable(sandbox, params["verifyUrl"])

    def parent(self, params):
        return params["taskId"]

    def made(self, sandbox, task):
        return task.id


class Check(Operation):
    """The one request on a path of its own whose task is called task_id."""

    slug, path = "voice-check", "/api/v1/voice/check-voice"
    immediate, checks = True, (Text("task_id", required=True),)

    def admit(self, sandbox, params):
        task = sandbox.store.task(params["task_id"])
        if task is None:
            raise Refused(422, UNKNOWN)
        if task.operation != Voice.slug or task.stage != "complete":
            raise Refused(422, "suno_user_id is missing")

    def answer(self, sandbox, task):
        return {"isAvailable": True}


def waiting_phrase(sandbox, task_id):
    """The task of a phrase that is ready to be sung; else None."""
    task = sandbox.store.task(task_id)
    is_ready = task and task.operation in (Phrase.slug, Again.slug) and task.stage == "complete"
    return task if is_ready else None


operations = (Phrase(), Again(), Voice(), Check())
