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


def pretend(renderer, item):
    """Writes the files of an item without making any music."""
    (renderer.folder / f"{item.id}.mp3").write_bytes(b"\xff\xfb" + b"song" * 1000)
    (renderer.folder / f"{item.id}.jpeg").write_bytes(b"\xff\xd8cover")
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

    def books(self):
        return requests.get(self.url + "/sandbox/books", timeout=10).json()

    def receiver(self, *answers):
        """Somebody who takes callbacks; `answers` are the first statuses, 200 follows."""
        receiver = Receiver(list(answers))
        self.addCleanup(receiver.stop)
        return receiver


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

    def wait(self, count):
        """The kinds of the first `count` callbacks."""
        return until(self.kinds, lambda kinds: len(kinds) >= count)

    def stop(self):
        self.server.shutdown()
        self.server.server_close()
