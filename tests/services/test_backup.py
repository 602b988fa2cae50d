import fcntl
import io
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from unittest import mock, skipUnless

from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import SimpleTestCase, TransactionTestCase, override_settings

from music.models import Job, Track, TrackText
from music.sealing import field_keys
from music.services import sheets
from music.services.backups import backup, dumps, generations, restore
from music.services.files import hash_of
from music.tell import trouble
from studio import prepare
from tests.factories import keep, make_account, make_job, make_track, make_user
from tests.real.parts import ROOT, environ


def rows(path):
    """{table: its rows} of a database in a file."""
    with closing(sqlite3.connect(path, uri=True)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: database.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def live_rows():
    """Of the studio itself: as they stand, not as anybody copied them."""
    return rows(connection.settings_dict["NAME"])


def contents(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@skipUnless(connection.vendor == "sqlite", "How PostgreSQL does it is in test_backup_postgres.")
class LibraryTestCase(TransactionTestCase):
    """Its rows are committed: SQLite copies nothing that is still being written."""

    def setUp(self):
        super().setUp()
        self.user = make_user()
        self.addCleanup(self.forget_words)
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory(prefix="backups ")))
        self.root = self.folder / "backups"
        media = self.folder / "media"
        media.mkdir()
        self.enterContext(override_settings(MEDIA_ROOT=media))
        self.media = media
        self.tracks = [self.kept(number) for number in range(3)]

    @classmethod
    def ensure_connection_patch_method(cls):
        """Copies of the database are opened by their names, which nobody could have listed."""
        return BaseDatabaseWrapper.ensure_connection

    @staticmethod
    def forget_words():
        """The full-text table is none that Django empties."""
        for track in Track.objects.all():
            TrackText.objects.forget(track)

    def kept(self, number):
        track = keep(make_track(owner=self.user), content=f"song {number}".encode() * 1000)
        sheets.write(track)
        return track

    def change(self, track, text=b"another"):
        """It is tagged anew: the file first, then its row."""
        Path(track.audio.path).unlink()
        sheets.write(keep(track, text, place=track.audio.name))

    def back_up(self, **options):
        with mock.patch("time.sleep"):
            return backup.make(self.root, **options)

    def manifest(self, done):
        return json.loads((done.path / "manifest.json").read_text())


class BackupTests(LibraryTestCase):
    def test_it_holds_the_rows_and_every_file_that_they_name(self):
        done = self.back_up()
        self.assertEqual(contents(done.path / "media"), contents(self.media))
        kept = rows(done.path / "database.sqlite3")
        self.assertEqual(len(kept["music_track"]), 3)
        self.assertEqual((done.files, done.copied, done.wrong), (6, 6, {}))

    def test_its_manifest_says_what_is_in_it(self):
        done = self.back_up()
        manifest = self.manifest(done)
        self.assertEqual((manifest["backup"], manifest["studio"]), (1, generations.studio_version()))
        self.assertIn("music.0001_initial", manifest["migrations"])
        self.assertEqual(manifest["database"]["sha256"], hash_of(done.path / "database.sqlite3")[0])
        for entry in manifest["files"]:
            sha256, size = hash_of(done.path / "media" / entry["name"])
            self.assertEqual((entry["sha256"], entry["size"]), (sha256, size))

    def test_the_second_copies_only_what_changed_and_the_first_stays_as_it_was(self):
        first = self.back_up()
        before = contents(first.path)
        self.change(self.tracks[0])
        second = self.back_up()
        self.assertEqual((second.files, second.copied), (6, 2))  # the song and its sheet
        self.assertEqual(contents(first.path), before)
        self.assertEqual(contents(second.path / "media"), contents(self.media))
        name = self.tracks[1].audio.name
        self.assertTrue(os.path.samefile(first.path / "media" / name, second.path / "media" / name))
        self.assertFalse(os.path.samefile(second.path / "media" / name, self.media / name))

    def test_a_file_system_without_second_names_gets_copies(self):
        self.back_up()
        with mock.patch("os.link", side_effect=OSError(1, "Operation not permitted")):
            second = self.back_up()
        self.assertEqual((second.copied, contents(second.path / "media")), (6, contents(self.media)))

    def test_a_song_that_is_tagged_anew_meanwhile_is_in_it_with_the_row_that_fits(self):
        write, changes = dumps.write, iter([b"one", b"two"])

        def busy(folder):
            written = write(folder)
            if (text := next(changes, None)) is not None:
                self.change(self.tracks[0], text)  # after its row was read, before its file is
            return written

        with mock.patch.object(dumps, "write", busy):
            done = self.back_up()
        self.assertEqual(done.wrong, {})
        copied = (done.path / "media" / self.tracks[0].audio.name).read_bytes()
        with dumps.opened(done.path / "database.sqlite3") as alias:
            row = Track.objects.using(alias).get(pk=self.tracks[0].pk)
        self.assertEqual((copied, row.sha256), (b"two", self.tracks[0].sha256))

    def test_a_song_that_is_deleted_meanwhile_is_in_it_with_its_row_or_not_at_all(self):
        write, gone = dumps.write, iter(self.tracks[:1])

        def busy(folder):
            written = write(folder)
            for track in gone:
                Path(track.audio.path).unlink()
                track.drop()
            return written

        with mock.patch.object(dumps, "write", busy):
            done = self.back_up()
        self.assertEqual((done.wrong, done.files), ({}, 4))
        self.assertEqual(len(rows(done.path / "database.sqlite3")["music_track"]), 2)
        self.assertFalse((done.path / "media" / self.tracks[0].audio.name).exists())

    def test_what_is_damaged_or_missing_is_told_and_all_else_is_in_it(self):
        Path(self.tracks[0].audio.path).write_bytes(b"rot")
        Path(self.tracks[1].audio.path).unlink()
        wrong = {self.tracks[0].audio.name: "damaged", self.tracks[1].audio.name: "missing"}
        done = self.back_up()
        self.assertEqual((done.wrong, done.files), (wrong, 4))
        self.assertEqual(self.manifest(done)["wrong"], wrong)
        with (
            mock.patch("time.sleep"),
            self.assertRaisesMessage(CommandError, f"{self.tracks[1].audio.name}: missing"),
        ):
            call_command("backup", str(self.root), stdout=io.StringIO())

    def test_one_that_was_cut_off_leaves_those_before_it_and_is_cleared_away(self):
        first = self.back_up()
        with mock.patch.object(dumps, "migrations", side_effect=OSError(28, "No space left on device")):
            self.assertRaises(OSError, self.back_up)
        (self.root / generations.UNFINISHED / "media").mkdir(parents=True)  # killed: nobody cleared it away
        self.assertEqual(generations.read(self.root)[0], first.path)
        second = self.back_up()
        self.assertEqual(generations.all_of(self.root), [first.path, second.path])
        self.assertFalse((self.root / generations.UNFINISHED).exists())

    def test_only_as_many_are_kept_as_one_says(self):
        made = [self.back_up(keep=2).path for _backup in range(4)]
        self.assertEqual(generations.all_of(self.root), made[2:])
        self.assertEqual(contents(made[3] / "media"), contents(self.media))

    def test_two_at_once_do_not_mix(self):
        with generations.locked(self.root), self.assertRaises(generations.NoBackup):
            self.back_up()

    def test_secrets_are_in_it_only_when_asked_for_and_for_the_owner_alone(self):
        with override_settings(STUDIO_DATA=self.folder, BASE_DIR=ROOT):
            (self.folder / "field_key").write_text("a key")
            self.assertFalse((self.back_up().path / "secrets").exists())
            done = self.back_up(with_secrets=True)
        secret = done.path / "secrets" / "field_key"
        self.assertEqual((secret.read_text(), secret.stat().st_mode & 0o777), ("a key", 0o600))


class RestoreTests(LibraryTestCase):
    """On another machine: another folder, another process, nothing in common but the backup."""

    def setUp(self):
        super().setUp()
        self.there = self.folder / "another machine" / "data"

    def run_there(self, *command):
        """In a process of its own."""
        command = [sys.executable, *map(str, command)]
        return subprocess.run(
            command, cwd=ROOT, env=environ(self.there), capture_output=True, text=True, check=False
        )

    def restored(self, *options, folder=None):
        """What it says; in this process, whose settings and database are those over there meanwhile."""
        out, there = io.StringIO(), {"STUDIO_DATA": self.there, "MEDIA_ROOT": self.there / "media"}
        with (
            override_settings(**there, FIELD_KEYS=[Fernet.generate_key().decode()]),
            dumps.opened(self.there / "studio.sqlite3") as alias,
            mock.patch.object(restore, "connection", connections[alias]),
            mock.patch("studio.folder.PATIENCE", 0),
        ):
            call_command("restore", str(folder or self.root), *options, stdout=out)
        return out.getvalue()

    def refused(self, *options, **where):
        with self.assertRaises(CommandError) as caught:
            self.restored(*options, **where)
        return str(caught.exception)

    def test_all_files_are_the_same_byte_by_byte_and_all_tables_row_by_row(self):
        for state in ("waiting", "streaming", "failed", "unknown", "sending"):
            make_job(owner=self.user, state=state)
        before, files = live_rows(), contents(self.media)
        self.assertGreater(len(before["music_job"]), 5)
        self.back_up()
        run = self.run_there("manage.py", "restore", self.root)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(contents(self.there / "media"), files)
        after = rows(self.there / "studio.sqlite3")
        self.assertEqual(set(after), set(before))
        for table in before:
            self.assertEqual(after[table], before[table], table)
        self.assertFalse((self.there / "restoring").exists())

    def test_what_stood_in_line_is_not_sent_but_unknown_and_its_owner_is_told_why(self):
        job = make_job(owner=self.user, state="queued")
        others = {
            make_job(owner=self.user, state=state).pk: state for state in ("waiting", "done", "cancelled")
        }
        self.back_up()
        said = self.restored()
        self.assertIn("1 jobs stood in line", said)
        with dumps.opened(self.there / "studio.sqlite3") as alias:
            held = Job.objects.using(alias).get(pk=job.pk)
            self.assertEqual((held.state, held.due_at), ("unknown", None))
            self.assertEqual((held.token, held.uuid), (job.token, job.uuid))  # a callback still finds it
            self.assertIn("may have been sent since", trouble.explain(held))
            self.assertTrue(held.events.filter(words__contains="backup").exists())
            for key, state in others.items():
                self.assertEqual(Job.objects.using(alias).get(pk=key).state, state)

    def test_it_refuses_where_people_and_songs_are_and_says_what_would_be_lost(self):
        self.back_up()
        self.restored()
        before = contents(self.there / "media"), rows(self.there / "studio.sqlite3")
        said = self.refused()
        for words in ("1 people", "3 songs", "3 jobs", "6 files", "--force"):
            self.assertIn(words, said)
        self.assertEqual((contents(self.there / "media"), rows(self.there / "studio.sqlite3")), before)

    def test_with_force_what_was_there_is_put_aside(self):
        self.back_up()
        self.restored()
        self.change(self.tracks[0])
        self.back_up()
        self.restored("--force")
        self.assertEqual(contents(self.there / "media"), contents(self.media))
        (aside,) = self.there.glob("before-restore-*")
        self.assertTrue((aside / "studio.sqlite3").is_file())
        self.assertEqual(len(contents(aside / "media")), 6)

    def test_it_says_what_of_the_backup_is_missing_or_damaged_and_changes_nothing(self):
        done = self.back_up()
        lost, rotten = (track.audio.name for track in self.tracks[:2])
        (done.path / "media" / lost).unlink()
        (done.path / "media" / rotten).write_bytes(b"rot")
        said = self.refused()
        self.assertIn(f"{lost}: missing", said)
        self.assertIn(f"{rotten}: damaged", said)
        self.assertEqual(list(self.there.glob("studio.sqlite3*")) + list(self.there.glob("[mr]e*")), [])
        self.restored("--incomplete")
        self.assertEqual(len(contents(self.there / "media")), 4)

    def test_a_damaged_database_or_manifest_is_refused(self):
        done = self.back_up()
        (done.path / "database.sqlite3").open("ab").write(b"x")
        self.assertIn("database.sqlite3 is damaged", self.refused())
        (done.path / "manifest.json").write_text("{")
        self.assertIn("manifest.json is damaged", self.refused())
        self.assertIn("There is no backup in", self.refused(folder=self.folder / "nowhere"))

    def test_one_of_a_newer_studio_is_refused(self):
        done = self.back_up()
        manifest = self.manifest(done)
        manifest["migrations"].append("music.9999_tomorrow")
        (done.path / "manifest.json").write_text(json.dumps(manifest))
        self.assertIn("made by a newer studio", self.refused())

    def test_it_refuses_while_a_studio_works_on_the_folder(self):
        self.back_up()
        (self.there / "run").mkdir(parents=True)
        with (self.there / "run" / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self.assertIn("while it runs", self.refused())

    def test_keys_open_there_only_with_the_secrets(self):
        make_account(owner=self.user, key="a-key-of-a-person")
        with override_settings(STUDIO_DATA=self.folder):
            (self.folder / "field_key").write_text(field_keys()[0])
            self.back_up()
            self.assertIn("1 stored keys cannot be opened", self.restored())
            self.back_up(with_secrets=True)
        self.assertNotIn("cannot be opened", self.restored("--force"))
        self.assertEqual((self.there / "field_key").read_text(), field_keys()[0])

    def test_one_older_backup_can_be_chosen(self):
        first = self.back_up()
        self.change(self.tracks[0])
        self.back_up()
        self.restored(folder=first.path)
        self.assertEqual(contents(self.there / "media"), contents(first.path / "media"))

    def test_a_studio_does_not_start_where_a_restoration_was_cut_off(self):
        (self.there / "restoring").mkdir(parents=True)
        with override_settings(STUDIO_DATA=self.there), self.assertRaisesMessage(CommandError, "was cut off"):
            prepare.refuse_half_restored()


class NameTests(SimpleTestCase):
    def test_a_name_that_leads_out_of_the_folder_is_not_followed(self):
        with tempfile.TemporaryDirectory() as folder, override_settings(STUDIO_DATA=Path(folder)):
            entry = {"name": "../../escaped", "sha256": "", "size": 0}
            self.assertEqual(restore._bring(Path(folder), restore.staging(), entry), "damaged")
