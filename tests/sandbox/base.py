"""A sandbox in this process on a free port, and somebody who takes its callbacks."""

import json
import tempfile
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from unittest import mock

import requests

from sandbox.rendering import Renderer
from sandbox.server import Server
from sandbox.settings import Settings

NOBODY = "https://studio.invalid/"
SONG = {
    "customMode": True,
    "instrumental": False,
    "model": "V6",
    "prompt": "Rain on the tin roof",
    "style": "folk",
    "title": "Tin roof",
    "duration": 10,
    "callBackUrl": NOBODY,
}
KEY = {"Authorization": "Bearer sandbox"}

FILES = {"song": ("mp3", "jpeg"), "wav": ("wav",), "stem": ("mp3",), "video": ("mp4",)}
FILES |= {"picture": ("jpeg",), "notes": ("json",), "sound": ("mp3", "jpeg")}
NOTES = [{"pitch": 60 + place, "start": place / 2, "end": 1.0, "velocity": 0.5} for place in range(3)]
CONTENTS = {
    "mp3": b"\xff\xfb" + b"song" * 1000,
    "jpeg": b"\xff\xd8cover",
    "wav": b"RIFF",
    "mp4": b"film",
    "json": json.dumps([{"name": "Drums", "notes": NOTES}]).encode(),
}


def pretend(renderer, item):
    """Writes the files of an item without making any music."""
    for suffix in FILES[item.kind]:
        (renderer.folder / f"{item.id}.{suffix}").write_bytes(CONTENTS[suffix])
    return True


class SandboxCase(unittest.TestCase):
    real_music = False
    options = {}

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        if not self.real_music:
            patch = mock.patch.object(Renderer, "render", pretend)
            patch.start()
            self.addCleanup(patch.stop)
        options = {"stage_seconds": 0.05, "callback_pauses": (0.05, 0.1, 0.2)} | self.options
        self.server = Server(Settings(data=Path(folder.name), **options))
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.sandbox.stop)
        self.addCleanup(self.server.shutdown)
        self.url = self.server.url

    def post(self, path, **params):
        return requests.post(self.url + path, json=params, headers=KEY, timeout=10)

    def get(self, path):
        return requests.get(self.url + path, headers=KEY, timeout=10)

    def generate(self, **changes):
        return self.post("/api/v1/generate", **SONG | changes).json()

    def task(self, **changes):
        """The id of a new generation's task."""
        return self.generate(**changes)["data"]["taskId"]

    def record(self, task_id):
        self.server.sandbox.queries.clear()
        return self.get(f"/api/v1/generate/record-info?taskId={task_id}").json()["data"]

    def record_at(self, task_id, *statuses, seconds=15):
        """The record once it has one of these statuses."""
        return until(lambda: self.record(task_id), lambda data: data and data["status"] in statuses, seconds)

    def songs(self, task_id):
        """The finished songs of a task."""
        return self.record_at(task_id, "SUCCESS", "CALLBACK_EXCEPTION")["response"]["sunoData"]

    def tool(self, path, **params):
        """The answer to a request to a tool, as its body."""
        return self.post(f"/api/v1/{path}", **{"callBackUrl": NOBODY} | params).json()

    def source(self, **changes):
        """(task id, audio id) of a finished song, to use a tool on."""
        task_id = self.task(**changes)
        return {"taskId": task_id, "audioId": self.songs(task_id)[0]["id"]}

    def told(self, path, task_id, name="taskId"):
        """The body that a record path answers for a task."""
        self.server.sandbox.queries.clear()
        return self.get(f"/api/v1/{path}?{name}={task_id}").json()

    def finished(self, path, task_id):
        """The data of a tool's record once it has an end."""
        return until(lambda: self.told(path, task_id)["data"], is_finished)

    def arm(self, fault):
        self.post("/sandbox/faults", fault=fault)

    def books(self):
        return requests.get(self.url + "/sandbox/books", timeout=10).json()

    def receiver(self, *answers):
        """Somebody who takes callbacks; `answers` are the first statuses, 200 follows."""
        receiver = Receiver(list(answers))
        self.addCleanup(receiver.stop)
        return receiver


UNDER_WAY = ("PENDING", "wait_processing", "processing_validate", 0, 2)  # a failed MIDI, also 2, has its time


def is_finished(data):
    state = data.get("successFlag", data.get("status"))
    return data.get("completeTime") or state not in UNDER_WAY


def until(ask, good, seconds=15):
    """The first answer that is good; the test fails when none comes in time."""
    end = time.monotonic() + seconds
    while not good(answer := ask()):
        if time.monotonic() > end:
            raise AssertionError(f"waited {seconds} s in vain, last: {answer}")
        time.sleep(0.02)
    return answer


class Receiver:
    """Keeps (headers, body) of every callback in `taken`."""

    def __init__(self, answers):
        self.taken, self.answers = [], answers
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.taken.append((self.headers, json.loads(body)))
                self.send_response(receiver.answers.pop(0) if receiver.answers else 200)
                self.send_header("Location", "/elsewhere")
                self.end_headers()

            def log_message(self, *args):
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/callbacks/"

    def kinds(self):
        return [body["data"]["callbackType"] for _, body in self.taken]

    def bodies(self, count):
        """The bodies of the first `count` callbacks, of whatever shape."""
        until(lambda: self.taken, lambda taken: len(taken) >= count)
        return [body for _, body in self.taken]

    def wait(self, count):
        """The kinds of the first `count` callbacks."""
        return until(self.kinds, lambda kinds: len(kinds) >= count)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
