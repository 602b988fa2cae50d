"""A studio in many parts on one machine: PostgreSQL, a queue server, a store, nginx, webs, workers, clocks."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import requests

from studio import queue_server
from tests import postgres, store
from tests.real import deployed
from tests.real.parts import ROOT, Process, answers, free_port, wait_for

WEBS, CLOCKS = 3, 2
NO_LIMITS = dict.fromkeys(("JOBS_PER_PERSON", "JOBS_PER_MINUTE", "JOBS_AT_ONCE"), "0")


class Town:
    """Use it as a context. `work(n)` sets how many workers for calls there are; parts are killed by name."""

    def __init__(self, folder, seconds=1.0, with_store=True):
        self.folder, self.seconds, self.with_store = Path(folder), seconds, with_store
        self.stack, self.parts = contextlib.ExitStack(), {}
        self.turn, self.is_over = threading.RLock(), threading.Event()

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self.stack = stack
            self._start_below()
            self._start_studio()
            self.stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self.stack.close()

    def _start_below(self):
        self.database = self.stack.enter_context(postgres.Server(self.folder / "postgres"))
        self.start_queue()
        self.stack.callback(lambda: self.queue.kill())
        self.provider = self._process(
            "provider", "-m", "tests.scale.provider", str(free_port()), str(self.seconds)
        )
        if self.with_store:
            self.store = f"127.0.0.1:{free_port()}"
            host, port = self.store.split(":")
            self._process("store", "-m", "moto.server", "-H", host, "-p", port)
            wait_for("the store answers", lambda: answers(f"http://{self.store}/moto-api/"))
            store.make_bucket(self.store)

    def _process(self, name, *words):
        around = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "MOTO_S3_CUSTOM_ENDPOINTS": ""}
        process = Process(words, around, self.folder / f"{name}.log")
        process.words = words
        self.stack.callback(process.stop)
        return process

    def start_queue(self):
        """With what its file holds, after it was killed too."""
        path = self.folder / "queue.sock"
        path.unlink(missing_ok=True)
        log = (self.folder / "queue.log").open("ab")
        self.queue = subprocess.Popen(
            queue_server.program(self.folder, path, {}).command, stdout=log, stderr=log
        )
        wait_for("the queue answers", lambda: queue_server.answers(path))

    def _start_studio(self):
        url = f"http://127.0.0.1:{self.provider.words[2]}"
        wait_for("the provider answers", lambda: answers(f"{url}/books"))
        values = {
            "DATABASE_URL": self.database.url, "REDIS_URL": f"unix://{self.folder}/queue.sock?db=0", "KIE_API_BASE_URL": url,
            "KIE_API_KEY": "key-of-the-server", "SECRET_KEY": "of-the-town", "ALLOWED_HOSTS": "127.0.0.1,localhost", **NO_LIMITS,
        }  # fmt: skip
        if self.with_store:
            values["STORAGE_URL"] = store.url(self.store)
        self.url, self.around = url, deployed.prepare(self.folder, **values)
        self.sockets = [deployed.Socket() for _ in range(WEBS)]
        for number, socket in enumerate(self.sockets):
            self.stack.callback(socket.close)
            self.start(f"web {number}")
        for number in range(CLOCKS):
            self.start(f"clock {number}")
        self.stack.callback(self.end)
        threading.Thread(target=self._keep, daemon=True).start()
        self.stack.callback(self.is_over.set)
        self.nginx = deployed.Nginx(
            self.folder, web=[f"127.0.0.1:{socket.port}" for socket in self.sockets], media=self.folder
        )
        self.stack.callback(self.nginx.stop)
        wait_for("all webs answer", lambda: all(deployed.is_up(socket.url) for socket in self.sockets))

    def start(self, name):
        """A part: web 0, calls 3, clock 1 …"""
        kind, _, number = name.partition(" ")
        unit = f"suno-studio-{kind}.service" if kind in ("web", "clock") else f"suno-studio-{kind}@.service"
        socket = self.sockets[int(number)] if kind == "web" else None
        one = {"2": "1", "32": "8"}  # a web of this town is one process: they share two cores
        self.parts[name] = deployed.Unit(unit, self.around, self.folder / f"{kind}.log", socket=socket, **one)

    def _keep(self):
        """What ends by itself, as workers do when the queue is gone, is started again: as systemd does (Restart=always)."""
        while not self.is_over.wait(1):
            with self.turn:
                for name in [name for name, part in self.parts.items() if part.child.poll() is not None]:
                    self.start(name)

    def kill(self, name):
        """At once, with the tasks that it has begun."""
        with self.turn:
            part = self.parts.pop(name)
        os.killpg(part.child.pid, signal.SIGKILL)
        part.child.wait()

    def end(self, kind=""):
        with self.turn:
            ending = [self.parts.pop(name) for name in list(self.parts) if name.startswith(kind)]
        for part in ending:
            part.child.terminate()
        for part in ending:
            part.stop()

    def work(self, count):
        """So many workers for calls, all new and ready."""
        self.end("calls")
        for number in range(count):
            self.start(f"calls {number}")
        wait_for("the workers are there", lambda: self.workers() == count, 120)

    def workers(self):
        return self.ask_rq("print(Worker.count(queue=get_queue('calls')))")

    def ask_rq(self, code):
        """An answer of RQ's; a process each time costs a second, so ask seldom."""
        code = (
            f"import django; django.setup()\nfrom django_rq import get_queue\nfrom rq import Worker\n{code}"
        )
        return int(
            subprocess.run(
                [sys.executable, "-c", code],
                cwd=ROOT,
                env=self.around,
                capture_output=True,
                text=True,
                check=True,
            ).stdout
        )

    def rows(self, act, **values):
        """See `rows.py`."""
        command = [sys.executable, "-m", "tests.scale.rows", act, json.dumps(values)]
        done = subprocess.run(command, cwd=ROOT, env=self.around, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])

    def taken(self):
        """(seconds, key) of each create that the provider took."""
        return [tuple(each) for each in requests.get(f"{self.url}/books", timeout=30).json()["data"]]

    def wait_taken(self, count, seconds):
        """Until the provider took so many, or the time is over; those there are."""
        end = time.monotonic() + seconds
        while len(self.taken()) < count and time.monotonic() < end:
            time.sleep(0.5)
        return self.taken()
