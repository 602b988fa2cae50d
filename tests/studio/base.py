"""What tests of the supervisor share: processes started for real, and a look at which are still there."""

import json
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from studio.env import ROOT


def wait_until(condition, seconds=10.0):
    """Wait until ``condition()`` is true and return what it gave; fail when it takes too long."""
    deadline = time.monotonic() + seconds
    while not (result := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)
    return result


def is_alive(pid):
    """Say whether a process runs; one that ended and only waits to be noticed does not."""
    status = Path(f"/proc/{pid}/stat")
    try:
        return status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class ProcessTestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="studio test ")
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def start(self, *arguments, environ=None):
        """Start Python with these arguments; what it says is in ``self.said()``."""
        log = self.enterContext(open(self.folder / "log", "w", encoding="utf-8"))
        process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            cwd=ROOT,
            env=environ,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.addCleanup(self.end, process)
        return process

    def start_fake(self, *stages):
        """Start a supervisor over stages of (name, code) and wait until all have started."""
        process = self.start("-m", "tests.studio.fake_studio", json.dumps(stages))
        wait_until(lambda: "ready" in self.said() or process.poll() is not None)
        return process

    def end(self, process):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(20)

    def said(self):
        return (self.folder / "log").read_text(encoding="utf-8")

    def lines(self, name):
        """Return what the child of this name has said so far."""
        pairs = (line.partition(" | ") for line in self.said().splitlines())
        return [text for who, _, text in pairs if who.strip() == name]

    def pid(self, name):
        """Return the last process id that the child has told."""
        told = wait_until(lambda: [line for line in self.lines(name) if line.isdigit()])
        return int(told[-1])
