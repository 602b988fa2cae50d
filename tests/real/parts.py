"""The studio's parts as real processes, each test with its own data folder: to be killed, and looked at."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import requests

from sandbox.rendering import MADE
from studio.processes import die_with
from tests import tables

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60  # seconds; what takes longer is broken, not slow


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=DEADLINE):
    """The condition's first true value; `what` names it when it never comes."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := condition():
            return value
        time.sleep(0.1)
    raise AssertionError(f"Not within {seconds} s: {what}")


class Process:
    """A child in a group of its own, whose output is in a file: words for Python, or a whole command."""

    def __init__(self, command, environ, log, is_python=True):
        self.log = Path(log)
        python = [sys.executable] if is_python else []
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                [*python, *command], cwd=ROOT, env=environ, stdout=output, stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL, start_new_session=True, preexec_fn=partial(die_with, os.getpid()),
            )  # fmt: skip

    def kill(self):
        os.killpg(self.child.pid, signal.SIGKILL)
        self.child.wait()

    def stop(self):
        if self.child.poll() is None:
            os.killpg(self.child.pid, signal.SIGTERM)
            self.child.wait(timeout=DEADLINE)


def environ(folder, **values):
    """This process's environment with a data folder of its own and nothing else of ours."""
    ours = (
        "STUDIO",
        "KIE_",
        "SANDBOX",
        "REDIS",
        "DATABASE",
        "PUBLIC",
        "SIGNUP",
        "FIELD",
        "JOBS_",
        "SECRET",
        "ALLOWED",
        "HOST",
        "PORT",
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"STUDIO_DATA": str(folder), "PYTHONUNBUFFERED": "1"} | values


def share_songs(folder):
    """The sandbox of this data folder takes what others have rendered, and leaves them what it renders."""
    made = Path(folder, "sandbox", "media", MADE)
    if (songs := os.environ.get("SONGS_OF_TESTS")) and not made.is_symlink():
        made.parent.mkdir(parents=True, exist_ok=True)
        made.symlink_to(songs)


class Sandbox:
    """The stand-in, with quick stages. `books()` is what it accepted and charged."""

    def __init__(self, folder, port=None, **values):
        self.folder, self.port, self.values = folder, port or free_port(), values
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self):
        share_songs(self.folder)
        values = {"SANDBOX_STAGE_SECONDS": "0.3", **self.values}
        command = ["-m", "sandbox", "--data", str(self.folder / "sandbox"), "--port", str(self.port)]
        self.process = Process(command, environ(self.folder, **values), self.folder / "sandbox.log")
        wait_for("the sandbox listens", lambda: answers(f"{self.url}/sandbox/books"))

    def books(self):
        return requests.get(f"{self.url}/sandbox/books", timeout=5).json()

    def tasks(self):
        return self.books()["tasks"]

    def arm(self, fault, **more):
        """For the next request; see the sandbox's README."""
        requests.post(
            f"{self.url}/sandbox/faults", json={"fault": fault} | more, timeout=5
        ).raise_for_status()

    def stop(self):
        self.process.stop()


class Studio:
    """`manage.py studio` whole, as a person starts it."""

    def __init__(self, folder, port=None, **values):
        self.folder, self.port = folder, port or free_port()
        self.url = f"http://localhost:{self.port}"
        self.environ = environ(
            folder, PORT=str(self.port), SANDBOX_STAGE_SECONDS="1", SANDBOX_LONGEST="60", **values
        )
        if not (folder / tables.NAME).exists():
            tables.copy_to(folder)
        self.start()

    def start(self):
        share_songs(self.folder)
        self.process = Process(["manage.py", "studio"], self.environ, self.folder.with_suffix(".log"))
        wait_for("the studio is up", lambda: self.url in self.process.log.read_text().split("\n")[-2:][0], 90)

    def pids(self, words):
        """Of our processes whose command line has these words."""
        found = subprocess.run(
            ["ps", "-eo", "pid=,sid=,args="], capture_output=True, text=True, check=True
        ).stdout
        lines = [line.split(None, 2) for line in found.splitlines()]
        tree = _descendants(self.process.child.pid)
        return [int(pid) for pid, _sid, args in lines if words in args and int(pid) in tree]

    def sandbox(self):
        port = (self.folder / "sandbox" / "port").read_text().strip()
        return requests.get(f"http://127.0.0.1:{port}/sandbox/books", timeout=5).json()

    def stop(self):
        self.process.stop()

    def cut_the_power(self, picture):
        """All of it stands still, a copy of its folder is what the disk holds, and nothing of it ends in good order."""
        stopped = set()
        while running := _descendants(self.process.child.pid) - stopped:
            for pid in running:
                _send(pid, signal.SIGSTOP)
            stopped |= running
        subprocess.run(["cp", "-a", self.folder, picture], check=True)
        for pid in stopped:
            _send(pid, signal.SIGKILL)
        self.process.child.wait()


def _send(pid, number):
    with contextlib.suppress(ProcessLookupError):  # it ended meanwhile
        os.kill(pid, number)


def _descendants(root):
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in found.splitlines()]
    tree = {root}
    while more := {pid for pid, parent in pairs if parent in tree} - tree:
        tree |= more
    return tree


class Office:
    """Our rows beside a sandbox, without web or workers: see acts.py and desk.py for what happens there."""

    def __init__(self, folder, sandbox, redis_url, **values):
        self.environ = environ(
            folder,
            KIE_API_BASE_URL=sandbox.url,
            KIE_API_KEY="sandbox",
            STUDIO_SANDBOX="1",
            REDIS_URL=redis_url,
            **values,
        )
        self.folder = folder
        tables.migrate(self.environ)

    def web(self, port):
        """The web alone, for callbacks."""
        command = ["manage.py", "runserver", "--noreload", "--insecure", f"127.0.0.1:{port}"]
        web = Process(command, self.environ, self.folder / "web.log")
        wait_for("the web answers", lambda: answers(f"http://127.0.0.1:{port}/healthz"))
        return web


class Desk:
    """Someone at work in an office, in one process for many acts (see desk.py): `desk("press", "/create/lyrics/")`."""

    def __init__(self, office):
        self.log = (office.folder / "desk.log").open("a+")
        self.child = subprocess.Popen(
            [sys.executable, "-m", "tests.real.desk"], cwd=ROOT, env=office.environ, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log,
        )  # fmt: skip

    def __call__(self, *act):
        print(json.dumps(act), file=self.child.stdin, flush=True)
        line = self.child.stdout.readline()
        assert line, f"Nobody is at the desk: {self._last_words()}"
        said = json.loads(line)
        assert "error" not in said, said["error"]
        return said["answer"]

    def _last_words(self):
        self.log.seek(0)
        return self.log.read()[-2000:]

    def leave(self):
        self.child.stdin.close()
        self.child.wait(timeout=DEADLINE)
        self.child.stdout.close()
        self.log.close()


def answers(url):
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False
