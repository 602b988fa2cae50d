import io
import json
import random
import shutil
import time
from array import array
from datetime import timedelta
from pathlib import Path
from unittest import mock

import mutagen
import responses
from django.conf import settings
from django.utils import timezone
from PIL import Image

from music.media import audio, tags
from music.models import Job, Track
from music.services import archive, copying, library, sweeps
from tests.base import StudioTestCase
from tests.factories import make_job, make_track
from tests.full import full_disk
from tests.media.sounds import RATE, mp3

SONG = "https://files.example/song.mp3"
COVER = "https://files.example/song.jpeg"


# Five seconds of silence, then five of noise.
NOISE = array("h", (random.Random(1).randrange(-20_000, 20_000) for _sample in range(5 * RATE)))
NOISY = mp3(array("h", bytes(2 * 5 * RATE)) + NOISE)


def picture():
    file = io.BytesIO()
    Image.new("RGB", (300, 300), (20, 60, 200)).save(file, "JPEG")
    return file.getvalue()


class KeepTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.addCleanup(shutil.rmtree, settings.MEDIA_ROOT, ignore_errors=True)
        job = make_job(owner=self.user, params={"model": "V6", "prompt": "A slow waltz"})
        self.track = make_track(
            job=job, audio_url=SONG, image_url=COVER, archive_state="due", archive_due_at=timezone.now(),
            expires_at=timezone.now() + timedelta(days=14), title="Größe: 雨/夜", duration=10.0,
        )  # fmt: skip

    def keep(self, song=None, **answer):
        self.provider.reset()
        self.provider.add(
            responses.GET, SONG, **(answer or {"body": song or NOISY, "content_type": "audio/mpeg"})
        )
        self.provider.add(responses.GET, COVER, body=picture(), content_type="image/jpeg")
        archive.keep(self.track)
        self.track.refresh_from_db()
        return self.track

    def test_a_song_is_measured_when_it_is_copied(self):
        track = self.keep()
        self.assertAlmostEqual(track.loudness, -36, delta=1)
        self.assertAlmostEqual(track.true_peak, -8.7, delta=0.5)

    def sheet(self):
        return json.loads(Path(self.track.audio.path).with_name("song.json").read_text())

    def test_a_song_is_on_our_disk_checked_tagged_and_measured(self):
        track = self.keep()
        self.assertEqual((track.archive_state, track.archive_due_at), ("kept", None))
        path = Path(track.audio.path)
        self.assertEqual((path.stat().st_size, copying.hashed(path)[0]), (track.size, track.sha256))
        written = tags.read(path)
        self.assertEqual(
            (written.title, written.style, written.lyrics), (track.title, track.style, track.lyrics)
        )
        self.assertTrue(written.cover)
        self.assertAlmostEqual(track.duration, audio.check(path).duration)
        self.assertTrue(track.cover and track.thumb)

    def test_its_folder_can_be_read_by_a_person_and_names_no_address(self):
        name = self.keep().audio.name
        self.assertRegex(name, r"^Mira-[0-9a-f]{8}/Größe 雨 夜-[0-9a-f]{8}/Größe 雨 夜\.mp3$")
        self.assertNotIn("@", name)

    def test_its_waveform_shows_silence_then_noise(self):
        bars = bytes(self.keep().peaks)
        self.assertEqual(len(bars), 800)
        self.assertLess(max(bars[:350]), 20)
        self.assertGreater(min(bars[450:750]), 150)
        self.assertEqual(len(self.track.bars), 72)

    def test_the_sheet_has_what_is_needed_to_rebuild_the_rows(self):
        self.keep()
        sheet = self.sheet()
        self.assertEqual(sheet["track"]["title"], self.track.title)
        self.assertEqual(sheet["job"]["task_id"], self.track.job.task_id)
        self.assertEqual(sheet["job"]["params"]["prompt"], "A slow waltz")
        self.assertEqual(sheet["sha256"], self.track.sha256)

    def test_the_sheet_tells_what_happened_while_the_bytes_came(self):
        def ends(_request):
            Job.objects.update(state="done", finished_at=timezone.now())
            Track.objects.update(title="Renamed")
            return 200, {"Content-Type": "audio/mpeg"}, NOISY

        Job.objects.update(state="streaming")
        self.track.refresh_from_db()
        self.assertEqual(self.track.job.state, "streaming")
        self.provider.add_callback(responses.GET, SONG, callback=ends)
        self.provider.add(responses.GET, COVER, body=picture(), content_type="image/jpeg")
        archive.keep(self.track)
        sheet = self.sheet()
        self.assertEqual((sheet["job"]["state"], sheet["track"]["title"]), ("done", "Renamed"))
        self.assertIsNotNone(self.track.sheet_due_at)  # the tags in the file still have the old title

    def test_the_sheet_names_no_token_key_or_address(self):
        self.keep()
        text = json.dumps(self.sheet())
        for secret in (self.track.job.token, self.user.email, "test-key-of-the-server"):
            self.assertNotIn(secret, text)

    def test_a_web_page_empty_or_cut_file_is_tried_again_later(self):
        bad = ({"body": "<html>no</html>"}, {"body": b""}, {"body": NOISY[:3000]}, {"status": 500}, {"status": 404},
               {"body": ConnectionError("reset")})  # fmt: skip
        for tries, answer in enumerate(bad, 1):
            with self.subTest(answer=answer):
                track = self.keep(**answer)
                self.assertEqual((track.archive_state, track.archive_tries), ("due", tries))
                self.assertGreater(track.archive_due_at, timezone.now())
                self.assertTrue(track.archive_error)
        self.assertEqual(self.keep().archive_state, "kept")

    def test_shorter_than_announced_is_doubted_but_in_the_end_kept(self):
        Track.objects.update(duration=20)
        self.assertEqual(self.keep().archive_state, "due")
        Track.objects.update(archive_tries=archive.DOUBTS)
        self.assertEqual(self.keep().archive_state, "kept")

    def test_the_pauses_grow(self):
        dues = []
        for _try in range(4):
            track = self.keep(status=500)
            dues.append((track.archive_due_at - timezone.now()).total_seconds())
        self.assertEqual(dues, sorted(dues))
        self.assertGreater(dues[-1], 10 * dues[0])

    def test_a_full_disk_is_tried_again_later(self):
        with mock.patch("music.media.fetch.download", side_effect=OSError(28, "No space left on device")):
            archive.keep(self.track)
        self.track.refresh_from_db()
        self.assertEqual((self.track.archive_state, self.track.archive_error), ("due", "full"))

    def test_of_a_song_that_finds_no_room_nothing_stays_and_it_comes_later(self):
        with full_disk(20_000):
            track = self.keep()
        self.assertEqual((track.archive_state, track.archive_error, track.audio.name), ("due", "full", ""))
        left = [path for folder in (settings.MEDIA_ROOT, settings.STUDIO_DATA / "partial")
                for path in folder.rglob("*") if path.is_file()]  # fmt: skip
        self.assertEqual(left, [])
        Track.objects.update(archive_due_at=timezone.now())
        self.assertEqual(self.keep().archive_state, "kept")

    def test_a_private_address_is_never_asked_again(self):
        for url in (
            "http://127.0.0.1/song.mp3",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "http://0x7f.1/",
        ):
            Track.objects.update(
                audio_url=url, archive_state="due", archive_due_at=timezone.now(), archive_claimed_at=None
            )
            with self.subTest(url=url):
                self.provider.add_passthru(url[:10])
                archive.keep(self.track)
                self.track.refresh_from_db()
                self.assertEqual(self.track.archive_state, "lost")

    def test_when_the_provider_s_copy_is_gone_it_is_lost(self):
        Track.objects.update(expires_at=timezone.now() + timedelta(seconds=1))
        self.assertEqual(self.keep(status=404).archive_state, "lost")

    def test_an_administrator_starts_it_anew(self):
        Track.objects.update(archive_state="lost")
        self.assertEqual(archive.again(Track.objects.all()), 1)
        self.assertEqual(self.keep().archive_state, "kept")

    def test_one_whose_copy_ends_while_it_is_started_anew_stays_kept(self):
        now = timezone.now()

        def ends_now():
            Track.objects.update(archive_state="kept", archive_due_at=None)
            return now

        with mock.patch("music.services.copying.timezone.now", side_effect=ends_now):
            archive.again(Track.objects.all())
        self.track.refresh_from_db()
        self.assertEqual((self.track.archive_state, self.track.archive_due_at), ("kept", None))

    def test_a_copy_that_fails_after_another_worker_brought_the_song_changes_nothing(self):
        def overtaken(_request):
            Track.objects.update(archive_state="kept", archive_claimed_at=None)
            return 404, {}, b""

        for expires_at in (None, timezone.now()):  # it would be tried later; it would be given up
            Track.objects.update(expires_at=expires_at, archive_state="due")
            self.provider.reset()
            self.provider.add_callback(responses.GET, SONG, callback=overtaken)
            archive.keep(self.track)
            self.track.refresh_from_db()
            facts = self.track.archive_state, self.track.archive_error, self.track.archive_tries
            self.assertEqual(facts, ("kept", "", 0))

    def test_a_song_that_is_being_copied_is_not_copied_twice(self):
        Track.objects.update(archive_claimed_at=timezone.now())
        self.keep()
        self.assertEqual((self.track.archive_state, len(self.provider.calls)), ("due", 0))

    def test_a_killed_copy_is_taken_up_again(self):
        Track.objects.update(archive_claimed_at=timezone.now() - copying.CLAIM - timedelta(seconds=1))
        self.assertEqual(self.keep().archive_state, "kept")

    def test_a_song_on_our_disk_is_not_fetched_again(self):
        self.keep()
        self.keep()
        self.assertEqual(len(self.provider.calls), 0)

    def test_without_a_cover_the_song_is_kept_and_the_cover_comes_later(self):
        with mock.patch("music.services.archive._fetch_cover", return_value=None):
            track = self.keep()
        self.assertEqual((track.archive_state, bool(track.cover)), ("kept", False))
        Track.objects.update(sheet_due_at=timezone.now())
        track.refresh_from_db()
        archive.rewrite(track)
        track.refresh_from_db()
        self.assertTrue(track.cover and tags.read(track.audio.path).cover)

    def test_killed_before_its_sheet_was_written_it_gets_one_later(self):
        with mock.patch("music.services.archive.sheets.write", side_effect=SystemExit):
            self.assertRaises(SystemExit, self.keep)
        self.track.refresh_from_db()
        self.assertEqual(self.track.archive_state, "kept")
        archive.rewrite(self.track)
        self.assertEqual(self.sheet()["sha256"], self.track.sha256)

    def test_a_sheet_that_cannot_be_written_stays_due(self):
        self.keep()
        for error in (OSError(30, "Read-only file system"), mutagen.MutagenError("No room")):
            library.rename(self.track, title="Morning tram")
            self.track.refresh_from_db()
            with mock.patch("music.services.archive.tags.write", side_effect=error), self.assertLogs("music"):
                archive.rewrite(self.track)
            self.track.refresh_from_db()
            self.assertTrue(self.track.sheet_due_at)
        archive.rewrite(self.track)
        self.assertEqual(self.sheet()["track"]["title"], "Morning tram")

    def test_a_rename_reaches_tags_and_sheet_and_moves_nothing(self):
        place = self.keep().audio.name
        library.rename(self.track, title="Morning tram", style="polka", lyrics="la")
        self.track.refresh_from_db()
        archive.rewrite(self.track)
        self.track.refresh_from_db()
        self.assertEqual(
            (self.track.audio.name, tags.read(self.track.audio.path).title), (place, "Morning tram")
        )
        self.assertEqual(self.sheet()["track"]["title"], "Morning tram")
        self.assertEqual(copying.hashed(Path(self.track.audio.path))[0], self.track.sha256)
        self.assertIsNone(self.track.sheet_due_at)

    def test_nothing_is_left_in_the_workspace(self):
        self.keep(body="<html>")
        Track.objects.update(archive_claimed_at=None)
        self.keep()
        self.assertEqual(list((settings.STUDIO_DATA / "partial").iterdir()), [])


class SweepTests(StudioTestCase):
    def test_due_copies_are_handed_out_once_the_newest_first_and_the_often_tried_last(self):
        now = timezone.now()
        old, tried, new = (
            make_track(owner=self.user, archive_state="due", archive_due_at=now, archive_tries=tries)
            for tries in (0, 3, 0)
        )
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.files()
            sweeps.files()
        copies = [task for task in self.in_queue() if task[0] == "archive_track"]
        self.assertEqual(copies, [("archive_track", (track.pk,)) for track in (new, old, tried)])

    def test_two_clocks_that_saw_the_same_row_hand_it_out_once(self):
        make_track(owner=self.user, archive_state="due", archive_due_at=timezone.now())
        seen_by_both = list(Track.objects.all())
        with self.captureOnCommitCallbacks(execute=True):
            for _clock in range(2):
                rows = [Track(pk=row.pk, archive_due_at=row.archive_due_at) for row in seen_by_both]
                sweeps._claim(rows, "archive_due_at", "archive_track")
        self.assertEqual(len(self.in_queue()), 1)

    def test_a_copy_that_ends_while_leftovers_are_swept_disturbs_nothing(self):
        with mock.patch("pathlib.Path.glob", return_value=[settings.STUDIO_DATA / "partial" / "gone"]):
            sweeps.files()

    def test_halves_of_files_in_the_library_are_swept_once_a_day_when_they_are_a_day_old(self):
        half, song = (settings.MEDIA_ROOT / "Mira" / name for name in (".0123456789abcdef.new", "song.mp3"))
        half.parent.mkdir(parents=True, exist_ok=True)
        for path in (half, song):
            path.touch()
        copying.sweep_drafts()
        self.assertTrue(half.exists())
        with mock.patch("time.time", return_value=time.time() + 86_401):
            for is_left in (False, True):
                sweeps.files()
                self.assertEqual((half.exists(), song.exists()), (is_left, True))
                half.touch()
