"""What the provider says about every operation in both wire styles, as the sandbox says it: the bodies to begin with."""

import json
import re
import uuid
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlencode

from music.kie import results
from sandbox import facts
from sandbox.operations import OPERATIONS
from sandbox.operations.songs import SongOperation
from tests.base import TASK
from tests.sandbox.base import SONG, SandboxCase, until
from tests.sandbox.songs import COVER, EXTENSION, SECTION, SOUND

ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9a-f]{32}")
SONG_TROUBLES = ("", "error", "one-fails", "result-urls", "no-addresses")
TROUBLES = ("", "531", "one-fails", "older")
ONCE = ("wav", "persona", "cover-image")  # of each song


@dataclass
class Told:
    """What was said about one operation in one style: bodies of answers to requests, of callbacks, and of records."""

    answers: list = field(default_factory=list)
    callbacks: list = field(default_factory=list)
    records: list = field(default_factory=list)


@cache
def told():
    """{(slug, style): Told}, every text of it about the task TASK, and the same in each run."""
    sandbox = Interview("runTest")
    sandbox.setUp()
    try:
        return sandbox.all()
    finally:
        sandbox.doCleanups()


class Interview(SandboxCase):
    """Asks a sandbox for everything, with and without troubles."""

    options = {"rate": 100_000, "credits": 1e6, "stage_seconds": 0.0}

    def runTest(self):
        """It is no test."""

    def all(self):
        self.sandbox = self.server.sandbox
        self.ear = self.receiver()
        self.made = self.prepare()
        asked = {
            (slug, style): list(self.about(operation, style))
            for slug, operation in OPERATIONS.items()
            for style in ("dedicated", "market")
            if style == "dedicated" or slug not in facts.NOT_ON_MARKET
        }
        self.wait(*(task_id for answers in asked.values() for _answer, task_id in answers if task_id))
        said = [body for _headers, body in self.ear.taken]
        return {way: self.heard(*way, answers, said) for way, answers in asked.items()}

    def heard(self, slug, style, answers, said):
        """What came of requests: `answers` to them with the ids of their tasks; `said` are all callbacks."""
        found = Told()
        for answer, task_id in answers:
            called = [body for body in said if task_id and task_id == results.task_id_of(body)]
            records = [self.record_of(OPERATIONS[slug], style, task_id)] if task_id else []
            answer, *bodies = neutral([answer, *called, *records], task_id)
            found.answers.append(answer)
            found.callbacks += bodies[: len(called)]
            found.records += bodies[len(called) :]
        return found

    def prepare(self):
        """Something of each kind to start from."""
        song = self.source(model="V6")
        stems = self.tool("vocal-removal/generate", **song)["data"]["taskId"]
        address = f"{self.url}/media/{song['audioId']}.mp3"
        span = {"vocalStartS": 0, "vocalEndS": 10}
        phrase = self.tool("voice/validate", voiceUrl=address, **span)["data"]["taskId"]
        self.wait(phrase)
        voice = self.tool("voice/generate", taskId=phrase, verifyUrl=address)["data"]["taskId"]
        self.wait(stems, voice)
        return {"song": song, "address": address, "stems": stems, "phrase": phrase, "voice": voice}

    def wait(self, *task_ids):
        until(lambda: any(map(self.sandbox.store.is_busy, task_ids)), lambda busy: not busy)

    def params(self, slug):
        """A right request for each operation, in the words of its own path."""
        made, upload = self.made, {"uploadUrl": self.made["address"], "model": "V6"}
        return {
            "generate": SONG,
            "extend": {"audioId": made["song"]["audioId"], "model": "V6", "defaultParamFlag": False},
            "upload-cover": COVER | upload,
            "upload-extend": EXTENSION | upload,
            "add-instrumental": {"title": "Band", "tags": "jazz", "negativeTags": "metal"} | upload,
            "add-vocals": {"title": "Sung", "style": "jazz", "negativeTags": "metal", "prompt": "La"}
            | upload,
            "mashup": COVER | {"uploadUrlList": [made["address"]] * 2, "model": "V6"},
            "replace-section": SECTION | self.long_song() | {"infillEndS": 15},
            "sounds": SOUND,
            "lyrics": {"prompt": "Rain"},
            "style-boost": {"content": "folk"},
            "cover-image": {"taskId": made["song"]["taskId"]},
            "midi": {"taskId": made["stems"]},
            "recovery": {"sunoTaskId": made["song"]["taskId"]},
            "persona": made["song"] | {"name": "Ann", "description": "Warm"},
            "voice-phrase": {"voiceUrl": made["address"], "vocalStartS": 0, "vocalEndS": 10},
            "voice-again": {"taskId": made["phrase"]},
            "voice": {"taskId": made["phrase"], "verifyUrl": made["address"]},
            "voice-check": {"task_id": made["voice"]},
        }.get(slug, made["song"])

    def long_song(self):
        if "long" not in self.made:
            self.made["long"] = self.source(duration=60)
        return self.made["long"]

    def about(self, operation, style):
        """Pairs of the answer to a request and the id of its task, "" where the answer is the result."""
        for trouble in SONG_TROUBLES if isinstance(operation, SongOperation) else TROUBLES:
            if operation.slug in ONCE:
                self.sandbox.store.run("UPDATE tasks SET parent = '' WHERE operation = ?", operation.slug)
            if trouble:
                self.arm(trouble)
            answer = self.request(operation, style)
            is_result = operation.immediate and style == "dedicated"
            yield answer, "" if is_result else results.task_id_of(answer)

    def request(self, operation, style):
        params = self.params(operation.slug)
        if style == "market":
            names = {own: theirs for theirs, own in operation.market_names.items()}
            given = {
                snake(names.get(name, name)): value for name, value in params.items() if name != "callBackUrl"
            }
            model = f"ai-music-api/{facts.MARKET[operation.slug]}"
            body = {"model": model, "input": given, "callBackUrl": self.ear.url}
            return self.post("/api/v1/jobs/createTask", **body).json()
        called = {"callBackUrl": self.ear.url, "calBackUrl": self.ear.url}
        return self.post(operation.path, **params | called).json()

    def record_of(self, operation, style, task_id):
        self.sandbox.queries.clear()
        path = "/api/v1/jobs/recordInfo" if style == "market" else operation.record_path
        name = "taskId" if style == "market" else operation.id_name
        return self.get(f"{path}?{urlencode({name: task_id})}").json()


def snake(name):
    return re.sub("[A-Z]", lambda capital: f"_{capital[0].lower()}", name)


def neutral(bodies, task_id):
    """The same about TASK, with ids that are the same in every run and addresses on a public host."""
    text = re.sub(r"http://127\.0\.0\.1:\d+", "https://files.example", json.dumps(bodies))
    text = text.replace(task_id, TASK) if task_id else text
    known = {TASK: TASK}
    for found in ID.findall(text):
        known.setdefault(found, str(uuid.UUID(int=len(known))))
    return json.loads(ID.sub(lambda match: known[match[0]], text))
