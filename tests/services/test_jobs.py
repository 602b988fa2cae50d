import uuid
from datetime import timedelta
from unittest import mock

import redis
import requests
from django.db import OperationalError
from django.utils import timezone
from urllib3.exceptions import NewConnectionError

from music.models import Job, LedgerEntry
from music.operations import registry
from music.services import allowance, decisions, hearing, jobs, sweeps
from tests.base import TASK, StudioTestCase, accepted, heard, refused
from tests.factories import make_job

BUSY = OperationalError("database is locked")
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
        self.assertTrue(decisions.cancel(job))
        jobs.send(twin)
        self.assertEqual(len(self.provider.calls), 0)

    def test_a_database_busy_before_the_sending_leaves_it_in_the_queue(self):
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        with mock.patch.object(Job, "note", side_effect=BUSY), self.assertRaises(OperationalError):
            jobs.send(job)
        job.refresh_from_db()
        self.assertEqual((job.state, job.sent_at, len(self.provider.calls)), (Job.State.QUEUED, None, 0))

    def test_a_busy_database_loses_no_answer(self):
        self.answers(accepted())
        with (
            mock.patch("music.services.jobs.time.sleep") as sleep,
            mock.patch(
                "music.services.jobs.close_old_connections"
            ),  # the test's own transaction is in this one
            mock.patch.object(Job, "note", side_effect=[True, BUSY, BUSY, True]),
        ):
            job = self.send()
        self.assertEqual((job.state, job.task_id, len(self.provider.calls)), (Job.State.WAITING, TASK, 1))
        self.assertEqual(sleep.call_count, 2)

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
            hearing.apply_result(Job.objects.get(), heard())
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
        turn = timezone.now() + timedelta(seconds=10)
        self.assertLess(
            abs((turn - job.due_at).total_seconds() - jobs.SHORT), 1
        )  # it waits for the rest itself


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
