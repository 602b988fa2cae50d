"""A backup of a studio on PostgreSQL, and its restoration into another database: real processes."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import pytest

from tests import postgres
from tests.real.parts import ROOT, environ

SEED = """
import django; django.setup()
from music.models import Job
from tests.factories import keep, make_job, make_track
keep(make_track(title="Side B"))
make_job(state="queued"); make_job(state="waiting")
"""
ASK = """
import django, json; django.setup()
from music.models import Job, Track
print(json.dumps([sorted(Job.objects.values_list("state", flat=True)), [t.title for t in Track.objects.all()]]))
"""


@pytest.mark.real
@unittest.skipIf(postgres.missing(), postgres.missing())
class PostgresTests(unittest.TestCase):
    def setUp(self):
        self.server = self.enterContext(postgres.Server())
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def run_in(self, name, *command, **values):
        done = self.try_in(name, *command, **values)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def try_in(self, name, *command, **values):
        values |= {"DATABASE_URL": self.databases[name], "DJANGO_SETTINGS_MODULE": "sunostudio.settings"}
        environment = environ(self.folder / name, SECRET_KEY="of-the-tests", **values)
        command = [sys.executable, *map(str, command)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    def back_up(self):
        self.databases = {name: self.server.new_database(name) for name in ("here", "there")}
        self.run_in("here", "manage.py", "migrate", "--verbosity=0")
        self.run_in("here", "-c", SEED)
        self.run_in("here", "manage.py", "backup", self.folder / "backups")

    def test_rows_and_files_are_the_same_over_there_and_nothing_in_line_is_sent(self):
        self.back_up()
        said = self.run_in("there", "manage.py", "restore", self.folder / "backups")
        self.assertIn("1 jobs stood in line", said)
        states, titles = json.loads(self.run_in("there", "-c", ASK))
        self.assertEqual((states, titles), (["done", "unknown", "waiting"], ["Side B"]))
        files = {
            name: {
                str(path.relative_to(self.folder / name)): path.read_bytes() for path in media.rglob("*.mp3")
            }
            for name in self.databases
            for media in [self.folder / name / "media"]
        }
        self.assertEqual(files["there"], files["here"])
        self.assertEqual(len(files["here"]), 1)

    def test_a_database_that_cannot_be_loaded_leaves_rows_and_files_as_they_were(self):
        self.back_up()
        broken = self.folder / "broken"
        broken.mkdir()
        (broken / "pg_restore").write_text("#!/bin/sh\necho no room >&2\nexit 1\n")
        (broken / "pg_restore").chmod(0o755)
        song = self.folder / "there" / "media" / "song.mp3"
        song.parent.mkdir(parents=True)
        song.write_bytes(b"of before")
        done = self.try_in(
            "there", "manage.py", "restore", self.folder / "backups", "--force",
            PATH=f"{broken}{os.pathsep}{os.environ['PATH']}",
        )  # fmt: skip
        self.assertIn("pg_restore failed: no room", done.stderr)
        self.assertEqual([path.name for path in song.parent.rglob("*") if path.is_file()], ["song.mp3"])
        self.assertEqual(song.read_bytes(), b"of before")
        self.assertFalse((self.folder / "there" / "restoring").exists())
