"""A backup while the studio runs: first the rows, then each file that they name, checked against its row.

A song is tagged anew, and so gets another hash, whenever it is renamed. Rows and files that do not fit are therefore
read once more, both of them, until they do; what still does not is damaged or missing, and is told.
"""

import os
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from sunostudio import disk

from .. import files
from . import dumps, generations

PAUSES = (0, 0.3, 1, 2, 4)  # seconds before each reading of rows and files


@dataclass
class Backup:
    """What was done: where it is, how much of it was copied now, and what is wrong with the library."""

    path: Path | None = None
    files: int = 0
    size: int = 0
    copied: int = 0
    copied_size: int = 0
    wrong: dict = field(default_factory=dict)  # {name: "missing" or "damaged"}
    secrets: list = field(default_factory=list)
    forgotten: int = 0


def make(root, *, with_secrets=False, keep=None):
    """The next generation in this folder. `NoBackup` or `CannotDump` say why there is none."""
    root = Path(root).resolve()
    with generations.locked(root):
        backup = Backup()
        draft = generations.begin(root)
        try:
            manifest = _fill(draft, _former(root), backup)
            if with_secrets:
                backup.secrets = _copy_secrets(draft / "secrets")
            backup.path = generations.finish(draft, manifest | {"secrets": backup.secrets})
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        backup.forgotten = generations.forget(root, keep) if keep else 0
    return backup


def _former(root):
    """Where the last one is, and what it holds by name; nothing where there is none."""
    try:
        path, manifest = generations.read(root)
    except generations.NoBackup:
        return None, {}
    return path, {entry["name"]: entry for entry in manifest["files"]}


def _fill(draft, former, backup):
    """Rows, then files; again while they do not fit each other."""
    copier = Copier(draft, *former)
    for pause in PAUSES:
        time.sleep(pause)
        database, (named, sheets) = dumps.write(draft)
        backup.wrong = copier.bring(named)
        if not backup.wrong:
            break
    copier.bring(dict.fromkeys(sheets, ""))  # one that is not written yet comes with the next backup
    copier.drop_all_but(named.keys() | sheets)
    backup.files, backup.size = len(copier.entries), sum(entry["size"] for entry in copier.entries.values())
    backup.copied, backup.copied_size = copier.copied, copier.copied_size
    return _manifest(draft / database, copier.entries, backup.wrong)


def _manifest(database, entries, wrong):
    sha256, size = files.hash_of(database)
    return {
        "backup": generations.VERSION,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "studio": generations.studio_version(),
        "migrations": dumps.migrations(),
        "database": {"kind": connection.vendor, "name": database.name, "size": size, "sha256": sha256},
        "files": sorted(entries.values(), key=lambda entry: entry["name"]),
        "wrong": wrong,
    }


class Copier:
    """Brings files into a generation: a second name for what the former one has already, a copy for all else."""

    def __init__(self, draft, former, known):
        self.media, self.former, self.known = draft / "media", former, known
        self.entries = {}  # by name: what is in the generation and fits its row
        self.copied = self.copied_size = 0

    def bring(self, named):
        """All of {name: sha256 or ""}; {name: what is wrong with it}."""
        wrong = {}
        for name, sha256 in named.items():
            try:
                if not self._has(name, sha256) and not self._bring(name, sha256):
                    wrong[name] = "damaged"
            except (FileNotFoundError, NotADirectoryError):
                wrong[name] = "missing"
        return wrong

    def _has(self, name, sha256):
        return self._fits(self.entries.get(name), name, sha256)

    def _fits(self, entry, name, sha256):
        """Whether this is what the row wants; where no row knows a hash, whether the file is as it was then."""
        if entry is None:
            return False
        if sha256:
            return entry["sha256"] == sha256
        return (entry["size"], entry["mtime_ns"]) == default_storage.stamp(name)

    def _bring(self, name, sha256):
        """False when what is on the disk is not what its row says."""
        target = self.media / name
        target.unlink(missing_ok=True)
        self.entries.pop(name, None)
        entry = self.known.get(name)
        if not (self._fits(entry, name, sha256) and self._link(entry, target)):
            entry = self._copy(name, target)
        if sha256 and entry["sha256"] != sha256:
            target.unlink()
            return False
        self.entries[name] = entry
        return True

    def _link(self, entry, target):
        """False where that cannot be: it is copied then."""
        source = self.former / "media" / entry["name"]
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            if source.stat().st_size != entry["size"]:
                return False
            os.link(source, target)
        except OSError:
            return False
        return True

    def _copy(self, name, target):
        with default_storage.at_hand(name) as path:
            sha256, size = generations.copy(path, target)
        self.copied, self.copied_size = self.copied + 1, self.copied_size + size
        return {"name": name, "size": size, "sha256": sha256, "mtime_ns": target.stat().st_mtime_ns}

    def drop_all_but(self, names):
        """Away with what was deleted while the backup was made."""
        for name in self.entries.keys() - names:
            (self.media / name).unlink()
            del self.entries[name]


def _copy_secrets(folder):
    """What signs sessions and seals keys, for its owner alone. The names of what there was."""
    folder.mkdir(mode=0o700)
    places = {name: settings.STUDIO_DATA / name for name in generations.SECRETS}
    places["env"] = settings.BASE_DIR / ".env"
    found = {name: path for name, path in places.items() if path.is_file()}
    for name, path in found.items():
        disk.write(folder / name, path.read_bytes())
    return sorted(found)
