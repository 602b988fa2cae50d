"""A backup becomes the studio of this data folder: everything is checked first, and put in place last.

The backup is older than the world. What stood in line when it was made may have been sent, and paid for, since then;
so nothing of it is sent by itself: its outcome is unknown, and a person decides.
"""

import shutil
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from sunostudio import disk

from ...models import Job, JobEvent, ProviderAccount
from ...sealing import field_keys
from . import dumps, generations

# Of a former studio: rows, songs, and what only they understand
FORMER = ("studio.sqlite3*", "media", "arriving", "partial", "valkey-*", "redis-*")

COUNTED = {"accounts_user": "people", "music_track": "songs", "music_upload": "uploads", "music_job": "jobs"}


@dataclass
class Restored:
    generation: Path
    manifest: dict
    missing: dict = field(default_factory=dict)  # {name: "missing" or "damaged"}
    held_back: int = 0  # jobs that would have been sent
    put_aside: Path | None = None
    secrets: list = field(default_factory=list)
    sealed: int = 0  # stored keys of the provider that none of our keys opens

    @property
    def is_whole(self):
        return not self.missing


def staging():
    """While this folder is there, a restoration is under way or was cut off, and no studio starts."""
    return settings.STUDIO_DATA / "restoring"


def in_the_way():
    """What a restoration would take the place of: {what: how many}; empty in an empty data folder."""
    found = _rows_here() | {"files": default_storage.count()}
    return {name: count for name, count in found.items() if count}


def _rows_here():
    """Of a database that may be as old as the backup: so no model is asked."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        return {}  # asking would make one
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) & set(COUNTED)
        found = {table: _count(cursor, table) for table in tables}
    connection.close()
    return {COUNTED[table]: count for table, count in found.items()}


def _count(cursor, table):
    cursor.execute(f"SELECT count(*) FROM {table}")
    return cursor.fetchone()[0]


def choose(folder):
    """(generation, manifest) that this studio can read. `NoBackup` says why not."""
    generation, manifest = generations.read(Path(folder).resolve())
    if manifest["database"]["kind"] != connection.vendor:
        raise generations.NoBackup(
            f"The backup holds a database of {manifest['database']['kind']}, and this studio is set up for "
            f"{connection.vendor}: set DATABASE_URL to an empty one of that kind, or take it away for SQLite."
        )
    if newer := set(manifest["migrations"]) - dumps.known_migrations():
        raise generations.NoBackup(
            f"The backup was made by a newer studio ({manifest['studio']}; its database has {min(newer)}): "
            "bring this one up to date first."
        )
    return generation, manifest


def check(generation, manifest):
    """Copy everything beside its place, each file checked against the manifest; {name: what is wrong with it}."""
    stage = staging()
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(mode=0o700, parents=True)
    database = manifest["database"]
    if not (generation / database["name"]).is_file():
        raise generations.NoBackup(f"{generation / database['name']} is missing.")
    if generations.copy(generation / database["name"], stage / database["name"])[0] != database["sha256"]:
        raise generations.NoBackup(f"{generation / database['name']} is damaged: take another backup.")
    wrong = {entry["name"]: _bring(generation, stage, entry) for entry in manifest["files"]}
    return manifest["wrong"] | {name: what for name, what in wrong.items() if what}


def _bring(generation, stage, entry):
    """ "" when it is there and right."""
    target = stage / "media" / entry["name"]
    if not target.resolve().is_relative_to(stage.resolve()):
        return "damaged"
    try:
        sha256, _size = generations.copy(generation / "media" / entry["name"], target)
    except (FileNotFoundError, NotADirectoryError):
        return "missing"
    if sha256 != entry["sha256"]:
        target.unlink()
        return "damaged"
    return ""


def give_up():
    """Nothing was changed, and nothing is."""
    shutil.rmtree(staging(), ignore_errors=True)


def finish(generation, manifest, missing):
    """Put in place what was checked. What was there before is put aside, not deleted."""
    restored, stage = Restored(generation, manifest, missing), staging()
    database = stage / manifest["database"]["name"]
    if connection.vendor == "sqlite":
        with dumps.opened(database) as alias:
            _look_after(restored, alias)
    else:  # whole or not at all: where it fails, not a file has been moved yet
        _load(database)
        _look_after(restored, "default")
    disk.settle_all()
    restored.put_aside = _put_aside()
    (stage / "media").mkdir(exist_ok=True)
    default_storage.take_over(stage / "media")
    _restore_secrets(restored)
    if connection.vendor == "sqlite":
        database.rename(connection.settings_dict["NAME"])
    disk.settle(settings.STUDIO_DATA)
    give_up()
    return restored


def _load(database):
    arguments = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    connection.close()
    dumps.run("pg_restore", *arguments, str(database))


def _look_after(restored, using):
    restored.held_back = hold_back(using)
    restored.sealed = _unopenable(restored.generation, using)


def hold_back(using="default"):
    """What would be sent now may have been sent before: its outcome is unknown. How many jobs that are."""
    now = timezone.now()
    with transaction.atomic(using=using):
        queued = list(Job.objects.using(using).filter(state=Job.State.QUEUED).values_list("pk", flat=True))
        words = _("Stood in line when the backup was made; whether it was sent since is not known.")
        kind, digest = JobEvent.Kind.STATE, "restored"
        events = [JobEvent(job_id=key, kind=kind, words=words, digest=digest, at=now) for key in queued]
        JobEvent.objects.using(using).bulk_create(events)
        rows = Job.objects.using(using).filter(pk__in=queued)
        rows.update(state=Job.State.UNKNOWN, error_code="restored", due_at=None, updated_at=now)
    return len(queued)


def _unopenable(generation, using):
    """Stored keys that would have to be entered again with the keys this studio will have."""
    file = generation / "secrets" / "field_key"
    keys = field_keys() + (file.read_text().split() if file.is_file() else [])
    box = MultiFernet([Fernet(key) for key in keys])
    sealed = ProviderAccount.objects.using(using).exclude(owner=None).exclude(sealed_key="")
    return sum(not _opens(box, text) for text in sealed.values_list("sealed_key", flat=True))


def _opens(box, text):
    try:
        return bool(box.decrypt(text))
    except InvalidToken:
        return False


def _put_aside():
    """A former studio's rows and files get a folder of their own; None where there was none."""
    data = settings.STUDIO_DATA
    found = [path for pattern in FORMER for path in data.glob(pattern)]
    if not found:
        return None
    folder = data / f"before-restore-{datetime.now(UTC):%Y-%m-%dT%H-%M-%SZ}"
    folder.mkdir(mode=0o700)
    for path in found:
        path.rename(folder / path.name)
    return folder


def _restore_secrets(restored):
    """Those that a backup holds take the place of those just made here."""
    for name in generations.SECRETS:
        file = restored.generation / "secrets" / name
        if file.is_file():
            disk.write(settings.STUDIO_DATA / name, file.read_bytes())
            restored.secrets.append(name)
