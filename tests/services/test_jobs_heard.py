import uuid
from datetime import timedelta

import requests
from django.utils import timezone

from music.models import Job, Track, TrackText
from music.models.jobs import ASKED
from music.operations.songs import PATIENCE
from music.services import asking, decisions, hearing, sweeps
from tests.base import FIRST, SECOND, TASK, StudioTestCase, clip, heard, refused
from tests.factories import make_job


class ApplyTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK)

    def apply(self, *results):
        for result in results:
            with self.captureOnCommitCallbacks(execute=True):
                hearing.apply_result(self.job, result)
        self.job.refresh_from_db()
        return self.job

    def test_complete_makes_two_tracks_and_ends_the_job(self):
        self.assertEqual(self.apply(heard()).state, Job.State.DONE)
        self.assertEqual([track.audio_id for track in self.job.tracks.order_by("position")], [FIRST, SECOND])
        self.assertEqual([task for task, _args in self.in_queue()].count("archive_track"), 2)

    def test_a_song_kept_before_the_end_has_its_sheet_written_again(self):
        self.apply(heard("first"))
        self.job.tracks.update(archive_state="kept", sheet_due_at=None)
        self.apply(heard())
        self.assertEqual(self.job.tracks.filter(sheet_due_at__isnull=False).get().audio_id, FIRST)

    def test_the_same_twice_is_the_same(self):
        self.apply(heard(), heard(), heard("first"), heard("text"))
        self.assertEqual((self.job.state, self.job.tracks.count()), (Job.State.DONE, 2))
        self.assertEqual(self.job.ledger.filter(kind="charged").count(), 1)

    def test_stages_out_of_order_end_the_same(self):
        self.apply(heard("first", [clip(audio_url="")]), heard(), heard("text"))
        self.assertEqual((self.job.state, self.job.tracks.count(), self.job.stage), ("done", 2, "complete"))

    def test_an_early_message_never_erases_a_later_fact(self):
        self.apply(
            heard(), heard("first", [clip(audio_url="", stream_audio_url="https://old.example/s", title="")])
        )
        track = self.job.tracks.get(audio_id=FIRST)
        self.assertEqual(track.audio_url, f"https://files.example/{FIRST}.mp3")
        self.assertEqual(track.stream_url, f"https://files.example/stream/{FIRST}")

    def test_a_stream_can_be_heard_before_the_end(self):
        self.apply(heard("text", [clip(audio_url=""), clip(SECOND, audio_url="")]))
        self.assertEqual((self.job.state, self.job.tracks.count()), (Job.State.STREAMING, 2))
        self.assertFalse(Track.objects.filter(archive_state="due").exists())

    def test_the_first_sound_stays_the_first(self):
        first = self.apply(heard("first")).first_sound_at
        self.assertEqual(self.apply(heard()).first_sound_at, first)

    def test_songs_are_found_by_their_words_at_once(self):
        self.apply(heard())
        self.assertEqual(TrackText.objects.filter(track__in=self.job.tracks.all()).count(), 2)

    def test_complete_without_addresses_keeps_asking(self):
        self.apply(
            heard(
                "complete",
                [clip(audio_url="", stream_audio_url=""), clip(SECOND, audio_url="", stream_audio_url="")],
            )
        )
        self.assertIn(self.job.state, ASKED)
        self.assertIsNotNone(self.job.due_at)

    def test_one_good_song_of_two_stays(self):
        self.apply(heard("first"), heard("error", code=501))
        self.assertEqual((self.job.state, self.job.tracks.count()), (Job.State.DONE, 1))

    def test_the_second_song_gets_some_minutes(self):
        half = heard("complete", [clip(), clip(SECOND, audio_url="", stream_audio_url="")])
        self.assertIn(self.apply(half).state, ASKED)
        Job.objects.update(sent_at=timezone.now() - PATIENCE - timedelta(seconds=1))
        self.assertEqual(self.apply(half).state, Job.State.DONE)

    def test_failure_returns_the_credits_and_leaves_no_half_song(self):
        self.apply(heard("text", [clip(audio_url="")]), heard("error", code=531, msg="failed"))
        self.assertEqual((self.job.state, self.job.error_code), (Job.State.FAILED, "531"))
        self.assertFalse(self.job.tracks.exists())
        self.assertEqual([(e.kind, e.credits, e.source) for e in self.job.ledger.all()],
                         [("charged", 12, "table"), ("returned", 12, "provider")])  # fmt: skip

    def test_late_good_news_is_taken(self):
        self.apply(heard("error", code=501), heard())
        self.assertEqual(
            (self.job.state, self.job.error_code, self.job.tracks.count()), (Job.State.DONE, "", 2)
        )

    def test_failure_after_success_changes_nothing(self):
        self.apply(heard(), heard("error", code=501))
        self.assertEqual((self.job.state, self.job.tracks.count()), (Job.State.DONE, 2))

    def test_a_callback_settles_an_unknown_job(self):
        self.job = make_job(owner=self.user, state=Job.State.UNKNOWN)
        self.apply(heard("text", task_id="t" * 32))
        self.assertEqual((self.job.state, self.job.task_id), (Job.State.WAITING, "t" * 32))
        self.assertEqual(self.job.ledger.filter(kind="charged").count(), 1)

    def test_a_person_s_title_survives_later_messages(self):
        self.apply(heard("first"))
        Track.objects.filter(audio_id=FIRST).update(title="Mine")
        self.apply(heard())
        self.assertEqual(Track.objects.get(audio_id=FIRST).title, "Mine")

    def test_a_length_that_was_measured_survives_later_messages(self):
        self.apply(heard("first"))
        Track.objects.filter(audio_id=FIRST).update(archive_state="kept", duration=61.5)
        self.apply(heard())
        self.assertEqual(Track.objects.get(audio_id=FIRST).duration, 61.5)


class RefreshTests(StudioTestCase):
    path = "/api/v1/generate/record-info"

    def record(self, status="SUCCESS", **fields):
        songs = [
            {"id": FIRST, "audioUrl": "https://files.example/a.mp3"},
            {"id": SECOND, "audioUrl": "https://files.example/b.mp3"},
        ]
        data = {"taskId": TASK, "status": status, "response": {"taskId": TASK, "sunoData": songs}} | fields
        return {"code": 200, "msg": "success", "data": data}

    def refresh(self, **fields):
        job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK, **fields)
        asking.refresh(job)
        job.refresh_from_db()
        return job

    def test_asking_finishes_a_job_without_any_callback(self):
        self.answers(self.record(), "GET", self.path)
        job = self.refresh()
        self.assertEqual((job.state, job.tracks.count()), (Job.State.DONE, 2))

    def test_trouble_in_asking_is_no_failure(self):
        for trouble in (
            requests.ReadTimeout(),
            "<html>",
            refused(500),
            {"code": 200, "msg": "success", "data": None},
        ):
            with self.subTest(trouble=trouble):
                self.provider.reset()
                self.answers(trouble, "GET", self.path)
                self.assertEqual(self.refresh().state, Job.State.WAITING)

    def test_an_error_code_in_a_pending_record_is_a_failure(self):
        self.answers(
            self.record("PENDING", response=None, errorCode=413, errorMessage="known work"), "GET", self.path
        )
        self.assertEqual(self.refresh().state, Job.State.FAILED)

    def test_callback_exception_is_an_ordinary_end(self):
        self.answers(self.record("CALLBACK_EXCEPTION"), "GET", self.path)
        self.assertEqual(self.refresh().state, Job.State.DONE)

    def test_it_asks_less_and_less_often_and_stops_after_two_weeks(self):
        for age, pause in ((1, 15), (20, 20), (60, 30), (200, 60), (1000, 300), (7 * 3600, 3600)):
            job = Job(sent_at=timezone.now() - timedelta(seconds=age))
            self.assertAlmostEqual((asking.next_turn(job) - timezone.now()).total_seconds(), pause, delta=1)
        self.assertIsNone(asking.next_turn(Job(sent_at=timezone.now() - timedelta(days=15))))

    def test_two_clocks_ask_once(self):
        job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK, due_at=timezone.now())
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
            sweeps.calls()
        self.assertEqual(self.in_queue().count(("refresh_jobs", (job.pk,))), 1)


class WaysOutTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, state=Job.State.UNKNOWN)

    def test_a_pasted_task_id_is_asked_about(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.assertTrue(decisions.settle_with_task(self.job, TASK))
        self.assertEqual((self.job.state, self.job.task_id), (Job.State.WAITING, TASK))
        self.assertEqual(self.in_queue(), [("refresh_job", (self.job.pk,))])

    def test_closed_as_not_made_it_still_takes_good_news(self):
        self.assertTrue(decisions.settle_as_not_made(self.job))
        self.assertEqual(self.job.state, Job.State.FAILED)
        hearing.apply_result(self.job, heard())
        self.job.refresh_from_db()
        self.assertEqual(self.job.state, Job.State.DONE)

    def test_it_does_not_close_a_job_that_was_heard_of_meanwhile(self):
        Job.objects.update(state=Job.State.WAITING)
        self.assertFalse(decisions.settle_as_not_made(self.job))
        self.job.refresh_from_db()
        self.assertEqual(self.job.state, Job.State.WAITING)

    def test_again_is_a_new_job_like_the_first(self):
        new = decisions.again(self.job, uuid.uuid4())
        self.assertEqual((new.retry_of, new.params, new.state), (self.job, self.job.params, Job.State.QUEUED))
        self.job.refresh_from_db()
        self.assertFalse(self.job.needs_a_person)
