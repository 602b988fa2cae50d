"""Migrations that let the release before go on working: while they run, and until its last process has ended."""

import json
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.models.fields import NOT_PROVIDED
from django.utils import timezone

from music.indexes import AddIndexAside
from tests import postgres
from tests.base import StudioTestCase
from tests.factories import make_track
from tests.real.parts import ROOT, Process, environ, wait_for

# Where the rules begin.
SINCE = {"accounts": "0001_initial", "music": "0004_every_operation"}
LARGE = {"asset", "job", "jobevent", "track"}  # tables that can have so many rows that an index takes seconds
HARMLESS = (
    migrations.CreateModel, migrations.RemoveIndex, migrations.RenameIndex, migrations.RemoveConstraint,
    migrations.AlterModelOptions, migrations.AlterModelManagers, AddIndexAside,
)  # fmt: skip


def why_not(operation, before, app):
    """What the release before would stumble over; empty for what it does not notice."""
    if isinstance(operation, migrations.AddField):
        return _added(operation.field)
    if isinstance(operation, migrations.AlterField):
        return _altered(
            before.models[app, operation.model_name_lower].fields[operation.name], operation.field
        )
    if isinstance(operation, migrations.AddIndex) and not isinstance(operation, AddIndexAside):
        return "writers wait for it on a large table" if operation.model_name_lower in LARGE else ""
    return "" if isinstance(operation, HARMLESS) else "the release before may not know of it"


def _added(field):
    if field.unique or field.one_to_one:
        return "the release before cannot keep it unique"
    is_filled = field.null or field.many_to_many or field.db_default is not NOT_PROVIDED
    return "" if is_filled else "the release before leaves it out: it needs null or db_default"


def _altered(old, new):
    if old.null and not new.null:
        return "the release before writes nothing there"
    if new.unique and not old.unique:
        return "the release before cannot keep it unique"
    if old.get_internal_type() != new.get_internal_type():
        return "the release before writes another type"
    if (new.max_length or 0) < (old.max_length or 0):
        return "the release before writes longer texts"
    return ""


def complaints(migration, state):
    """(what, why) of a migration's steps that nothing excuses; `state` goes on with them."""
    excused = getattr(migration, "safe_because", {})
    changed = {name for step in migration.operations if (name := getattr(step, "model_name_lower", ""))}
    known = {name for app, name in state.models if app == migration.app_label}
    changed &= known
    if migration.atomic and len(changed) > 1:
        yield " and ".join(sorted(changed)), "two tables held at once: a writer may hold the other"
    for operation in migration.operations:
        why = why_not(operation, state, migration.app_label)
        operation.state_forwards(migration.app_label, state)
        # What is done to a table that this very migration makes, the release before cannot notice.
        is_new = getattr(operation, "model_name_lower", "") not in known | {""}
        if why and not is_new and not excused.get(operation.describe()):
            yield operation.describe(), why
        if isinstance(operation, AddIndexAside) and migration.atomic:
            yield operation.describe(), "it needs atomic = False"


class TrashTests(StudioTestCase):
    def test_what_lay_in_the_trash_before_it_was_emptied_has_all_its_days(self):
        old = make_track(trashed_at=timezone.now() - timedelta(days=400))
        kept = make_track()
        import_module("music.migrations.0026_the_trash_begins_now").begin(apps, None)
        old.refresh_from_db()
        kept.refresh_from_db()
        self.assertGreater(old.trashed_at, timezone.now() - timedelta(minutes=1))
        self.assertIsNone(kept.trashed_at)


class RuleTests(unittest.TestCase):
    """Migrations are read, not run. One that breaks a rule says why it may, in its class:
    `safe_because = {"Remove field x from track": "No release since 1.2 reads it."}`"""

    def test_every_migration_keeps_the_release_before_running(self):
        loader = MigrationLoader(None)
        for (app, name), migration in sorted(loader.disk_migrations.items()):
            if app in SINCE and name > SINCE[app]:
                with self.subTest(migration=f"{app}.{name}"):
                    state = loader.project_state(migration.dependencies)
                    self.assertEqual(list(complaints(migration, state)), [])

    def refused(self, *operations, **fields):
        migration = migrations.Migration("0009_new", "music")
        migration.operations = list(operations)
        for name, value in fields.items():
            setattr(migration, name, value)
        return [why for _what, why in complaints(migration, MigrationLoader(None).project_state())]

    def test_what_is_refused(self):
        unique = models.UniqueConstraint(fields=["title"], name="one_title")
        for operation in (
            migrations.RemoveField("track", "hue"),
            migrations.RenameField("track", "hue", "colour"),
            migrations.DeleteModel("Persona"),
            migrations.RenameModel("Persona", "Singer"),
            migrations.AlterModelTable("track", "songs"),
            migrations.AddField("track", "mood", models.CharField(max_length=9, default="")),
            migrations.AddField("track", "number", models.IntegerField(null=True, unique=True)),
            migrations.AlterField("track", "duration", models.FloatField()),
            migrations.AlterField("track", "title", models.CharField(max_length=200)),
            migrations.AlterField("track", "title", models.TextField()),
            migrations.AlterField("track", "sha256", models.CharField(max_length=64, unique=True)),
            migrations.AddConstraint("track", unique),
            migrations.AddIndex("jobevent", models.Index(fields=["at"], name="by_time")),
            migrations.RunSQL("DELETE FROM music_track"),
            migrations.RunPython(lambda apps, schema_editor: None),
            AddIndexAside("jobevent", models.Index(fields=["at"], name="by_time")),  # in a transaction
        ):
            with self.subTest(operation=operation.describe()):
                self.assertEqual(len(self.refused(operation)), 1)

    def test_two_tables_of_before_in_one_transaction_are_refused(self):
        heard = models.DateTimeField(null=True)
        migration = migrations.Migration("0009_new", "music")
        migration.operations = [migrations.AddField(name, "heard_at", heard) for name in ("track", "persona")]
        state = MigrationLoader(None).project_state()
        self.assertEqual([what for what, _why in complaints(migration, state)], ["persona and track"])

    def test_a_constraint_is_fine_on_a_table_that_the_same_migration_makes_and_on_no_other(self):
        only = models.UniqueConstraint(fields=["name"], name="only_one")
        made = migrations.CreateModel("Mood", [("name", models.CharField(max_length=9))])
        self.assertEqual(self.refused(made, migrations.AddConstraint("mood", only)), [])
        self.assertEqual(len(self.refused(migrations.AddConstraint("persona", only))), 1)

    def test_what_is_fine(self):
        for operation in (
            migrations.AddField("track", "mood", models.CharField(max_length=9, db_default="")),
            migrations.AddField("track", "heard_at", models.DateTimeField(null=True)),
            migrations.AlterField("track", "title", models.CharField("name", max_length=400)),
            migrations.AddIndex("persona", models.Index(fields=["kind"], name="by_kind")),
            migrations.RemoveIndex("track", "library"),
        ):
            with self.subTest(operation=operation.describe()):
                self.assertEqual(self.refused(operation), [])
        aside = AddIndexAside("jobevent", models.Index(fields=["at"], name="by_time"))
        self.assertEqual(self.refused(aside, atomic=False), [])

    def test_a_reason_excuses_the_step_it_names_and_no_other(self):
        operation = migrations.RemoveField("track", "hue")
        self.assertEqual(self.refused(operation, safe_because={operation.describe(): "Nobody reads it."}), [])
        self.assertEqual(
            len(self.refused(operation, safe_because={"Remove field bars from track": "No."})), 1
        )


@pytest.mark.real
class UpgradeTests(unittest.TestCase):
    """A data folder of the release before, whose last process still writes while the new one migrates."""

    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_here(self, *command):
        done = subprocess.run(
            [sys.executable, *command],
            cwd=ROOT,
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout or "null")

    def old_release(self, *words):
        return self.run_here("-m", "tests.models.old_release", *words)

    def upgrade(self, **values):
        self.environ = environ(self.folder, **values)
        self.run_here("manage.py", "migrate", "music", "0004", "--verbosity=0")
        self.old_release("write", "20")
        stop, log = self.folder / "stop", self.folder / "writer.log"
        writer = Process(["-m", "tests.models.old_release", "write_until", stop], self.environ, log)
        self.addCleanup(writer.stop)
        self.run_here("manage.py", "migrate", "--verbosity=0")
        self.old_release("write", "1")
        stop.touch()
        self.assertEqual(writer.child.wait(60), 0, log.read_text())
        told = json.loads(log.read_text())
        self.assertGreater(told["rounds"], 0)
        counts = self.old_release("count")
        rows = 21 + told["rounds"]
        self.assertEqual(dict.fromkeys(counts, rows) | {"ProviderAccount": 1}, counts)

    def test_on_sqlite(self):
        self.upgrade()

    @unittest.skipIf(postgres.missing(), postgres.missing())
    def test_on_postgresql(self):
        self.upgrade(DATABASE_URL=self.enterContext(postgres.Server()).url)

    @unittest.skipIf(postgres.missing(), postgres.missing())
    def test_it_gives_way_to_a_writer_who_wants_the_table_it_holds(self):
        """Else PostgreSQL would end one of the two, and as well the writer."""
        server = self.enterContext(postgres.Server())
        self.environ = environ(self.folder, DATABASE_URL=server.url)
        self.run_here("manage.py", "migrate", "music", "0010", "--verbosity=0")
        with ThreadPoolExecutor(1) as pool, psycopg.connect(server.url) as writer:
            writer.execute(
                "SET LOCAL deadlock_timeout = '600ms'"
            )  # or it would be the migration that is ended
            writer.execute("LOCK music_job IN ROW EXCLUSIVE MODE")
            # The next migration takes the ledger, then the jobs that it refers to.
            migrates = pool.submit(self.run_here, "manage.py", "migrate", "--verbosity=0")
            self.wait_for_one_who_waits(server.url)
            writer.execute("LOCK music_ledgerentry IN ROW EXCLUSIVE MODE")
            writer.commit()
            migrates.result(60)

    def wait_for_one_who_waits(self, url):
        waits = "SELECT EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock')"
        with psycopg.connect(url, autocommit=True) as looker:
            wait_for("a migration that waits", lambda: looker.execute(waits).fetchone()[0])
