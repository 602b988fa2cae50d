"""One program that the supervisor keeps running, and when to start it again."""

import contextlib
import os
import signal
import subprocess
from collections import deque
from dataclasses import dataclass
from functools import partial

from studio import processes
from studio.env import ROOT

LONGEST_PAUSE = 30.0
# A child that was up this long starts afresh: its next pause is the first one.
STEADY = 60.0
# So many ends within so many seconds, and starting again has no point.
ENDS, WITHIN = 5, 60.0


@dataclass(frozen=True)
class Program:
    """What to run. ``grace``: seconds between SIGTERM and SIGKILL; ``keep_open``: descriptors to inherit;
    ``mute``: lines with such a text are not shown; ``chatty``: only what goes to stderr is shown."""

    name: str
    command: list
    environ: dict
    grace: float = 5.0
    keep_open: tuple = ()
    mute: tuple = ()
    chatty: bool = False


class Backoff:
    """When a child that ended may start again; the caller tells the time, in seconds."""

    def __init__(self, first=1.0):
        self.first = self.pause = first
        self.ends = deque(maxlen=ENDS)

    def next_start(self, started_at, now):
        """Note an end and return when to start again: 1, 2, 4 … 30 s later; None for not at all."""
        self.ends.append(now)
        if len(self.ends) == ENDS and now - self.ends[0] <= WITHIN:
            return None
        if now - started_at >= STEADY:
            self.pause = self.first
        due_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
        return due_at


class Child:
    """A program and the process that runs it, if one does. ``due_at``: when to start it again."""

    def __init__(self, program, first_pause=1.0):
        self.program = program
        self.backoff = Backoff(first_pause)
        self.process = None
        self.started_at = None
        self.due_at = None

    def start(self, now):
        """Start the process in a session of its own, so that Ctrl-C reaches the supervisor alone."""
        self.process = subprocess.Popen(
            self.program.command,
            cwd=ROOT,
            env=self.program.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL if self.program.chatty else subprocess.PIPE,
            stderr=subprocess.PIPE if self.program.chatty else subprocess.STDOUT,
            start_new_session=True,
            pass_fds=self.program.keep_open,
            preexec_fn=partial(processes.die_with, os.getpid()),
        )
        self.started_at, self.due_at = now, None
        return self.process.stderr or self.process.stdout

    @property
    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def ended(self, now):
        """Clear up after an end and decide on the next start; False when it ended too often."""
        self.kill()  # what is left of its group, gunicorn's workers say, still holds the port
        self.process = None
        self.due_at = self.backoff.next_start(self.started_at, now)
        return self.due_at is not None

    def terminate(self):
        """Ask the process to end."""
        if self.is_running:
            self.process.terminate()

    def kill(self):
        """End the process and its group at once."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
