"""Asking about many jobs: how many at a time, and what one of them may do to the others."""

import threading
from datetime import timedelta
from unittest import mock

from django.utils import timezone

from music import queue, tasks
from music.kie.errors import NoAnswer
from music.models import Job, JobEvent
from music.services import asking
from music.services.jobs import SHORT
from tests.base import StudioTestCase, pushed
from tests.factories import make_account, make_job

PAUSE = 60  # seconds between two asks of a job that takes long
PASSES = PAUSE / SHORT  # of the clock, meanwhile


class HandOutTests(StudioTestCase):
    def due(self, many):
        now, account = timezone.now(), make_account()
        Job.objects.bulk_create(
            Job(owner=self.user, account=account, operation="generate", state=Job.State.WAITING,
                task_id=f"task-{number}", sent_at=now - timedelta(minutes=2), due_at=now - timedelta(seconds=many - number))
            for number in range(many)
        )  # fmt: skip
        return list(Job.objects.order_by("due_at").values_list("pk", flat=True))

    def hand_out(self, workers=1, waiting=0):
        """The keys in each task."""
        with (
            pushed() as given,
            self.captureOnCommitCallbacks(execute=True),
            mock.patch("music.queue.Worker.count", return_value=workers),
            mock.patch("music.queue.django_rq.get_queue", return_value=mock.Mock(count=waiting)),
        ):
            asking.hand_out()
        self.assertLessEqual({task for task, _keys in given}, {"refresh_jobs"})
        return [keys for _task, keys in given]

    def test_the_longest_due_come_first_ten_in_a_task(self):
        keys = self.due(25)
        self.assertEqual(self.hand_out(), [tuple(keys[:10]), tuple(keys[10:20]), tuple(keys[20:])])
        self.assertEqual(self.hand_out(), [])

    def test_twelve_workers_ask_about_each_of_10_000_within_the_pause_between_two_asks(self):
        self.due(1000)
        given = sum(map(len, self.hand_out(workers=12)))
        self.assertGreaterEqual(given * PASSES, 10_000)

    def test_what_waits_already_leaves_less_room(self):
        self.due(200)
        self.assertEqual(len(self.hand_out(workers=2, waiting=2)), 4)

    def test_a_full_queue_still_gets_a_task_for_each_worker(self):
        self.due(200)
        self.assertEqual(len(self.hand_out(workers=3, waiting=500)), 3)

    def test_the_queries_do_not_grow_with_what_is_due(self):
        self.due(60)
        with self.assertNumQueries(4):  # with the savepoint of this test
            self.hand_out()

    def test_the_room_is_counted_in_the_real_queue(self):
        self.assertEqual(queue.room_of("calls", 6), 6)
        with self.captureOnCommitCallbacks(execute=True):
            queue.enqueue("refresh_job", 7)
        self.assertEqual(queue.room_of("calls", 6), 5)


class TogetherTests(StudioTestCase):
    def waiting(self, task_id):
        return make_job(owner=self.user, state=Job.State.WAITING, task_id=task_id)

    def ask(self, chosen, record):
        with mock.patch(
            "music.kie.client.Client.record", lambda _client, _path, task_id, _reader: record(task_id)
        ):
            tasks.refresh_jobs(*(job.pk for job in chosen))

    def test_all_are_asked_about_at_once(self):
        together = threading.Barrier(3)
        chosen = [self.waiting(f"task-{number}") for number in range(3)]

        def record(_task_id):
            together.wait(10)

        self.ask(chosen, record)
        self.assertEqual(JobEvent.objects.filter(job__in=chosen, kind=JobEvent.Kind.RECORD).count(), 3)

    def test_one_that_breaks_off_takes_no_other_with_it(self):
        chosen = [self.waiting(name) for name in ("fine", "odd", "fine too")]

        def record(task_id):
            if task_id == "odd":
                raise ValueError("nobody thought of that")

        with self.assertRaises(ExceptionGroup) as caught:
            self.ask(chosen, record)
        self.assertEqual([str(error) for error in caught.exception.exceptions], ["nobody thought of that"])
        heard = JobEvent.objects.filter(kind=JobEvent.Kind.RECORD).values_list("job__task_id", flat=True)
        self.assertEqual(sorted(heard), ["fine", "fine too"])

    def test_what_has_ended_meanwhile_is_not_asked_about(self):
        job = self.waiting("over")
        Job.objects.update(state=Job.State.DONE)
        self.ask([job], lambda _task_id: self.fail("It was asked about."))

    def test_it_says_the_same_as_asking_about_one(self):
        one, other = self.waiting("one"), self.waiting("other")
        with mock.patch("music.kie.client.Client.record", return_value=None):
            self.assertFalse(asking.refresh(one))
            tasks.refresh_jobs(other.pk)
        self.assertEqual(*(list(job.events.values_list("kind", "words")) for job in (one, other)))


class LastTests(StudioTestCase):
    """After two weeks a job is asked about once more."""

    def setUp(self):
        super().setUp()
        long_ago = timezone.now() - timedelta(days=15)
        self.job = make_job(
            owner=self.user, state=Job.State.WAITING, task_id="old", sent_at=long_ago, due_at=timezone.now()
        )
        asking.hand_out()
        self.job.refresh_from_db()

    def ask(self, **answer):
        with mock.patch("music.kie.client.Client.record", **answer):
            tasks.refresh_jobs(self.job.pk)
        self.job.refresh_from_db()

    def test_a_last_question_that_is_lost_is_asked_again(self):
        self.assertIsNotNone(self.job.due_at)

    def test_the_last_answer_is_the_end_of_it(self):
        self.ask(return_value=None)
        self.assertIsNone(self.job.due_at)

    def test_so_is_silence(self):
        self.ask(side_effect=NoAnswer("nothing"))
        self.assertIsNone(self.job.due_at)

    def test_an_earlier_answer_is_not(self):
        Job.objects.update(sent_at=timezone.now() - timedelta(days=13))
        self.ask(return_value=None)
        self.assertIsNotNone(self.job.due_at)
