"""The studio's parts as processes of their own: any can be killed, and all are started again."""

import os
import shutil
import signal
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from types import SimpleNamespace

import requests

from studio import folder, plan, queue_server
from tests import tables
from tests.real.parts import Process, answers, environ, free_port, share_songs, wait_for

WORKERS = ("calls", "files")
STAGE_SECONDS = "0.3"
RATE = 60  # new tasks in ten seconds
CREDITS = 10_000_000


def environment(place, **values):
    """The variables of a world in this folder."""
    place.mkdir(parents=True, exist_ok=True)
    folder.make(place)
    sandbox = f"http://127.0.0.1:{free_port()}"
    return environ(
        place,
        DJANGO_SETTINGS_MODULE="tests.chaos.settings", KIE_API_BASE_URL=sandbox, KIE_API_KEY="sandbox",
        STUDIO_SANDBOX="1", PORT=str(free_port()), REDIS_URL=f"unix://{folder.socket_path(place)}?db=0",
        LOG_LEVEL="INFO", SANDBOX_RATE=str(RATE), SANDBOX_STAGE_SECONDS=STAGE_SECONDS,
        SANDBOX_CALLBACK_PAUSES="0.5,1,2", SANDBOX_CREDITS=str(CREDITS),
        JOBS_PER_PERSON="0", JOBS_PER_MINUTE="0", JOBS_AT_ONCE="0", **values,
    )  # fmt: skip


class World:
    """`environ` is what `environment` gave; its sandbox is started too. Use it as a context."""

    def __init__(self, environ):
        self.environ, self.place = environ, Path(environ["STUDIO_DATA"])
        self.url = f"http://127.0.0.1:{environ['PORT']}"
        self.sandbox_url = environ["KIE_API_BASE_URL"]
        self.programs = {program.name: program.command for program in self._programs()}
        self.processes, self.held, self.ended, self.trapped = {}, set(), [], set()
        self.lock, self.is_over = threading.RLock(), threading.Event()
        self.keeper = threading.Thread(target=self._keep, daemon=True)

    def _programs(self):
        socket = folder.socket_path(self.place)
        port = self.sandbox_url.rpartition(":")[2]
        options = SimpleNamespace(data=self.place, host="127.0.0.1", port=int(self.environ["PORT"]),
                                  web_workers=1, web_threads=8)  # fmt: skip
        yield queue_server.program(self.place, socket, self.environ)
        yield plan.sandbox(options, port, self.environ)
        yield plan.web(options, self.environ)
        yield from plan.workers(self.environ)
        clock = plan.clock(self.environ)
        clock.command[clock.command.index("music.clock")] = "tests.chaos.clock"
        yield clock

    # From beginning to end

    def __enter__(self):
        share_songs(self.place)
        tables.migrate(self.environ)
        for name in self.programs:
            self.start(name)
            self.wait_until_ready(name)
        self.keeper.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.keeper.join()
        for name in reversed(self.programs):
            self.kill(name)
        shutil.rmtree(folder.socket_path(self.place), ignore_errors=True)

    def wait_until_ready(self, name):
        addresses = {"web": f"{self.url}/healthz", "sandbox": f"{self.sandbox_url}/sandbox/books"}
        if name == "queue":
            socket = folder.socket_path(self.place)
            wait_for("the queue server answers", lambda: queue_server.answers(socket))
        elif name in addresses:
            wait_for(f"{name} answers", lambda: answers(addresses[name]))

    def log(self, name):
        return self.place / f"{name}.log"

    # Each by its name

    def start(self, name):
        with self.lock:
            command = self.programs[name]
            is_python = command[0].endswith(("python", "python3")) or "python" in Path(command[0]).name
            self.processes[name] = Process(command[is_python:], self.environ, self.log(name), is_python)

    def pid(self, name):
        return self.processes[name].child.pid

    def is_alive(self, name):
        return self.processes[name].child.poll() is None

    def kill(self, name):
        """The part and what belongs to its group; a worker's task at hand is not in it. True when it lived."""
        with self.lock:
            was_alive = self.is_alive(name)
            with suppress(ProcessLookupError):
                self.processes[name].kill()
            return was_alive

    def look_into_trap(self):
        """Note what was fetched from the private place where the sandbox's redirects lead; a killed one forgets it."""
        with suppress(requests.RequestException):
            self.trapped |= set(
                requests.get(f"{self.sandbox_url}/sandbox/books", timeout=30).json()["trapped"]
            )

    def hold(self, *names):
        """Not to be started again for now."""
        self.held |= set(names)

    def release(self, *names):
        self.held -= set(names)

    def horse(self, name):
        """The process of the task that a worker has at hand; None when it has none."""
        children = Path(f"/proc/{self.pid(name)}/task/{self.pid(name)}/children")
        try:
            pids = children.read_text().split()
        except FileNotFoundError:
            return None
        return int(pids[0]) if pids else None

    def kill_horse(self, name):
        pid = self.horse(name)
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
            return True
        return False

    @contextmanager
    def stopped(self, name):
        """It stands still."""
        os.kill(self.pid(name), signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(self.pid(name), signal.SIGCONT)

    def _keep(self):
        """Starts again what ended, and notes what nobody killed."""
        while not self.is_over.wait(0.2):
            with self.lock:
                for name in set(self.programs) - self.held:
                    if not self.is_alive(name):
                        if self.processes[name].child.returncode != -signal.SIGKILL:
                            self.ended.append((time.time(), name, self.processes[name].child.returncode))
                        self.start(name)
