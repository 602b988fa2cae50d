import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import requests

from .base import KEY, SONG, Receiver, until

ROOT = Path(__file__).resolve().parents[2]


class RestartTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, *arguments):
        """A sandbox as a program of its own; its address is in self.url."""
        environment = os.environ | {"SANDBOX_CALLBACK_PAUSES": "0.3,0.3,0.3", "SANDBOX_STAGE_SECONDS": "0.2"}
        command = [sys.executable, "-m", "sandbox", "--data", self.folder, *arguments]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.url = process.stdout.readline().split()[-1]
        return process

    def books(self):
        return requests.get(self.url + "/sandbox/books", timeout=5).json()

    def test_tasks_callbacks_and_the_balance_outlive_a_kill(self):
        receiver = Receiver([500])
        self.addCleanup(receiver.stop)
        process = self.start()
        requests.post(
            self.url + "/api/v1/generate", json=SONG | {"callBackUrl": receiver.url}, headers=KEY, timeout=5
        )
        receiver.wait(1)
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.start()
        self.assertEqual(receiver.wait(4)[-1], "complete")
        self.assertEqual(receiver.kinds()[0], "text")
        books = until(
            self.books, lambda books: all(row["state"] == "delivered" for row in books["callbacks"])
        )
        self.assertEqual(
            (books["balance"], len(books["tasks"]), books["tasks"][0]["state"]), (988, 1, "complete")
        )
        song = receiver.taken[-1][1]["data"]["data"][0]
        path = urlsplit(song["audio_url"]).path  # the port is another one now
        self.assertEqual(requests.get(self.url + path, timeout=5).status_code, 200)

    def test_callbacks_that_are_hours_late_come_after_a_kill(self):
        receiver = Receiver([])
        self.addCleanup(receiver.stop)
        process = self.start()
        song = SONG | {"callBackUrl": receiver.url, "prompt": "[[fault: late 7200]]"}
        requests.post(self.url + "/api/v1/generate", json=song, headers=KEY, timeout=5)
        until(self.books, lambda books: len(books["callbacks"]) == 3)
        process.kill()
        process.wait()
        with closing(sqlite3.connect(f"{self.folder}/sandbox.sqlite3")) as database, database:
            database.execute("UPDATE deliveries SET due = due - 7200")  # two hours later
        self.assertEqual(receiver.taken, [])
        self.start()
        self.assertEqual(receiver.wait(3), ["text", "first", "complete"])

    def test_sigterm_ends_it_at_once_even_while_a_connection_hangs(self):
        process = self.start("--credits", "5.5")
        self.assertEqual(self.books()["balance"], 5.5)
        session = requests.Session()
        self.addCleanup(session.close)
        session.get(self.url, timeout=5)
        before = time.monotonic()
        process.terminate()
        self.assertEqual(process.wait(timeout=5), 0)
        self.assertLess(time.monotonic() - before, 1)

    def test_a_taken_port_is_told_in_one_sentence(self):
        self.start()
        port = self.url.rsplit(":", 1)[1]
        command = [sys.executable, "-m", "sandbox", "--data", f"{self.folder}/other", "--port", port]
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=10)
        self.assertEqual(second.returncode, 1)
        self.assertIn(f"cannot listen on 127.0.0.1:{port}", second.stderr)
