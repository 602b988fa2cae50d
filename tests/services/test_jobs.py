import uuid
from datetime import timedelta
from unittest import mock

import redis
import requests
from django.utils import timezone
from urllib3.exceptions import NewConnectionError

from music.models import Job, LedgerEntry, Track
from music.models.jobs import ASKED
from music.operations import registry
from music.operations.songs import PATIENCE
from music.services import allowance, jobs, sweeps
from tests.base import FIRST, SECOND, TASK, StudioTestCase, accepted, clip, heard, refused
from tests.factories import make_job

PARAMS = {"custom_mode": False, "instrumental": False, "model": "V6", "prompt": "A slow waltz"}


def refusal():
    return requests.ConnectionError(mock.Mock(reason=NewConnectionError(None, "refused")))


class StartTests(StudioTestCase):
    def start(self, submission=None):
        submission = submission or uuid.uuid4()
        with self.captureOnCommitCallbacks(execute=True):
            return jobs.start(registry.get("generate"), self.user, PARAMS, submission=submission)

    def test_it_keeps_the_job_its_price_and_its_place_in_the_queue(self):
        job = self.start()
        self.assertEqual(job.state, Job.State.QUEUED)
        self.assertEqual([(entry.kind, entry.credits) for entry in job.ledger.all()], [("expected", 12)])
        self.assertEqual(self.in_queue(), [("send_job", (job.pk,))])

    def test_the_same_submission_twice_is_one_job(self):
        submission = uuid.uuid4()
        self.assertEqual(self.start(submission).pk, self.start(submission).pk)
        self.assertEqual(Job.objects.count(), 1)
        self.assertEqual(LedgerEntry.objects.count(), 1)

    def test_without_a_queue_server_the_clock_finds_it(self):
        with mock.patch("django_rq.get_queue", side_effect=redis.ConnectionError):
            job = self.start()
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
        self.assertIn(("send_job", (job.pk,)), self.in_queue())


class SendTests(StudioTestCase):
    def send(self, **fields):
        job = make_job(owner=self.user, state=Job.State.QUEUED, **fields)
        jobs.send(job)
        job.refresh_from_db()
        return job

    def test_an_accepted_request_waits_with_its_task_and_is_charged(self):
        self.answers(accepted())
        job = self.send()
        self.assertEqual((job.state, job.task_id), (Job.State.WAITING, TASK))
        self.assertEqual(job.ledger.get(kind="charged").credits, 12)
        self.assertIsNotNone(job.due_at)

    def test_it_names_our_address_with_the_token(self):
        self.answers(accepted())
        job = self.send()
        self.assertEqual(self.sent()["callBackUrl"], f"https://studio.example/callbacks/kie/{job.token}/")

    def test_the_token_and_the_key_are_in_no_event(self):
        self.answers(accepted() | {"echo": {"param": "x"}})
        job = self.send()
        kept = "".join(f"{event.words}{event.body}" for event in job.events.all())
        self.assertIn("callBackUrl", kept.replace("call_back_url", "callBackUrl"))
        self.assertNotIn(job.token, kept)
        self.assertNotIn("test-key-of-the-server", kept)

    def test_a_second_worker_sends_nothing(self):
        self.answers(accepted())
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        twin = Job.objects.get(pk=job.pk)
        jobs.send(job)
        jobs.send(twin)
        self.assertEqual(len(self.provider.calls), 1)

    def test_a_cancelled_job_is_not_sent(self):
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        twin = Job.objects.get(pk=job.pk)
        self.assertTrue(jobs.cancel(job))
        jobs.send(twin)
        self.assertEqual(len(self.provider.calls), 0)

    def test_a_refused_connection_is_tried_later(self):
        self.answers(refusal())
        job = self.send()
        self.assertEqual((job.state, job.sends), (Job.State.QUEUED, 1))
        self.assertGreater(job.due_at, timezone.now())
        self.assertFalse(job.ledger.filter(kind="charged").exists())

    def test_after_twenty_times_it_gives_up(self):
        self.answers(refused(455))
        self.assertEqual(self.send(sends=19).state, Job.State.FAILED)

    def test_what_each_answer_means(self):
        meanings = {429: "queued", 430: "queued", 455: "queued", 402: "failed", 422: "failed", 433: "failed",
                    413: "failed", 505: "failed", 500: "unknown", 408: "unknown", 999: "unknown"}  # fmt: skip
        for code, state in meanings.items():
            with self.subTest(code=code):
                self.provider.reset()
                self.answers(refused(code))
                job = self.send()
                self.assertEqual((job.state, job.error_code), (state, str(code)))

    def test_silence_leaves_the_outcome_unknown(self):
        for silence in (
            requests.ReadTimeout(),
            requests.ConnectionError("reset"),
            "<html>",
            {"code": 200, "data": None},
        ):
            with self.subTest(silence=silence):
                self.provider.reset()
                self.answers(silence)
                self.assertEqual(self.send().state, Job.State.UNKNOWN)

    def test_a_callback_before_the_answer_is_not_undone_by_it(self):
        def call_back_first(request):
            jobs.apply_result(Job.objects.get(), heard())
            return 200, {}, '{"code":200,"msg":"success","data":{"taskId":"' + TASK + '"}}'

        self.provider.add_callback("POST", "https://api.kie.ai/api/v1/generate", call_back_first)
        job = self.send()
        self.assertEqual((job.state, job.task_id, job.tracks.count()), (Job.State.DONE, TASK, 2))
        self.assertEqual(job.ledger.filter(kind="charged").count(), 1)

    def test_more_than_the_allowance_waits_for_the_clock(self):
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        for _number in range(20):
            self.assertEqual(allowance.to_create(job.account), 0)
        jobs.send(job)
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.QUEUED)
        self.assertGreater(job.due_at, timezone.now() + timedelta(seconds=5))


class DoubtTests(StudioTestCase):
    def test_a_sending_cut_off_long_ago_is_unknown_and_never_sent_again(self):
        job = make_job(owner=self.user, state=Job.State.SENDING)
        Job.objects.update(updated_at=timezone.now() - jobs.DOUBT_AFTER - timedelta(seconds=1))
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.UNKNOWN)
        self.assertNotIn("send_job", [task for task, _args in self.in_queue()])

    def test_one_being_sent_just_now_is_left_alone(self):
        job = make_job(owner=self.user, state=Job.State.SENDING)
        sweeps.calls()
        job.refresh_from_db()
        self.assertEqual(job.state, Job.State.SENDING)


class ApplyTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK)

    def apply(self, *results):
        for result in results:
            with self.captureOnCommitCallbacks(execute=True):
                jobs.apply_result(self.job, result)
        self.job.refresh_from_db()
        return self.job

    def test_complete_makes_two_tracks_and_ends_the_job(self):
        self.assertEqual(self.apply(heard()).state, Job.State.DONE)
        self.assertEqual([track.audio_id for track in self.job.tracks.order_by("position")], [FIRST, SECOND])
        self.assertEqual([task for task, _args in self.in_queue()].count("archive_track"), 2)

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

    def test_the_second_song_gets_half_an_hour(self):
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
        jobs.refresh(job)
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
            self.assertAlmostEqual((jobs.next_ask(job) - timezone.now()).total_seconds(), pause, delta=1)
        self.assertIsNone(jobs.next_ask(Job(sent_at=timezone.now() - timedelta(days=15))))

    def test_two_clocks_ask_once(self):
        job = make_job(owner=self.user, state=Job.State.WAITING, task_id=TASK, due_at=timezone.now())
        with self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
            sweeps.calls()
        self.assertEqual(self.in_queue().count(("refresh_job", (job.pk,))), 1)


class WaysOutTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, state=Job.State.UNKNOWN)

    def test_a_pasted_task_id_is_asked_about(self):
        with self.captureOnCommitCallbacks(execute=True):
            self.assertTrue(jobs.settle_with_task(self.job, TASK))
        self.assertEqual((self.job.state, self.job.task_id), (Job.State.WAITING, TASK))
        self.assertEqual(self.in_queue(), [("refresh_job", (self.job.pk,))])

    def test_closed_as_not_made_it_still_takes_good_news(self):
        self.assertTrue(jobs.settle_as_not_made(self.job))
        self.assertEqual(self.job.state, Job.State.FAILED)
        jobs.apply_result(self.job, heard())
        self.job.refresh_from_db()
        self.assertEqual(self.job.state, Job.State.DONE)

    def test_it_does_not_close_a_job_that_was_heard_of_meanwhile(self):
        Job.objects.update(state=Job.State.WAITING)
        self.assertFalse(jobs.settle_as_not_made(self.job))
        self.job.refresh_from_db()
        self.assertEqual(self.job.state, Job.State.WAITING)

    def test_again_is_a_new_job_like_the_first(self):
        new = jobs.again(self.job, uuid.uuid4())
        self.assertEqual((new.retry_of, new.params, new.state), (self.job, self.job.params, Job.State.QUEUED))
        self.job.refresh_from_db()
        self.assertFalse(self.job.needs_a_person)
