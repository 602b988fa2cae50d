"""Starts children in stages, starts again what ends, passes on what they say, and ends them in reverse order."""

import os
import selectors
import signal
import sys
import time

from studio import processes
from studio.child import Child
from studio.env import Refused

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# A line longer than this is shown in pieces, in bytes.
LONGEST_LINE = 64 * 1024


class Stopped(Exception):
    """A person, or the system, asked the studio to end."""


class Supervisor:
    """Use it as a context: leaving it ends every child. One thread; everything happens in ``turn``."""

    def __init__(self, first_pause=1.0):
        self.first_pause = first_pause
        self.stages = []
        self.selector = selectors.DefaultSelector()
        self.asked_to_stop = 0

    def __enter__(self):
        processes.adopt_orphans()
        self.strangers = set(processes.children())  # of the shell that became us
        reader, writer = os.pipe()
        os.set_blocking(writer, False)
        self.selector.register(reader, selectors.EVENT_READ, Wakeups())
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # It only has to wake us.
        for number in STOPPING:
            signal.signal(number, self.ask_to_stop)
        return self

    def __exit__(self, *_):
        self.stop()
        signal.set_wakeup_fd(-1)

    def ask_to_stop(self, *_):
        self.asked_to_stop += 1

    def start(self, *programs):
        """Start programs that belong together: they are ended together, after those started later."""
        stage = [Child(program, self.first_pause) for program in programs]
        self.stages.append(stage)
        for child in stage:
            self.launch(child)

    def finish(self, program):
        """Run a program to its end and return the lines it wrote. Raises Refused with them if it failed."""
        child, lines = Child(program), Lines()
        self.stages.append([child])
        self.launch(child, lines)
        while child.is_running or lines.fd in self.selector.get_map():
            self.turn(restart=False)
        self.stages.pop()
        if child.process.returncode:
            raise Refused("\n".join(lines.kept) or f"“{program.name}” failed without a word.")
        return lines.kept

    def wait_for(self, condition, pause=0.05):
        """Keep the children running until ``condition()`` holds."""
        while not condition():
            self.turn(pause)

    def run(self):
        """Keep the children running until somebody asks to stop. Raises Stopped or Refused, never returns."""
        while True:
            self.turn()

    def turn(self, longest=60.0, restart=True):
        """Wait for something to happen, at most ``longest`` seconds, and see to it."""
        if self.asked_to_stop:
            raise Stopped
        due = [child.due_at - time.monotonic() for child in self.children if child.due_at]
        self.listen(max(0.0, min([longest, *due])))
        if restart:
            self.restart()

    @property
    def children(self):
        return [child for stage in self.stages for child in stage]

    def launch(self, child, lines=None):
        output = child.start(time.monotonic())
        os.set_blocking(output.fileno(), False)
        lines = lines or Shown(child.program, self)
        lines.fd = output.fileno()
        self.selector.register(output, selectors.EVENT_READ, lines)

    def listen(self, timeout):
        """Pass on what children wrote; close what has ended."""
        for key, _ in self.selector.select(timeout):
            if not key.data.read(key.fd):
                self.selector.unregister(key.fileobj)
                key.fileobj.close()

    def restart(self):
        """Start what is due, note what ended. Raises Refused when a child ends too often."""
        self.bury_orphans()
        now = time.monotonic()
        for child in self.children:
            if child.process and not child.is_running:
                code = child.process.returncode
                if not child.ended(now):
                    raise Refused(
                        f"“{child.program.name}” ended five times within a minute, last with code {code}."
                    )
                self.say(child.program.name, f"ended with code {code}; starting again")
            elif child.due_at and child.due_at <= now:
                self.launch(child)

    def stop(self):
        """End all children, last stage first, each as it asks for, and what they left behind."""
        while self.stages:
            stage = self.stages.pop()
            self.end(stage)
            self.end_orphans()

    def end(self, stage):
        """Ask twice, since RQ's second SIGTERM ends the task at hand, then insist."""
        grace = max(child.program.grace for child in stage)
        for seconds in (grace, 1.0):
            for child in stage:
                child.terminate()
            self.drain(stage, seconds)
        for child in stage:
            child.kill()
        self.drain(stage, 5.0)

    def drain(self, stage, seconds):
        """Pass on output until the stage has ended, time is up, or somebody asks once more to stop."""
        deadline, asked = time.monotonic() + seconds, self.asked_to_stop
        while any(child.is_running for child in stage) and asked == self.asked_to_stop:
            left = deadline - time.monotonic()
            if left <= 0:
                return
            self.listen(min(left, 0.2))
        self.listen(0)

    @property
    def orphans(self):
        """Grandchildren that came to us, such as the task of a worker that was killed."""
        ours = {child.process.pid for child in self.children if child.process}
        return set(processes.children()) - ours - self.strangers

    def bury_orphans(self):
        """Let go of those that have ended."""
        for pid in self.orphans:
            os.waitpid(pid, os.WNOHANG)

    def end_orphans(self):
        """End them at once: nobody waits for them any more."""
        while orphans := self.orphans:  # Their own children come to us next.
            for pid in orphans:
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)

    def say(self, name, line):
        """Pass on one line of a child; one that is JSON says itself whose it is."""
        self.tell(line if line.startswith("{") else f"{name:7} | {line}")

    def tell(self, line):
        """Write one line at once. When nobody reads any more, as after ``| head``, the studio ends."""
        try:
            print(line, flush=True)
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.ask_to_stop()


class Wakeups:
    """Signals that arrived; reading them is enough to be awake."""

    def read(self, fd):
        return os.read(fd, 4096)


class Lines:
    """What a child writes, line by line; here they are kept."""

    def __init__(self):
        self.rest = b""
        self.kept = []
        self.fd = None

    def take(self, line):
        self.kept.append(line)

    def read(self, fd):
        """Take the complete lines that are there; False at the end."""
        try:
            data = os.read(fd, 65536)
        except BlockingIOError:
            return True
        *lines, self.rest = (self.rest + data).split(b"\n")
        if self.rest and (not data or len(self.rest) > LONGEST_LINE):
            lines, self.rest = [*lines, self.rest], b""
        for line in lines:
            self.take(line.decode(errors="replace").rstrip("\r"))
        return bool(data)


class Shown(Lines):
    """Lines that are passed on at once, with the child's name in front."""

    def __init__(self, program, supervisor):
        super().__init__()
        self.program, self.supervisor = program, supervisor

    def take(self, line):
        if not any(text in line for text in self.program.mute):
            self.supervisor.say(self.program.name, line)
