"""What a backup looks like on the disk: a folder of generations, each whole in itself, with a manifest.

    DIR/2026-03-01T03-00-00Z/   database.sqlite3 (or database.dump)   media/…   manifest.json   secrets/

Generations share the files that did not change, as hard links where the file system has them. One that is being
made has another name until it is whole, so a backup that was killed leaves those before it as they were.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import tomllib
from contextlib import contextmanager
from datetime import UTC, datetime

from django.conf import settings

from sunostudio import disk

VERSION = 1
NAME = re.compile(r"\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ(-\d+)?")
UNFINISHED = ".unfinished"
SECRETS = (
    "secret_key",
    "field_key",
    "vapid_key",
)  # of the data folder; a backup holds them only when asked to
PIECE = 1024 * 1024


class NoBackup(Exception):
    """The text says what is wrong with it, or in its way."""


def studio_version():
    return tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text())["project"]["version"]


@contextmanager
def locked(root):
    """One backup at a time writes into a folder."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (root / ".lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise NoBackup(f"Another backup is writing into {root}.") from error
        yield


def all_of(root):
    """The folders of whole generations, oldest first."""
    if not root.is_dir():
        return []
    found = [path for path in root.iterdir() if NAME.fullmatch(path.name)]
    return sorted((path for path in found if (path / "manifest.json").is_file()), key=_age)


def _age(path):
    moment, _z, number = path.name.partition("Z")
    return moment, int(number.lstrip("-") or 0)


def begin(root):
    """An empty folder for the next; what a killed one left is taken away."""
    draft = root / UNFINISHED
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o700)
    return draft


def finish(draft, manifest):
    """Give it its name: from now on it is a backup."""
    disk.write(draft / "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=1).encode())
    disk.settle_all()
    path = draft.with_name(_name_after(all_of(draft.parent)))
    draft.rename(path)
    disk.settle(path.parent)
    return path


def _name_after(others):
    """The moment; later than all others, even if the clock was put back."""
    moment, number = f"{datetime.now(UTC):%Y-%m-%dT%H-%M-%S}", 0
    if others and (moment, number) <= (last := _age(others[-1])):
        moment, number = last[0], last[1] + 1
    return f"{moment}Z-{number}" if number else f"{moment}Z"


def read(folder):
    """(the generation in `folder`, or the newest below it; its manifest). `NoBackup` where there is none."""
    places = [folder] if (folder / "manifest.json").is_file() else all_of(folder)[-1:]
    if not places:
        raise NoBackup(f"There is no backup in {folder}.")
    try:
        manifest = json.loads((places[0] / "manifest.json").read_bytes())
    except ValueError as error:
        raise NoBackup(f"{places[0] / 'manifest.json'} is damaged.") from error
    if not isinstance(manifest, dict) or manifest.get("backup") != VERSION:
        raise NoBackup(f"{places[0]} is no backup that this studio can read (version {VERSION}).")
    return places[0], manifest


def forget(root, keep):
    """Take away all but the newest `keep`. How many went."""
    old = all_of(root)[:-keep]
    for path in old:
        gone = path.with_name(f"{UNFINISHED}-{path.name}")  # never half a generation under its name
        path.rename(gone)
        shutil.rmtree(gone)
    return len(old)


def copy(source, target):
    """Copy a file into a generation, or out of one, with its times; (SHA-256 in hex of what was read, bytes)."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as file, target.open("wb") as new:
        status = os.fstat(file.fileno())
        while piece := file.read(PIECE):
            digest.update(piece)
            new.write(piece)
            size += len(piece)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
    return digest.hexdigest(), size
