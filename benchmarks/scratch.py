"""A studio of its own to measure: seeded once, then its queue server and gunicorn, started as the supervisor does."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial

from studio import env, folder, plan, ports, processes, queue_server

SONG = 4 * 1024 * 1024  # bytes of the one archived file that is really there
OTHERS = 5  # one song of other people for so many of one's own
# What could make it another studio than the one that is shipped
FOREIGN = ("DATABASE_URL", "STORAGE_URL", "REDIS_URL", "PUBLIC_URL", "ALLOWED_HOSTS", "KIE_API_BASE_URL", "DEBUG",
           "KIE_API_KEY", "KIE_WEBHOOK_HMAC_KEY", "SENTRY_DSN", "LOG_LEVEL", "EMAIL_URL", "TRUSTED_PROXIES")  # fmt: skip
PATIENCE = 60  # seconds for a server to answer


def clean_environ():
    return {name: value for name, value in os.environ.items() if name not in FOREIGN}


class Scratch:
    """Use it as a context: inside, `address` (host, port) is answered."""

    def __init__(self, data, tracks, database=""):
        """`database`: a DATABASE_URL; without one, SQLite in its folder, as the supervisor has it."""
        self.data, self.tracks, self.database = data / f"library-{tracks}", tracks, database
        self.children = []

    def __enter__(self):
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self):
        folder.make(self.data)
        port = ports.kept(self.data / "run" / "port", 8790)
        self.address = ("127.0.0.1", port)
        socket = folder.socket_path(self.data)
        options = env.Options.read(["--data", str(self.data), "--port", str(port)], {})
        self.environ = self._environ(plan.shared(options, socket, sandbox_port=port + 1))
        self._run(queue_server.program(self.data, socket, self.environ))
        wait_for(lambda: queue_server.answers(socket))
        self._prepare()
        folder.make_empty(plan.counters(options))
        self._run(plan.web(options, self.environ))
        wait_for(lambda: ports.web_answers(*self.address))

    def _environ(self, shared):
        ours = {"STUDIO_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        ours |= {"DATABASE_URL": self.database} if self.database else {}
        unlimited = dict.fromkeys(["JOBS_PER_PERSON", "JOBS_PER_MINUTE", "JOBS_AT_ONCE"], "0")
        return clean_environ() | shared | ours | unlimited

    def _run(self, program):
        self.children.append(start(program.command, program.environ))

    def _prepare(self):
        subprocess.run([sys.executable, "-m", "studio.prepare"], cwd=env.ROOT, env=self.environ, check=True)
        seeded = self.data / "seeded"
        if not seeded.exists():
            say(f"Seeding a library of {self.tracks:,} tracks; the next run finds it …")
            self.seed()
            seeded.touch()

    def seed(self):
        self.ask("library.seed", tracks=self.tracks, others=self.tracks // OTHERS)

    def ask(self, function, **values):
        """What a function of ours answers from within this studio's Django."""
        command = [sys.executable, "-m", "benchmarks.inside", function, json.dumps(values)]
        said = subprocess.run(command, cwd=env.ROOT, env=self.environ, stdout=subprocess.PIPE, check=True)
        return json.loads(said.stdout.splitlines()[-1])

    @property
    def web_pids(self):
        """The process ids of gunicorn and its workers."""
        return tree(self.children[-1].pid)

    def __exit__(self, *_):
        for child in reversed(self.children):
            end(child)


def start(command, environ, cwd=env.ROOT):
    """Start a server that ends with us, whatever ends us; only its complaints are shown."""
    return subprocess.Popen(
        command, cwd=cwd, env=environ, stdout=subprocess.DEVNULL, start_new_session=True,
        preexec_fn=partial(processes.die_with, os.getpid()),
    )  # fmt: skip


def end(child):
    """Ask a child and its group to end; insist after a while."""
    child.terminate()
    try:
        child.wait(15)
    except subprocess.TimeoutExpired:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def wait_for(condition, longest=PATIENCE, pause=0.05):
    """Return the seconds it took until `condition()` held. Raises TimeoutError."""
    begun = time.monotonic()
    while not condition():
        if time.monotonic() - begun > longest:
            raise TimeoutError(f"Not within {longest} s.")
        time.sleep(pause)
    return time.monotonic() - begun


def tree(pid):
    """The process and all below it (Linux)."""
    with suppress(OSError), open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [pid, *(below for child in file.read().split() for below in tree(int(child)))]
    return []


def say(line):
    """For the person who waits; the figures alone go to stdout."""
    print(line, file=sys.stderr, flush=True)
