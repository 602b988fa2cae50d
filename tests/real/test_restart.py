"""A new release in the place of the one before, as docs/deployment.md has it: nobody is refused, no task is cut off."""

import subprocess
import sys
import tempfile
import threading
import time
import unittest
from collections import Counter
from pathlib import Path

import pytest
import requests

from studio import queue_server
from tests import postgres, tables
from tests.real import deployed
from tests.real.parts import ROOT, Sandbox, environ, free_port, wait_for


def git(*words):
    return subprocess.run(
        ["git", *words], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()


def release_before():
    """The newest tag, or what there was before the newest migration; empty where there is no history.

    A state whose migrations are called otherwise by now was none that anybody ran.
    """
    try:
        if tag := git("tag", "--sort=-creatordate").partition("\n")[0]:
            return tag
        added = git("log", "--diff-filter=A", "--format=%H^", "--", "music/migrations").split()
        return next((before for before in added if migrations(before) <= migrations("HEAD")), "")
    except (OSError, subprocess.CalledProcessError):
        return ""


def migrations(commit):
    return set(git("ls-tree", "--name-only", commit, "music/migrations/").splitlines())


class Visitors:
    """Several at once, each with a connection of its own for each request. `heard`: how often which status, or error."""

    def __init__(self, url, paths, count=4, verify=True, cookies=None):
        self.url, self.paths, self.verify, self.cookies = url, paths, verify, cookies
        self.heard, self.slowest = Counter(), 0.0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._visit, args=[number]) for number in range(count)]
        for thread in self.threads:
            thread.start()

    def _visit(self, number):
        while not self.over.is_set():
            for path in self.paths[number % len(self.paths) :]:
                began = time.monotonic()
                try:
                    answer = self._get(path)
                    self.heard[answer.status_code] += 1
                except requests.RequestException as error:
                    self.heard[type(error).__name__] += 1
                self.slowest = max(self.slowest, time.monotonic() - began)

    def _get(self, path):
        told = {
            "headers": {"Connection": "close"},
            "cookies": self.cookies,
            "allow_redirects": not self.cookies,
        }
        return requests.get(self.url + path, timeout=60, verify=self.verify, **told)

    def leave(self):
        self.over.set()
        for thread in self.threads:
            thread.join()
        return self.heard


@pytest.mark.real
class RestartTests(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.socket = deployed.Socket()
        self.addCleanup(self.socket.close)

    def web(self, around, root=ROOT):
        unit = deployed.Unit("suno-studio-web.service", around, self.folder / "web.log", root, self.socket)
        self.addCleanup(unit.stop)
        return unit

    @unittest.skipUnless(release_before(), "There is no history of releases here.")
    def test_an_upgrade_refuses_nobody(self):
        self.upgrade("")

    @unittest.skipUnless(release_before(), "There is no history of releases here.")
    @unittest.skipIf(postgres.missing(), postgres.missing())
    def test_nor_does_one_on_postgresql(self):
        self.folder.chmod(0o711)  # PostgreSQL may run as somebody else
        server = self.enterContext(postgres.Server(self.folder / "postgresql"))
        self.upgrade(server.url)

    def upgrade(self, database):
        old_root, data = self.folder / "old", self.folder / "data"
        old_root.mkdir(), data.mkdir()
        archive = subprocess.run(
            ["git", "archive", release_before()], cwd=ROOT, capture_output=True, check=True
        ).stdout
        subprocess.run(["tar", "-x"], cwd=old_root, input=archive, check=True)
        before = {"DATABASE_URL": database, "KIE_API_KEY": "test", "STUDIO_VENV": "/none"}
        (old_root / "data").mkdir(exist_ok=True)
        (data / "run").mkdir()
        old = self.web(deployed.prepare(data, old_root, **before), old_root)
        wait_for("the old release answers", lambda: deployed.is_up(self.socket.url))
        visitors = Visitors(self.socket.url, ["/accounts/login/", "/healthz", "/s/nobody-s/", "/library/"])
        self.addCleanup(visitors.leave)
        around = deployed.prepare(data, ROOT, **before)  # migrations, while the old one works
        migrated = dict(visitors.heard)
        self.assertEqual(old.stop(), 0)
        new = self.web(around)
        wait_for(
            "the new release answers", lambda: sum(visitors.heard.values()) > sum(migrated.values()) + 40
        )
        heard = visitors.leave()
        self.assertLessEqual(set(heard), {200, 404}, f"{heard}; slowest {visitors.slowest:.1f} s")
        self.assertGreater(sum(migrated.values()), 10)
        self.assertEqual(new.stop(), 0)

    def test_a_worker_that_is_asked_to_end_finishes_its_task(self):
        sandbox = Sandbox(self.folder)
        self.addCleanup(sandbox.stop)
        redis = f"unix://{self.folder}/queue.sock?db=0"
        queue = self.queue_server()
        self.addCleanup(queue.kill)
        around = environ(
            self.folder,
            KIE_API_BASE_URL=sandbox.url,
            KIE_API_KEY="sandbox",
            STUDIO_SANDBOX="1",
            REDIS_URL=redis,
        )
        around |= {"DJANGO_SETTINGS_MODULE": "sunostudio.settings", "PORT": str(free_port())}
        tables.migrate(around)
        worker = deployed.Unit("suno-studio-calls@.service", around, self.folder / "calls.log")
        self.addCleanup(worker.stop)
        self.run_python(around, PRESS)
        wait_for("the provider has it", lambda: sandbox.tasks())  # its answer comes two seconds later
        self.assertEqual(worker.stop(), 0)
        self.assertEqual(self.run_python(around, STATE), "waiting")

    def run_python(self, around, code):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=around, capture_output=True, text=True, check=False
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip()

    def queue_server(self):
        path = self.folder / "queue.sock"
        process = subprocess.Popen(
            queue_server.program(self.folder, path, {}).command, stdout=subprocess.DEVNULL
        )
        wait_for("the queue answers", lambda: queue_server.answers(path))
        return process


PRESS = """
import django, uuid; django.setup()
from music.operations import registry
from music.services import jobs
from tests.factories import make_user
params = {"custom_mode": False, "instrumental": False, "model": "V6", "prompt": "A waltz [[fault: early 2]]", "duration": 10}
jobs.start(registry.get("generate"), make_user(), params, submission=uuid.uuid4())
"""
STATE = """
import django; django.setup()
from music.models import Job
print(Job.objects.get().state)
"""
