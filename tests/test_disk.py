import os
import tempfile
from pathlib import Path
from unittest import mock

from django.core.files.base import ContentFile
from django.db import connection
from django.test import SimpleTestCase, TestCase

from music.services.copying import MovedFile
from sunostudio import disk
from sunostudio.environment import kept_once
from sunostudio.storage import Media


class FolderTestCase(SimpleTestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        self.media = self.folder / "media"
        self.storage = Media(location=self.media)

    def save(self, text, name="Mira-1/Side B-2/song.json"):
        self.storage.save(name, ContentFile(text))
        return self.media / name

    def steps(self, act):
        """What reaches the disk in which order: ("fsync" or "replace", name)."""
        done, fsync, replace = [], os.fsync, os.replace

        def noted_fsync(descriptor):
            done.append(("fsync", Path(os.readlink(f"/proc/self/fd/{descriptor}")).name))
            fsync(descriptor)

        def noted_replace(draft, path):
            done.append(("replace", path.name))
            replace(draft, path)

        with mock.patch.object(os, "fsync", noted_fsync), mock.patch.object(os, "replace", noted_replace):
            act()
        return done


class MediaTests(FolderTestCase):
    def test_bytes_reach_the_disk_before_the_name_and_the_name_before_anybody_relies_on_it(self):
        steps = self.steps(lambda: self.save("{}"))
        place = steps.index(("replace", "song.json"))
        self.assertRegex(steps[place - 1][1], r"^\..*\.new$")
        self.assertEqual(steps[place + 1 :], [("fsync", "Side B-2")])
        self.assertEqual([name for _act, name in steps[:3]], [self.folder.name, "media", "Mira-1"])

    def test_so_they_do_for_a_file_that_is_moved(self):
        path = self.folder / "partial"
        path.write_bytes(b"song")
        steps = self.steps(lambda: self.storage.save("song.mp3", MovedFile(path)))
        self.assertEqual([act for act, _name in steps][-3:], ["fsync", "replace", "fsync"])
        self.assertEqual((self.media / "song.mp3").read_bytes(), b"song")
        self.assertFalse(path.exists())

    def test_a_file_is_replaced_whole_and_its_former_self_stays_with_who_holds_it(self):
        path = self.save("first")
        os.link(path, self.folder / "backup")
        with path.open() as reader:
            self.save("second")
            self.assertEqual(reader.read(), "first")
        self.assertEqual((path.read_text(), (self.folder / "backup").read_text()), ("second", "first"))

    def test_when_it_cannot_be_written_the_former_stays_and_nothing_else(self):
        path = self.save("first")
        with mock.patch.object(os, "replace", side_effect=OSError(28, "No space left on device")):
            self.assertRaises(OSError, self.save, "second")
        self.assertEqual((path.read_text(), os.listdir(path.parent)), ("first", ["song.json"]))


class SecretTests(FolderTestCase):
    def test_a_secret_that_was_half_made_when_the_power_went_is_made_again(self):
        path = self.folder / "field_key"
        for torn in (b"", bytes(44)):
            path.write_bytes(torn)
            self.assertEqual(kept_once(path, lambda: "fresh"), "fresh")
            self.assertEqual(path.stat().st_mode & 0o777, 0o600)
        self.assertEqual(os.listdir(self.folder), ["field_key"])

    def test_one_that_is_there_is_left_alone(self):
        (self.folder / "field_key").write_text("mine\n")
        self.assertEqual(kept_once(self.folder / "field_key", lambda: "fresh"), "mine")

    def test_it_is_on_the_disk_before_it_seals_anything(self):
        steps = self.steps(lambda: kept_once(self.folder / "field_key", lambda: "fresh"))
        self.assertEqual(steps[-1], ("fsync", self.folder.name))

    def test_a_small_file_is_for_its_owner_alone(self):
        disk.write(self.folder / "note", b"1")
        self.assertEqual((self.folder / "note").stat().st_mode & 0o777, 0o600)


class DatabaseTests(TestCase):
    def test_a_commit_is_on_the_disk_before_we_go_on(self):
        """With less, a power cut takes back the `sending` of a request that is out already."""
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                self.assertEqual(cursor.execute("PRAGMA synchronous").fetchone(), (2,))
