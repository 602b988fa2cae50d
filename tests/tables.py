"""A database with all tables and no rows of anybody: migrated to once in a session of tests, then copied.

The folder TABLES_OF_TESTS is new in each session (see tests/environment.py), so a changed migration finds no old copy.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NAME = "studio.sqlite3"


def migrate(environ):
    """For a process with this environment; where its database is the file in its data folder, by copying."""
    folder = environ["STUDIO_DATA"]
    is_elsewhere = environ.get("DATABASE_URL") not in (None, "", f"sqlite:///{Path(folder, NAME)}")
    if is_elsewhere or not copy_to(folder):
        run_migrate(environ)


def copy_to(folder):
    """Whether this data folder has tables now, where it had none; False outside of a session."""
    if place := os.environ.get("TABLES_OF_TESTS"):
        Path(folder).mkdir(mode=0o700, parents=True, exist_ok=True)
        Path(folder, NAME).touch(mode=0o600)  # as a studio makes it
        shutil.copyfile(made_in(Path(place)), Path(folder, NAME))
    return bool(place)


def fill(address):
    """A connection to the database in memory at this address, which has tables now, and is there while it is open."""
    keeper = sqlite3.connect(address, uri=True)
    with closing(sqlite3.connect(made_in(Path(os.environ["TABLES_OF_TESTS"])))) as file:
        file.backup(keeper)
    return keeper


def made_in(place):
    """The file to copy; who comes first makes it, and the others wait."""
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / NAME).exists():
            run_migrate(os.environ | {"STUDIO_DATA": str(place / "new"), "DATABASE_URL": ""})
            assert not (place / "new" / f"{NAME}-wal").exists(), "part of it is in another file"
            (place / "new" / NAME).rename(place / NAME)
    return place / NAME


def run_migrate(environ):
    command = [sys.executable, "manage.py", "migrate", "--verbosity=0"]
    subprocess.run(command, cwd=ROOT, env=environ, check=True)
