import json
import os
import shutil
import time
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from unittest import mock

from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone

from music import tasks
from music.media import audio
from music.models import Arrival, Job, Upload
from music.services import arriving, room, row_sheets, sweeps, uploads
from tests.base import StudioTestCase
from tests.factories import make_job, make_upload, make_user
from tests.media.sounds import fragmented, m4a, mp3, tone, wav, webm

SONG = mp3(tone(3))


class CutOff(OSError):
    """The line broke."""


class Broken(BytesIO):
    """A body of which only so much comes."""

    def read(self, size=-1):
        return super().read(size) or self.fail()

    def fail(self):
        raise CutOff


class ArrivalTestCase(StudioTestCase):
    def begin(self, content=SONG, name="hum.mp3", owner=None, **facts):
        return arriving.begin(owner or self.user, name=name, size=len(content), **facts)

    def bring(self, content=SONG, name="hum.mp3", **facts):
        """As the browser and the worker do it."""
        with self.captureOnCommitCallbacks(execute=True):
            arrival = self.begin(content, name, **facts)
            arriving.receive(arrival, 0, BytesIO(content))
        arriving.check(arrival)
        arrival.refresh_from_db()
        return arrival


class BeginTests(ArrivalTestCase):
    def refusal(self, **facts):
        with self.assertRaises(room.CannotTake) as caught:
            arriving.begin(self.user, **{"name": "a.mp3", "size": 5, **facts})
        return caught.exception.code

    def test_it_refuses_more_than_250_mb_and_nothing(self):
        self.assertEqual(self.refusal(size=250 * 1024 * 1024 + 1), "large")
        self.assertEqual(self.refusal(size=0), "empty")
        arriving.begin(self.user, name="a.mp3", size=250 * 1024 * 1024)

    def test_the_same_file_goes_on_where_it_was_cut_off(self):
        first = self.begin(stamp="1")
        self.assertEqual(self.begin(stamp="1"), first)
        self.assertNotEqual(self.begin(stamp="2"), first)
        self.assertNotEqual(self.begin(stamp="1", owner=make_user()), first)

    def test_a_person_has_ten_on_their_way_at_most(self):
        for number in range(10):
            self.begin(name=f"{number}.mp3")
        self.assertEqual(self.refusal(name="11.mp3"), "many")
        self.begin(owner=make_user())

    def test_the_disk_is_never_filled_up(self):
        nearly_full = mock.Mock(free=400 * 1024**2)
        with mock.patch.object(shutil, "disk_usage", return_value=nearly_full):
            self.assertEqual(self.refusal(), "full")


class ReceiveTests(ArrivalTestCase):
    def test_pieces_make_the_file(self):
        arrival = self.begin()
        for start in range(0, len(SONG), 5000):
            self.assertTrue(arriving.receive(arrival, start, BytesIO(SONG[start : start + 5000])))
        self.assertEqual((arrival.state, arrival.path.read_bytes()), ("checking", SONG))

    def test_what_came_before_the_line_broke_stays(self):
        arrival = self.begin()
        with self.assertRaises(CutOff):
            arriving.receive(arrival, 0, Broken(SONG[:7000]))
        self.assertEqual((arrival.state, arrival.received), ("receiving", 7000))

    def test_a_piece_may_come_twice_but_leaves_no_gap(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG[:7000]))
        self.assertFalse(arriving.receive(arrival, 7001, BytesIO(SONG[7001:])))
        self.assertTrue(arriving.receive(arrival, 5000, BytesIO(SONG[5000:9000])))
        arriving.receive(arrival, 9000, BytesIO(SONG[9000:]))
        self.assertEqual(arrival.path.read_bytes(), SONG)

    def test_a_piece_that_was_overtaken_changes_nothing_of_what_is_kept(self):
        arrival, uploaded = self.begin(), {}

        class Slow(BytesIO):
            def read(self, size=-1):
                if not uploaded:  # meanwhile another request brings the whole file, and it is kept
                    arriving.receive(Arrival.objects.get(pk=arrival.pk), 0, BytesIO(SONG))
                    arriving.check(Arrival.objects.get(pk=arrival.pk))
                    uploaded["kept"] = Upload.objects.get()
                return super().read(size)

        arriving.receive(arrival, 0, Slow(b"<script>" * 100))
        with uploaded["kept"].audio.open() as file:
            self.assertEqual(file.read(), SONG)

    def test_no_more_is_written_than_was_announced(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG + b"more"))
        self.assertEqual(arrival.received, len(SONG))

    def test_what_is_no_sound_is_refused_with_its_first_piece(self):
        for content, reason in ((b"PK\3\4" * 9000, "unknown"), (b"<!doctype html>" * 900, "page")):
            arrival = self.begin(content, "song.mp3")
            arriving.receive(arrival, 0, BytesIO(content[:1000]))
            self.assertEqual((arrival.state, arrival.reason), ("refused", reason))
            self.assertFalse(arrival.path.exists())

    def test_the_check_is_asked_for_once(self):
        with self.captureOnCommitCallbacks(execute=True):
            arrival = self.begin()
            arriving.receive(arrival, 0, BytesIO(SONG))
            self.assertFalse(arriving.receive(arrival, 0, BytesIO(SONG)))
        self.assertEqual(self.in_queue(), [("check_arrival", (arrival.pk,))])

    def test_only_its_owner_s_system_user_can_read_the_pieces(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG[:100]))
        self.assertEqual(arrival.path.stat().st_mode & 0o077, 0)


class CheckTests(ArrivalTestCase):
    def test_a_file_is_kept_measured_and_named(self):
        arrival = self.bring(name="my_first-take.v2.mp3")
        upload = arrival.upload
        self.assertEqual((arrival.state, upload.title, upload.suffix), ("kept", "my first-take.v2", "mp3"))
        self.assertRegex(
            upload.audio.name,
            r"^Mira-[0-9a-f]{8}/uploads/my first-take.v2-[0-9a-f]{8}/my first-take.v2.mp3$",
        )
        self.assertEqual(Path(upload.audio.path).read_bytes(), SONG)
        self.assertAlmostEqual(upload.duration, 3, delta=0.2)
        self.assertEqual((len(upload.peaks), len(upload.bars), upload.size), (800, 72, len(SONG)))
        self.assertFalse(arrival.path.exists())

    def test_a_sheet_lies_beside_it(self):
        upload = self.bring().upload
        sheet = json.loads(Path(upload.audio.path).with_name("upload.json").read_text())
        self.assertEqual(
            (sheet["upload"]["uuid"], sheet["upload"]["sha256"]), (str(upload.uuid), upload.sha256)
        )

    def test_content_counts_and_not_the_name(self):
        self.assertEqual(self.bring(wav(tone(1)), "song.mp3").upload.suffix, "wav")

    def test_what_everybody_reads_stays_as_it_is(self):
        for content, suffix in ((wav(tone(1)), "wav"), (m4a(1), "m4a"), (SONG, "mp3")):
            upload = self.bring(content, f"a.{suffix}").upload
            self.assertEqual((upload.suffix, Path(upload.audio.path).read_bytes()), (suffix, content))

    def test_what_a_browser_records_becomes_an_mp3(self):
        for content, name in ((webm(tone(2)), "a.webm"), (fragmented(tone(2)), "a.mp4")):
            upload = self.bring(content, name, is_recording=True).upload
            self.assertEqual(upload.suffix, "mp3")
            self.assertAlmostEqual(upload.duration, 2, delta=0.15)
            self.assertTrue(upload.peaks)

    def test_a_cut_file_is_refused_with_the_reason(self):
        whole = wav(tone(4))
        arrival = self.bring(whole[: len(whole) // 2])
        self.assertEqual((arrival.state, arrival.reason, Upload.objects.count()), ("refused", "cut", 0))

    def test_a_voice_is_kept_as_one(self):
        self.assertEqual(self.bring(kind=Upload.Kind.VOICE).upload.kind, "voice")

    def test_the_same_file_leads_to_the_first(self):
        first, again = self.bring(), self.bring(name="other.mp3")
        self.assertEqual((again.upload, again.is_known, first.is_known), (first.upload, True, False))
        self.assertEqual(Upload.objects.count(), 1)

    def test_the_same_recording_converted_twice_leads_to_the_first(self):
        content = webm(tone(1))
        self.assertEqual(self.bring(content, "a.webm").upload, self.bring(content, "b.webm").upload)

    def test_another_person_has_a_file_of_their_own(self):
        self.assertNotEqual(self.bring().upload, self.bring(owner=make_user(name="Jo")).upload)

    def test_the_same_file_comes_out_of_the_trash(self):
        upload = self.bring().upload
        uploads.trash(upload)
        self.assertIsNone(self.bring().upload.trashed_at)

    def test_two_workers_keep_it_once(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG))
        with mock.patch.object(uploads, "_same", side_effect=[None, mock.DEFAULT]) as same:
            make_upload(owner=self.user, sha256=uploads.copying.hashed(arrival.path)[0])
            same.return_value = Upload.objects.get()
            arriving.check(arrival)
        self.assertEqual((Upload.objects.count(), arrival.is_known), (1, True))
        self.user.refresh_from_db()
        folder = Path(settings.MEDIA_ROOT) / self.user.folder
        self.assertEqual([path for path in folder.rglob("*") if path.is_file()], [])

    def test_it_is_checked_by_one_worker_at_a_time(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG))
        Arrival.objects.update(claimed_at=timezone.now())
        arriving.check(arrival)
        self.assertEqual(arrival.state, "checking")

    def test_the_smaller_it_is_the_sooner_another_takes_up_what_was_killed(self):
        small, large = Arrival(size=1_000_000), Arrival(size=400_000_000)
        packed = Arrival(size=40_000_000_000, kind=Arrival.Kind.ZIP)  # only its list is read
        seconds = [arriving.claim_of(arrival).total_seconds() for arrival in (small, large, packed)]
        self.assertEqual(seconds, [40.25, 140, 40])
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG))
        for ago, state in ((30, "checking"), (50, "kept")):
            Arrival.objects.update(claimed_at=timezone.now() - timedelta(seconds=ago))
            arriving.check(arrival)
            self.assertEqual(arrival.state, state)

    def test_a_check_that_was_killed_is_taken_up_again_but_not_for_ever(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG))
        for _kill in range(4):
            Arrival.objects.update(claimed_at=timezone.now() - timedelta(minutes=6))
            with mock.patch.object(audio, "check", side_effect=KeyboardInterrupt):
                try:
                    arriving.check(arrival)
                except KeyboardInterrupt:
                    continue
        arrival.refresh_from_db()
        self.assertEqual((arrival.state, arrival.reason), ("refused", "unreadable"))

    def test_a_full_disk_is_waited_for(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG))
        with mock.patch.object(uploads.copying, "place", side_effect=OSError("No space left on device")):
            arriving.check(arrival)
        self.assertEqual((arrival.state, arrival.path.read_bytes()), ("checking", SONG))
        tasks.check_arrival(arrival.pk)
        arrival.refresh_from_db()
        self.assertEqual(arrival.state, "kept")


class AfterwardsTests(ArrivalTestCase):
    def test_a_rename_leaves_the_file_where_it_is(self):
        upload = self.bring().upload
        place = upload.audio.name
        uploads.rename(upload, "Größe 雨")
        row_sheets.bring_up_to_date(upload)
        sheet = json.loads(Path(upload.audio.path).with_name("upload.json").read_text())
        self.assertEqual((sheet["upload"]["title"], upload.audio.name), ("Größe 雨", place))

    def test_deleting_takes_the_file_and_its_folder(self):
        upload = self.bring().upload
        folder = Path(upload.audio.path).parent
        uploads.delete(upload)
        self.assertFalse(folder.exists() or Upload.objects.exists())

    def test_what_a_person_put_beside_it_stays(self):
        upload = self.bring().upload
        note = Path(upload.audio.path).with_name("note.txt")
        note.write_text("mine")
        uploads.delete(upload)
        self.assertEqual(note.read_text(), "mine")

    def test_it_is_needed_while_a_job_works_on_it(self):
        upload, job = make_upload(owner=self.user), make_job(owner=self.user, state=Job.State.WAITING)
        job.sources.create(upload=upload)
        self.assertTrue(uploads.is_needed(upload))
        Job.objects.update(state=Job.State.DONE)
        self.assertFalse(uploads.is_needed(upload))


class SweepTests(ArrivalTestCase):
    def test_what_nobody_went_on_with_for_a_day_is_gone(self):
        old, fresh = self.begin(name="old.mp3"), self.begin(name="fresh.mp3")
        arriving.receive(old, 0, BytesIO(SONG[:500]))
        Arrival.objects.filter(pk=old.pk).update(touched_at=timezone.now() - timedelta(hours=25))
        arriving.sweep()
        self.assertEqual(list(Arrival.objects.all()), [fresh])
        self.assertFalse(old.path.exists())

    def test_so_is_what_a_killed_server_left(self):
        settings.ARRIVING.mkdir(exist_ok=True)
        paths = [settings.ARRIVING / "form-old", settings.ARRIVING / "form-new"]
        for path in paths:
            path.touch()
        os.utime(paths[0], (time.time() - 90_000,) * 2)
        arriving.sweep()
        self.assertEqual([path.exists() for path in paths], [False, True])
        paths[1].unlink()

    def test_a_check_that_got_lost_is_found(self):
        arrival = self.begin()
        arriving.receive(arrival, 0, BytesIO(SONG))
        Arrival.objects.update(due_at=timezone.now() - timedelta(seconds=1))
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.files()
        self.assertIn(("check_arrival", (arrival.pk,)), self.in_queue())


class TakeTests(ArrivalTestCase):
    def test_titles_are_read_out_of_names(self):
        for name, title in (
            ("a_b.mp3", "a b"), ("C:\\music\\x.wav", "x"), ("/tmp/y", "y"), (".mp3", ".mp3"), ("夜 の.flac", "夜 の"),
        ):  # fmt: skip
            self.assertEqual(uploads.title_of(name), title)

    def test_a_whole_file_is_moved_not_copied(self):
        with self.settings():
            file = ContentFile(SONG, name="a.mp3")
            path = settings.ARRIVING / "form-test"
            settings.ARRIVING.mkdir(exist_ok=True)
            path.write_bytes(SONG)
            file.temporary_file_path = lambda: str(path)
            arrival = arriving.take(self.user, file)
        self.assertEqual((arrival.state, arrival.path.stat().st_ino), ("checking", path.stat().st_ino))
        path.unlink()
