from unittest import mock

import django_rq
from redis.exceptions import ConnectionError as Away
from rq import Worker
from rq.results import Result

from accounts.models import AuditEntry
from music import tasks
from music.services import queues
from tests.desk.base import DeskTestCase

PAGE = "/admin/desk/queues/"


class QueueTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.calls = django_rq.get_queue("calls")
        self.addCleanup(self.empty)

    def empty(self):
        self.calls.empty()
        queues.forget("calls")

    def broken(self, pk, why="Traceback\n  …\nOSError: it broke"):
        task = self.calls.create_job(tasks.send_job, args=[pk])
        task.save()
        self.calls.failed_job_registry.add(task, ttl=100)
        Result.create_failure(task, ttl=100, exc_string=why)
        return task

    def mend(self, how, name="calls"):
        return self.client.post(f"{PAGE}{name}/", {"how": how}, follow=True)

    def test_what_waits_and_what_broke_off(self):
        self.calls.enqueue_job(self.calls.create_job(tasks.refresh_job, args=[7]))
        self.broken(17)
        calls, files = queues.lines()
        self.assertEqual((calls.name, calls.waiting, calls.failed, files.failed), ("calls", 1, 1, 0))
        self.assertIsNotNone(calls.oldest_at)
        self.assertEqual((calls.broken[0].words, calls.broken[0].why), ("send_job 17", "OSError: it broke"))
        page = self.client.get(PAGE)
        self.assertContains(page, "send_job 17")
        self.assertContains(page, "Broke off in calls")

    def test_what_broke_off_in_the_same_way_is_one_line(self):
        self.broken(17), self.broken(17), self.broken(18), self.broken(17, "ValueError: no")
        told = [(task.words, task.why, task.times) for task in queues.lines()[0].broken]
        self.assertCountEqual(
            told,
            [
                ("send_job 17", "OSError: it broke", 2),
                ("send_job 18", "OSError: it broke", 1),
                ("send_job 17", "ValueError: no", 1),
            ],
        )

    def test_it_is_done_again_or_forgotten(self):
        self.broken(1), self.broken(2)
        self.assertContains(self.mend("again"), "2 tasks are done again.")
        self.assertEqual((self.calls.count, self.calls.failed_job_registry.count), (2, 0))
        self.assertEqual(AuditEntry.objects.get().what, "queue.acted")
        self.broken(3)
        self.assertContains(self.mend("forget"), "1 task is forgotten.")
        self.assertEqual((self.calls.count, self.calls.failed_job_registry.count), (2, 0))

    def test_nonsense_does_nothing(self):
        self.broken(1)
        self.assertContains(self.mend("explode"), "Choose what to do.")
        self.assertEqual(self.calls.failed_job_registry.count, 1)
        self.assertEqual(self.mend("again", "nonsense").status_code, 404)

    def test_workers_with_what_they_are_at(self):
        worker = Worker([self.calls], connection=self.calls.connection, name="a-worker")
        worker.register_birth()
        self.addCleanup(worker.register_death)
        (hand,) = queues.hands()
        self.assertEqual(
            (hand.name, hand.queues, hand.task, hand.is_silent), ("a-worker", "calls", "", False)
        )
        self.assertContains(self.client.get(PAGE), "a-worker")

    def test_without_workers_and_without_a_queue_server_it_says_so(self):
        self.assertContains(self.client.get(PAGE), "No worker is there.")
        with mock.patch("music.services.queues.lines", side_effect=Away):
            self.assertContains(self.client.get(PAGE), "The queue server does not answer")
