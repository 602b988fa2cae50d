import shutil
import tracemalloc
from datetime import timedelta
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.models import Asset, Track, Upload
from music.services import archive, mending, sweeps, verify
from tests.factories import make_user
from tests.media.sounds import mp3, tone

from .vault import NOTES, VaultTestCase


class FindingTests(VaultTestCase):
    def finding(self, *options):
        """The one line that is about something wrong."""
        lines, code = self.verify(*options)
        self.assertEqual((len(lines), code), (2, 1), lines)
        return lines[0]

    def test_a_library_as_it_should_be_ends_with_nothing_wrong(self):
        lines, code = self.verify()
        self.assertRegex(lines[0], r"^Compared 5 files, .+ KB: nothing is wrong\.$")
        self.assertEqual((len(lines), code), (1, 0))
        for row in (self.song, self.stem, self.upload):
            self.assertIsNotNone(self.again(row).checked_at)

    def test_a_missing_song_is_found_with_the_day_until_which_the_provider_has_it(self):
        Path(self.song.audio.path).unlink()
        day = timezone.localtime(self.song.expires_at).day
        self.assertRegex(
            self.finding(), rf"Night_bus\.mp3: is missing\. The provider has it until .*{day}.*--fix"
        )
        self.assertEqual(self.again(self.song).fault, "missing")

    def test_of_a_song_that_the_provider_has_no_more_it_says_where_else_to_look(self):
        Track.objects.update(expires_at=timezone.now())
        Path(self.song.audio.path).unlink()
        self.assertIn("Restore it from a backup, or ask for fresh links", self.finding())

    def test_one_flipped_bit_is_found(self):
        for row, file in (
            (self.song, self.song.audio),
            (self.stem, self.stem.file),
            (self.upload, self.upload.audio),
        ):
            with self.subTest(row=row):
                self.flip_a_byte(file)
                self.assertIn("is not what it was", self.finding())
                self.assertEqual(self.again(row).fault, "changed")
                self.flip_a_byte(file)
                self.assertEqual(self.verify()[1], 0)
                self.assertEqual(self.again(row).fault, "")

    def test_quick_sees_sizes_only_and_notes_nothing(self):
        self.flip_a_byte(self.song.audio)
        self.assertEqual(self.verify("--quick")[1], 0)
        Path(self.upload.audio.path).write_bytes(b"cut")
        self.assertIn(
            "Humming.mp3: is not what it was. Restore it from a backup, or upload it again.",
            self.finding("--quick"),
        )
        self.assertIsNone(self.again(self.upload).checked_at)

    def test_a_missing_or_empty_cover_is_found(self):
        for harm in (lambda path: path.unlink(), lambda path: path.write_bytes(b"")):
            harm(Path(self.song.thumb.path))
            self.assertIn("thumb.webp: is missing", self.finding())

    def test_a_missing_broken_or_old_sheet_is_found(self):
        sheet = Path(self.song.audio.path).with_name("song.json")
        for harm in (lambda: sheet.write_text("{"), lambda: sheet.unlink()):
            harm()
            self.assertIn("song.json: is missing or out of date", self.finding())
        archive.sheets.write(self.again(self.song))
        Upload.objects.update(title="Renamed behind its back")
        self.assertIn("upload.json: is missing or out of date", self.finding())

    def test_a_sheet_that_will_be_written_anyway_is_no_finding(self):
        Track.objects.update(title="New", sheet_due_at=timezone.now())
        self.assertEqual(self.verify()[1], 0)

    def test_a_song_that_is_said_to_be_kept_without_a_file_is_found(self):
        Track.objects.update(audio="", cover="", thumb="")
        Asset.objects.all().delete()
        self.assertIn("is said to be kept, but has no file", " ".join(self.verify()[0]))

    def test_a_file_that_nobody_names_is_found_and_one_that_was_put_aside(self):
        self.lie_about("Mira-0000aaaa/Old song-11112222/Old song.mp3")
        self.assertIn("Old song.mp3: belongs to nothing. “rebuild” adopts", self.finding())
        Path(settings.MEDIA_ROOT, "Mira-0000aaaa/Old song-11112222/Old song.mp3").unlink()
        self.lie_about("a/Night bus-changed-2026-11-23-101112.mp3")
        self.assertIn("was put aside", self.finding())

    def test_a_file_whose_row_may_be_on_its_way_is_no_orphan(self):
        path = self.lie_about("Mira-0000aaaa/New-33334444/New.mp3")
        path.touch()
        self.assertEqual(self.verify()[1], 0)

    def test_hidden_files_of_a_file_system_are_left_out(self):
        self.lie_about("Mira-0000aaaa/.DS_Store")
        self.assertEqual(self.verify()[1], 0)

    def test_of_one_person_only_theirs_is_told(self):
        other = make_user(folder="Jo-0000bbbb")
        self.make_song("Other song", owner=other)
        Path(self.song.audio.path).unlink()
        self.lie_about("Mira-0000aaaa/left.mp3")
        self.assertEqual(self.verify("--person", other.email.upper())[1], 0)
        self.assertEqual(len(self.verify("--person", self.user.email)[0]), 3)
        with self.assertRaisesMessage(CommandError, "Nobody here has the address no@one"):
            call_command("verify", "--person", "no@one")

    def test_a_file_that_cannot_be_read_is_told_apart(self):
        path = Path(self.song.audio.path)
        with mock.patch("music.services.verify._hash_of", side_effect=OSError(5, "Input/output error")):
            lines, _code = self.verify("--person", self.user.email)
        self.assertIn(f"{path.name}: cannot be read. Look after the disk", " ".join(lines))
        self.assertEqual(self.again(self.song).fault, "unreadable")

    def test_a_song_that_is_written_anew_while_it_is_read_is_right(self):
        told = []

        def overtaken(name):
            if not told and name == self.song.audio.name:
                told.append(name)
                Path(self.song.audio.path).write_bytes(mp3(tone(3)))
                self.hashed(self.again(self.song), self.song.audio)
                return "0" * 64
            return real(name)

        real = verify._hash_of
        with mock.patch("music.services.verify._hash_of", overtaken):
            lines, _code = self.verify()
        self.assertNotIn("not what it was", " ".join(lines))
        self.assertEqual(self.again(self.song).fault, "")

    def test_a_song_that_is_deleted_while_it_is_read_is_no_finding(self):
        def gone(_name):
            Upload.objects.all().delete()
            raise FileNotFoundError

        Asset.objects.all().delete()
        Track.objects.all().delete()
        with mock.patch("music.services.verify._hash_of", gone):
            lines, _code = self.verify()
        self.assertNotIn("is missing.", " ".join(lines).replace("is missing or", ""))

    def test_a_large_file_is_not_held_in_memory(self):
        Path(self.upload.audio.path).write_bytes(bytes(40 * 1024**2))
        self.hashed(self.upload, self.upload.audio)
        tracemalloc.start()
        self.addCleanup(tracemalloc.stop)
        list(verify.everything(verify.Seen()))
        self.assertLess(tracemalloc.get_traced_memory()[1], 10 * 1024**2)


class FixTests(VaultTestCase):
    def fix(self, *rows):
        """What it says, and the rows as they are then."""
        lines, code = self.verify("--fix")
        self.assertEqual(code, 1)
        return lines[0], *[self.again(row) for row in rows]

    def test_a_missing_song_is_copied_again(self):
        Path(self.song.audio.path).unlink()
        line, song = self.fix(self.song)
        self.assertTrue(line.endswith("Done."), line)
        self.assertEqual((song.archive_state, song.fault), ("due", ""))
        self.assertIn(("archive_track", (song.pk,)), self.in_queue())

    def test_one_that_changed_is_put_aside_first_and_nothing_of_it_is_lost(self):
        self.flip_a_byte(self.song.audio)
        harmed = Path(self.song.audio.path).read_bytes()
        self.fix()
        self.assertEqual(self.again(self.song).archive_state, "due")
        self.assertFalse(Path(self.song.audio.path).exists())
        [aside] = Path(self.song.audio.path).parent.glob("Night_bus-changed-*.mp3")
        self.assertEqual(aside.read_bytes(), harmed)

    def test_what_the_provider_has_no_more_is_left_as_it_is(self):
        Track.objects.update(expires_at=timezone.now())
        archive.sheets.write(self.again(self.song))
        self.flip_a_byte(self.song.audio)
        before = self.files_on_disk()
        line, song = self.fix(self.song)
        self.assertFalse(line.endswith("Done."))
        self.assertEqual((song.archive_state, song.fault, self.files_on_disk()), ("kept", "changed", before))

    def test_orphans_are_never_deleted(self):
        path = self.lie_about("Mira-0000aaaa/Old.mp3")
        self.fix()
        self.assertTrue(path.exists())

    def test_sheets_are_written_anew(self):
        for row in (self.song, self.upload):
            (sheet,) = Path(row.audio.path).parent.glob("*.json")
            right = sheet.read_bytes()
            sheet.write_bytes(b"{}")
            self.fix()
            self.assertEqual(sheet.read_bytes(), right)

    def test_pictures_are_drawn_anew(self):
        notes = self.make_asset("midi", b"MThd", notes=NOTES)
        notes.picture.save("Mira-0000aaaa/x.png", ContentFile(b"png"))
        archive.sheets.write(self.again(self.song))
        for file in (self.song.thumb, notes.picture):
            Path(file.path).unlink()
        lines, _code = self.verify("--fix")
        self.assertEqual(sum(line.endswith("Done.") for line in lines), 2, lines)
        self.assertTrue(Path(self.song.thumb.path).stat().st_size and Path(notes.picture.path).stat().st_size)

    def test_lost_notes_are_written_anew_without_a_link(self):
        notes = self.make_asset("midi", b"MThd", notes=NOTES, url="")
        archive.sheets.write(self.again(self.song))
        Path(notes.file.path).unlink()
        _line, notes = self.fix(notes)
        self.assertEqual(notes.archive_state, "due")

    def test_a_song_that_was_never_kept_is_called_lost_from_then_on(self):
        Asset.objects.all().delete()
        Track.objects.update(audio="", cover="", thumb="", audio_url="", expires_at=None)
        self.verify("--fix")
        self.assertEqual(self.again(self.song).archive_state, "lost")

    def test_a_second_run_finds_less(self):
        (Path(self.song.audio.path).parent / "song.json").unlink()
        self.fix()
        self.assertEqual(self.verify()[1], 0)


class ClockTests(VaultTestCase):
    def test_what_was_never_compared_comes_first_then_what_is_a_month_old(self):
        self.flip_a_byte(self.song.audio)
        sweeps.files()
        self.assertEqual(self.again(self.song).fault, "changed")
        long_ago = timezone.now() - timedelta(days=31)
        Track.objects.update(checked_at=long_ago, fault="")
        sweeps.files()
        self.assertEqual(self.again(self.song).fault, "changed")
        self.assertGreater(self.again(self.song).checked_at, long_ago)

    def test_what_was_compared_this_month_is_let_be(self):
        Track.objects.update(checked_at=timezone.now() - timedelta(days=29))
        self.flip_a_byte(self.song.audio)
        sweeps.files()
        self.assertEqual(self.again(self.song).fault, "")

    def test_only_a_few_are_looked_at_in_one_go(self):
        for number in range(4):
            self.make_song(f"Song {number}")
        sweeps.files()
        self.assertEqual(Track.objects.exclude(checked_at=None).count(), verify.A_FEW)

    def test_an_old_sheet_is_written_anew_by_itself(self):
        sheet = Path(self.song.audio.path).with_name("song.json")
        sheet.unlink()
        sweeps.files()
        self.assertTrue(sheet.exists())

    def test_a_folder_that_cannot_be_written_to_stops_nothing(self):
        Path(self.song.audio.path).with_name("song.json").unlink()
        with mock.patch(
            "music.services.verify.write_sheet", side_effect=OSError(30, "Read-only file system")
        ):
            sweeps.files()
        self.assertIsNotNone(self.again(self.song).checked_at)

    def test_a_media_folder_that_is_away_makes_no_song_missing(self):
        Path(settings.MEDIA_ROOT).rename(f"{settings.MEDIA_ROOT}-away")
        self.addCleanup(shutil.rmtree, f"{settings.MEDIA_ROOT}-away")
        for is_empty in (False, True):  # as the place is where nothing is mounted
            if is_empty:
                Path(settings.MEDIA_ROOT).mkdir()
            sweeps.files()
            archive.rewrite(self.again(self.song))
            mending.mend_row(self.again(self.song))
            with self.assertRaisesMessage(CommandError, "Is its disk mounted?"):
                self.verify()
            song = self.again(self.song)
            self.assertEqual((song.fault, song.checked_at), ("", None))

    def test_a_sheet_that_is_due_stays_due_meanwhile(self):
        Track.objects.update(sheet_due_at=timezone.now())
        shutil.rmtree(settings.MEDIA_ROOT)
        archive.rewrite(self.again(self.song))
        self.assertIsNotNone(self.again(self.song).sheet_due_at)

    def test_with_nothing_to_do_it_asks_two_things_of_each_kind(self):
        for model in (Track, Asset, Upload):
            model.objects.update(checked_at=timezone.now())
        with CaptureQueriesContext(connection) as queries:
            verify.a_few()
        self.assertEqual(len(queries), 6)


class RewriteTests(VaultTestCase):
    def test_new_tags_never_make_a_damaged_song_look_right(self):
        self.flip_a_byte(self.song.audio)
        self.verify()
        Track.objects.update(title="New", sheet_due_at=timezone.now())
        before = Path(self.song.audio.path).read_bytes()
        archive.rewrite(self.again(self.song))
        song = self.again(self.song)
        self.assertEqual((song.fault, song.sheet_due_at, song.sha256), ("changed", None, self.song.sha256))
        self.assertEqual(Path(song.audio.path).read_bytes(), before)

    def test_nor_those_of_one_whose_damage_nobody_has_seen_yet(self):
        self.flip_a_byte(self.song.audio)
        before = Path(self.song.audio.path).read_bytes()
        Track.objects.update(title="New", sheet_due_at=timezone.now())
        archive.rewrite(self.again(self.song))
        song = self.again(self.song)
        self.assertEqual((song.fault, song.sheet_due_at, song.sha256), ("changed", None, self.song.sha256))
        self.assertEqual(Path(song.audio.path).read_bytes(), before)

    def killed(self, place, name):
        """While a song gets new tags, right before this is done."""
        Track.objects.update(title="New", sheet_due_at=timezone.now())
        with mock.patch.object(place, name, side_effect=KeyboardInterrupt):
            self.assertRaises(KeyboardInterrupt, archive.rewrite, self.again(self.song))

    def test_one_that_is_killed_anywhere_between_tags_and_row_raises_no_alarm_and_is_finished(self):
        for place, name in ((archive, "_move"), (archive.copying, "save"), (archive, "_sheet_is_right")):
            with self.subTest(name):
                self.killed(place, name)
                self.assertEqual((self.verify()[1], self.verify("--quick")[1]), (0, 0))
                archive.rewrite(self.again(self.song))
                self.assertEqual(self.again(self.song).sheet_due_at, None)
                self.assertEqual(self.verify()[1], 0)
                self.assertEqual(archive.tags.read(self.song.audio.path).title, "New")

    def test_damage_is_told_of_while_new_tags_are_on_their_way(self):
        self.killed(archive.copying, "save")
        self.flip_a_byte(self.again(self.song).audio)
        lines, code = self.verify()
        self.assertEqual((code, len(lines)), (1, 2), lines)

    def test_a_song_whose_file_is_missing_is_not_tried_for_ever(self):
        Track.objects.update(sheet_due_at=timezone.now())
        Path(self.song.audio.path).unlink()
        archive.rewrite(self.again(self.song))
        song = self.again(self.song)
        self.assertEqual((song.fault, song.sheet_due_at), ("missing", None))

    def test_without_its_cover_file_a_song_keeps_the_cover_inside_it(self):
        Track.objects.update(sheet_due_at=timezone.now())
        Path(self.song.cover.path).unlink()
        archive.rewrite(self.again(self.song))
        self.assertTrue(archive.tags.read(self.song.audio.path).cover)
        self.assertIsNone(self.again(self.song).sheet_due_at)
