"""One number goes with a request into its answer, its log and its tasks; a job has one through worker and callback."""

import json
import logging
from unittest import mock

import django_rq
from django.test import override_settings

from music import queue
from music.models import Job
from music.queue import StudioWorker
from sunostudio import logs, tracing
from tests.base import StudioTestCase, accepted, callback
from tests.factories import make_job


class Lines(logging.Handler):
    """What a program that collects logs would read."""

    def __init__(self):
        super().__init__()
        self.lines, self.form = [], logs.Json()

    def emit(self, record):
        self.lines.append(json.loads(self.form.format(record)))

    def about(self, words):
        return [line for line in self.lines if words in line["message"]]


class TracingTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.log = Lines()
        for name in ("studio", "music"):
            logger = logging.getLogger(name)
            logger.addHandler(self.log)
            self.addCleanup(logger.removeHandler, self.log)
            self.addCleanup(logger.setLevel, logger.level)
            logger.setLevel("INFO")

    def work(self):
        """As a worker does, in this process."""
        for name in queue.QUEUES:
            tasks = django_rq.get_queue(name, connection=queue.connection())
            worker = StudioWorker([tasks], connection=queue.connection())
            for job in tasks.jobs:
                worker.perform_job(job, tasks, worker.prepare_execution(job))

    def test_what_somebody_pressed_is_followed_into_the_worker_and_through_the_callback(self):
        self.answers(accepted())
        fields = {"prompt": "A slow waltz", "model": "V6", "custom_mode": "false", "duration": "180"}
        with self.captureOnCommitCallbacks(execute=True):
            number = self.client.post("/create/generate/", fields)["X-Request-ID"]
        self.work()
        job = Job.objects.get()
        self.client.post(f"/callbacks/kie/{job.token}/", callback(), content_type="application/json")
        sent, done = self.log.about("generate is sending"), self.log.about("generate is done")
        self.assertEqual(
            [(line["request"], line["task"], line["job"]) for line in sent],
            [(number, "send_job", str(job.uuid))],
        )
        self.assertEqual([line["job"] for line in done], [str(job.uuid)])
        (task,) = self.log.about("send_job(")
        self.assertEqual((task["request"], task["fine"]), (number, True))
        asked, called = self.log.about("POST /")
        self.assertEqual((asked["request"], asked["status"], called["status"]), (number, 302, 200))
        self.assertEqual(called["message"], "POST /callbacks/kie/•••/ 200")

    def test_requests_have_numbers_of_their_own(self):
        self.assertNotEqual(
            self.client.get("/healthz")["X-Request-ID"], self.client.get("/healthz")["X-Request-ID"]
        )
        self.assertEqual(tracing.now(), {})

    def test_a_number_is_taken_from_a_trusted_proxy_alone(self):
        given = {"X-Request-ID": "0123456789abcdef"}
        self.assertNotEqual(self.client.get("/healthz", headers=given)["X-Request-ID"], "0123456789abcdef")
        with override_settings(TRUSTED_PROXIES=["127.0.0.1"]):
            self.assertEqual(self.client.get("/healthz", headers=given)["X-Request-ID"], "0123456789abcdef")
            for wrong in ("short", "x" * 65, "with blank", "with\nline", "ümlaut-zahl"):
                said = self.client.get("/healthz", headers={"X-Request-ID": wrong})["X-Request-ID"]
                self.assertRegex(said, "^[0-9a-f]{32}$")

    def test_a_task_that_fails_says_what_it_was_about(self):
        with self.captureOnCommitCallbacks(execute=True), tracing.about(request="of-a-person"):
            queue.enqueue("refresh_job", make_job(state="waiting").pk)
        with mock.patch("music.tasks.asking.refresh", side_effect=ValueError("no")):
            self.work()
        (line,) = self.log.about("refresh_job(")
        self.assertEqual((line["request"], line["fine"]), ("of-a-person", False))


class FormatTests(StudioTestCase):
    def record(self, words="%s", *args, trouble=None):
        return logging.LogRecord("music", logging.ERROR, __file__, 1, words, args, trouble)

    def test_each_line_is_one_object_whatever_it_says(self):
        with tracing.about(request="r-1", job="j-1"):
            line = logs.Json().format(self.record("%s", 'two\nlines and "quotes"'))
        self.assertNotIn("\n", line)
        said = json.loads(line)
        self.assertEqual(said["message"], 'two\nlines and "quotes"')
        self.assertEqual((said["request"], said["job"], said["level"]), ("r-1", "j-1", "ERROR"))
        self.assertRegex(said["at"], r"^\d{4}-\d\d-\d\dT.+\+00:00$")

    @override_settings(KIE_API_KEY='key-"1234567')
    def test_no_secret_stands_in_it_even_one_that_is_written_otherwise_in_json(self):
        try:
            raise ValueError('with key-"1234567')
        except ValueError as error:
            trouble = (type(error), error, error.__traceback__)
        line = logs.Json().format(self.record("%s", 'said key-"1234567', trouble=trouble))
        self.assertIn("ValueError", line)
        self.assertNotIn("1234567", line)

    def test_plain_lines_name_them_at_the_end(self):
        with tracing.about(request="r-1"):
            self.assertEqual(logs.Line("%(message)s").format(self.record("kept")), "kept (request=r-1)")
