"""Health and figures: what a monitoring reads, and who may."""

import re
from datetime import timedelta
from unittest import mock

import django_rq
from django.conf import settings
from django.test import override_settings
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families
from redis.exceptions import ConnectionError as RedisError
from rq.cron import CronScheduler

from music import queue
from music.kie.client import Client, Exchange
from music.models import Job
from music.queue import StudioWorker
from music.services import beats, counts, health, money
from tests.base import StudioTestCase, callback
from tests.factories import make_account, make_job, make_user

PARTS = {"database", "storage", "queue", "calls", "files", "clock"}


def start_parts():
    """As if these processes had just begun: they are seen in the queue server."""
    for name in ("calls", "files"):
        StudioWorker([django_rq.get_queue(name)], connection=queue.connection()).register_birth()
    CronScheduler(queue.connection()).register_birth()


class ReadinessTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        health._probe["at"] = float("-inf")

    def ready(self):
        response = self.client.get("/readyz")
        said = response.json()
        provider = said.pop("provider")
        return response.status_code, {part for part, fine in said.items() if not fine}, provider

    def test_it_is_ready_when_all_parts_are(self):
        start_parts()
        self.assertEqual(self.ready(), (200, set(), None))
        self.assertEqual(set(health.parts()), PARTS)

    def test_each_part_that_is_silent_is_named(self):
        self.assertEqual(self.ready()[:2], (503, {"calls", "files", "clock"}))
        start_parts()
        late = timezone.now() + timedelta(seconds=95)
        with mock.patch("music.services.health.timezone.now", return_value=late):
            self.assertEqual(self.ready()[:2], (503, {"calls", "files", "clock"}))

    def test_a_clock_that_ended_is_missed_though_workers_live(self):
        start_parts()
        CronScheduler.all(queue.connection())[0].register_death()
        self.assertEqual(self.ready()[:2], (503, {"clock"}))

    def test_no_queue_is_no_worker_and_no_clock(self):
        with mock.patch("music.services.health.queue.connection", side_effect=RedisError("refused")):
            self.assertEqual(self.ready()[:2], (503, {"queue", "calls", "files", "clock"}))

    def test_a_disk_that_takes_nothing_is_named_and_not_asked_at_each_request(self):
        start_parts()
        save = mock.patch(
            "django.core.files.storage.default_storage.save", side_effect=OSError(30, "read-only")
        )
        with save as asked:
            for _ in range(3):
                self.assertEqual(self.ready()[:2], (503, {"storage"}))
        self.assertEqual(asked.call_count, 1)

    def test_the_probe_leaves_nothing_behind(self):
        health.takes_files()
        self.assertEqual(list(settings.MEDIA_ROOT.glob(".probe*")), [])

    def test_the_provider_s_trouble_is_told_and_stops_nobody(self):
        start_parts()
        client = Client("https://api.kie.ai", "key")
        client.last = Exchange("POST", "/", 200, {}, {"code": 455, "msg": "maintenance"})
        counts.answered(client)
        status, _missing, provider = self.ready()
        self.assertEqual((status, provider["code"]), (200, "455"))


class MetricsTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(make_user(is_staff=True))

    def figures(self):
        """{(name, labels): value}"""
        page = self.client.get("/metrics").content.decode()
        return {
            (sample.name, tuple(sorted(sample.labels.values()))): sample.value
            for family in text_string_to_metric_families(page)
            for sample in family.samples
        }

    def test_only_administrators_and_who_has_the_token_may_read(self):
        for person in (None, make_user()):
            self.client.logout() if person is None else self.client.force_login(person)
            response = self.client.get("/metrics", headers={"Authorization": "Bearer "})
            self.assertEqual((response.status_code, response["WWW-Authenticate"]), (401, "Bearer"))
            with override_settings(METRICS_TOKEN="a-long-token"):
                for said, status in (
                    ("Bearer a-long-token", 200),
                    ("Bearer a-long-toke", 401),
                    ("Bearer ü", 401),
                ):
                    self.assertEqual(
                        self.client.get("/metrics", headers={"Authorization": said}).status_code, status
                    )

    def test_jobs_are_counted_by_state_operation_and_error(self):
        make_job(state=Job.State.WAITING)
        for _ in range(2):
            make_job(state=Job.State.FAILED, operation="extend", error_code="402")
        figures = self.figures()
        self.assertEqual(figures["studio_jobs", ("", "generate", "waiting")], 1)
        self.assertEqual(figures["studio_jobs", ("402", "extend", "failed")], 2)

    def test_what_waits_too_long_is_told(self):
        make_job(state=Job.State.QUEUED, due_at=timezone.now() - timedelta(minutes=5))
        self.assertAlmostEqual(self.figures()["studio_overdue_seconds", ("jobs",)], 300, delta=5)

    def test_answers_of_the_provider_are_counted_by_its_code(self):
        account = make_account()
        self.answers({"code": 200, "data": 12.5}, "GET", "/api/v1/chat/credit")
        with self.captureOnCommitCallbacks(execute=True):
            money.refresh_balance(account)
        figures = self.figures()
        self.assertEqual(figures["studio_answers_total", ("200",)], 1)
        self.assertEqual(figures["studio_balance_credits", ("api.kie.ai",)], 12.5)

    def test_callbacks_and_the_time_to_the_first_sound_are_counted(self):
        job = make_job(state=Job.State.WAITING, task_id="2fac0000000000000000000000009f72")
        Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(seconds=25))
        for stage in ("first", "complete"):  # the first sound is heard once
            with self.captureOnCommitCallbacks(execute=True):
                self.client.post(
                    f"/callbacks/kie/{job.token}/", callback(stage), content_type="application/json"
                )
        figures = self.figures()
        self.assertEqual(figures["studio_callbacks_total", ("received",)], 2)
        buckets = [
            figures["studio_first_sound_seconds_bucket", (end, "generate")] for end in ("20", "30", "+Inf")
        ]
        self.assertEqual(buckets, [0, 1, 1])
        self.assertEqual(figures["studio_first_sound_seconds_count", ("generate",)], 1)
        self.assertAlmostEqual(figures["studio_first_sound_seconds_sum", ("generate",)], 25, delta=5)

    def test_requests_are_timed_by_page_and_not_by_address(self):
        self.client.get("/tracks/5d0a7c4e-0000-4000-8000-000000000000/")
        page = self.client.get("/metrics").content.decode()
        self.assertRegex(
            page, r'studio_request_seconds_count\{method="GET",status="4xx",view="track_detail"\} [1-9]'
        )
        self.assertNotIn("5d0a7c4e", page)

    def test_without_the_queue_the_rest_is_told(self):
        with mock.patch("music.services.counts.connection", side_effect=RedisError("refused")):
            self.assertIn(("studio_disk_free_bytes", ()), self.figures())

    def test_it_asks_few_questions(self):
        self.client.get("/metrics")
        with self.assertNumQueries(3):  # who asks, whether it answers, the balance; counts hold for a while
            self.client.get("/metrics")


class DashboardTests(StudioTestCase):
    def test_every_figure_that_the_dashboard_names_is_told(self):
        self.client.force_login(make_user(is_staff=True))
        start_parts()
        make_account().heard_balance(1)
        make_job(state=Job.State.WAITING)
        job = make_job(state=Job.State.DONE, first_sound_at=timezone.now())
        with self.captureOnCommitCallbacks(execute=True):
            counts.first_sound(job)
        beats.mark("calls")
        counts._add(("answers", "200")), counts._add(("callbacks", "received"))
        self.client.get("/metrics")
        page = self.client.get("/metrics").content.decode()
        named = set(
            re.findall(
                r"\b(?:studio|rq)_\w+", (settings.BASE_DIR / "deploy/grafana/suno-studio.json").read_text()
            )
        )
        self.assertGreater(len(named), 12)
        for name in named:
            self.assertRegex(page, rf"(?m)^{name}[{{ ]", f"The dashboard asks for {name}.")
