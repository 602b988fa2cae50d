"""A throw-away PostgreSQL for tests: `Server`, and `python -m tests.postgres COMMAND …` to run a command with one.

Nothing of it is kept, so it never waits for a disk. It listens on a Unix socket in its own folder and nowhere else.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from studio.processes import die_with

PLACES = [
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # Fedora and its relatives
    "/opt/homebrew/opt/postgresql@*/bin",  # Homebrew
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/latest/bin",
]
# What was committed outlives the server's death, though not the machine's.
QUICK = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}
RESTART, CRASH = signal.SIGINT, signal.SIGQUIT  # everybody is sent away; the next start has to recover


def find():
    """The folder of initdb and postgres, the newest where there are several; None where there is none."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).resolve().parent] if on_path else []
    for pattern in PLACES:
        found += sorted(Path("/").glob(pattern[1:]), key=_version, reverse=True)
    return next((folder for folder in found if (folder / "initdb").exists()), None)


def _version(folder):
    return [int(number) for number in "".join(c if c.isdigit() else " " for c in str(folder)).split()]


def missing():
    """Why there can be no server here, in a sentence; empty where there can be one."""
    if find() is None:
        return "No PostgreSQL was found (Debian: apt install postgresql; macOS: brew install postgresql@16)."
    return ""


def _other_user():
    """PostgreSQL refuses to be root: then it runs as somebody who may do little."""
    if os.getuid():
        return {}
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            user = pwd.getpwnam(name)
            return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    raise RuntimeError("There is no user that PostgreSQL could run as: neither postgres nor nobody.")


class Server:
    """Runs from `start` (or `with`) to `stop`, and may be started again with the rows it had.

    `folder` is made; the folders above it have to be open to others when we are root. Without one, it is a new folder
    among the system's temporary ones. `url` is a DATABASE_URL.
    """

    def __init__(self, folder=None):
        self.folder = Path(folder) if folder else Path(tempfile.mkdtemp(prefix="studio-pg-"))
        self.url = self._url("postgres")
        self._bin, self._who, self._process = find(), _other_user(), None

    def __enter__(self):
        return self.start()

    def __exit__(self, *_error):
        self.remove()

    def start(self):
        if not (self.folder / "rows").exists():
            self._make()
        options = [f"--{name}={value}" for name, value in QUICK.items()]
        self._process = self._popen(
            "postgres", "-D", self.folder / "rows", "-k", self.folder, "-h", "", *options
        )
        for _attempt in range(600):
            if self.answers():
                return self
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start:\n{self.log()}")

    def answers(self):
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def connect(self, database="postgres"):
        """A connection of psycopg's own, outside of every transaction."""
        return psycopg.connect(host=str(self.folder), user="studio", dbname=database, autocommit=True)

    def new_database(self, name):
        """The DATABASE_URL of a new, empty one."""
        with self.connect() as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def _url(self, name):
        return f"postgres://studio@/{name}?host={quote(str(self.folder))}"

    def stop(self, how=RESTART):
        if self._process and self._process.poll() is None:
            self._process.send_signal(how)
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.send_signal(CRASH)
                self._process.wait()
        self._process = None

    def remove(self):
        self.stop(CRASH)
        shutil.rmtree(self.folder, ignore_errors=True)

    def log(self):
        return (self.folder / "log").read_text()

    def _make(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._who:
            os.chown(self.folder, self._who["user"], self._who["group"])
        command = ["-D", self.folder / "rows", "-U", "studio", "-A", "trust", "-E", "UTF8"]
        # As servers have it: in the locale C, PostgreSQL cuts texts into other words.
        locale = ["--locale=C.UTF-8"] if sys.platform == "linux" else ["--no-locale"]
        if self._popen("initdb", *command, *locale, "--no-sync", "--no-instructions").wait():
            raise RuntimeError(f"PostgreSQL could not make a database:\n{self.log()}")

    def _popen(self, program, *arguments):
        parent = os.getpid()
        with (self.folder / "log").open("a") as log:
            return subprocess.Popen(
                [self._bin / program, *arguments], cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                preexec_fn=lambda: die_with(parent), start_new_session=True, **self._who,
            )  # fmt: skip


def main(command):
    """The command's exit code; without one, whether there can be a server: 0, or 1 and why not."""
    if reason := missing():
        print(reason)
    if reason or not command:
        return int(bool(reason))
    with Server() as server:
        return subprocess.call(command, env=os.environ | {"TEST_DATABASE_URL": server.url})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
