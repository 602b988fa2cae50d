"""The provider held: nothing is lost, nothing is sent twice, and the brake never stays half open."""

from datetime import timedelta
from unittest import mock

import requests
import time_machine
from django.test import override_settings
from django.utils import timezone

from music import tasks
from music.models import Handover, Job, ProviderAccount
from music.operations import registry
from music.services import decisions, holds, jobs, stuck, sweeps
from tests.base import TASK, StudioTestCase, accepted, pushed, refused
from tests.factories import make_account, make_job, make_upload

State = Job.State
DOWN = requests.ConnectTimeout()
MANY = 5  # as HOLD_AFTER says


class HoldTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.account = make_account()
        self.clock = self.enterContext(time_machine.travel(timezone.now(), tick=False))

    def queued(self, **fields):
        return make_job(owner=self.user, state=State.QUEUED, due_at=timezone.now(), **fields)

    def send(self, job=None, answer=None):
        """As a worker would; what the job is by then."""
        if answer is not None:
            self.provider.reset()
            self.answers(answer)
        job = Job.objects.get(pk=(job or self.queued()).pk)
        jobs.send(job)
        return Job.objects.get(pk=job.pk)

    def fall_ill(self, answer=DOWN, times=MANY):
        for _number in range(times):
            self.send(answer=answer)
        self.account.refresh_from_db()

    def later(self, **time):
        self.clock.shift(timedelta(**time))

    def handed_out(self):
        """The jobs that the clock hands to workers now."""
        with pushed() as given, self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
        return [args[0] for task, args in given if task == "send_job"]

    def assertHeld(self, is_held=True):
        self.account.refresh_from_db()
        self.assertEqual(self.account.is_held, is_held)


class IllnessTests(HoldTestCase):
    def test_after_so_many_in_a_row_new_jobs_wait_unsent(self):
        self.fall_ill(times=MANY - 1)
        self.assertHeld(False)
        self.fall_ill(times=1)
        self.assertHeld()
        self.assertEqual(self.account.hold_reason, "unreachable")
        sent = len(self.provider.calls)
        job = self.send(answer=accepted())
        self.assertEqual((job.state, job.sends, len(self.provider.calls)), (State.QUEUED, 0, 0), sent)

    def test_silence_and_errors_of_its_own_count_too(self):
        for answer in (requests.ReadTimeout(), refused(500), refused(455), "<html>"):
            with self.subTest(answer=answer):
                ProviderAccount.objects.update(failures=0, held_at=None)
                self.fall_ill(answer)
                self.assertHeld()

    def test_being_told_to_come_more_slowly_is_no_illness(self):
        self.fall_ill(refused(429), times=9)
        self.assertHeld(False)

    def test_an_answer_in_between_begins_anew(self):
        for answer in (accepted(), refused(422)):
            with self.subTest(answer=answer):
                self.fall_ill(times=MANY - 1)
                self.send(answer=answer)
                self.fall_ill(times=MANY - 1)
                self.assertHeld(False)
                ProviderAccount.objects.update(failures=0)

    def test_failures_far_apart_are_none(self):
        for _number in range(9):
            self.send(answer=DOWN)
            self.later(minutes=4)
        self.assertHeld(False)

    def test_one_key_that_is_held_holds_no_other(self):
        self.fall_ill()
        other = make_account(owner=self.user, key="a-key-of-their-own-0123")
        job = self.send(self.queued(account=other), accepted())
        self.assertEqual(job.state, State.WAITING)
        self.assertHeld()

    @override_settings(HOLD_AFTER=0)
    def test_where_it_is_switched_off_it_never_holds(self):
        self.fall_ill(times=9)
        self.assertHeld(False)

    def test_asking_goes_on_and_tells_nothing_of_it(self):
        self.fall_ill()
        waiting = make_job(owner=self.user, state=State.WAITING, task_id=TASK, due_at=timezone.now())
        with pushed() as given, self.captureOnCommitCallbacks(execute=True):
            sweeps.calls()
        self.assertIn(("refresh_jobs", (waiting.pk,)), given)
        self.assertTrue(decisions.cancel(self.queued()))
        self.assertHeld()


class ProbeTests(HoldTestCase):
    def setUp(self):
        super().setUp()
        self.fall_ill()
        Job.objects.all().delete()
        self.waiting = [self.queued() for _number in range(3)]

    def test_nobody_is_handed_out_before_the_pause_is_over_and_one_alone_after_it(self):
        self.assertEqual(self.handed_out(), [])
        self.later(seconds=holds.PAUSES[0])
        self.assertEqual(self.handed_out(), [self.waiting[0].pk])

    def test_one_alone_is_let_through(self):
        self.later(seconds=holds.PAUSES[0])
        self.assertEqual([holds.stops(job) for job in self.waiting], [False, True, True])

    def test_its_success_lets_all_go_on(self):
        self.later(seconds=holds.PAUSES[0])
        self.assertEqual(self.send(self.waiting[0], accepted()).state, State.WAITING)
        self.assertHeld(False)
        self.assertEqual(self.handed_out(), [job.pk for job in self.waiting[1:]])

    def test_a_refusal_is_an_answer_too(self):
        self.later(seconds=holds.PAUSES[0])
        self.assertEqual(self.send(self.waiting[0], refused(413)).state, State.FAILED)
        self.assertHeld(False)

    def test_its_failure_makes_the_pause_longer(self):
        for pause in holds.PAUSES[:3]:
            self.later(seconds=pause - 1)
            self.assertEqual(self.handed_out(), [])
            self.later(seconds=1)
            (tried,) = self.handed_out()
            self.assertEqual(self.send(Job(pk=tried), DOWN).state, State.QUEUED)
            self.assertHeld()

    def test_a_worker_that_is_killed_before_it_sends_leaves_the_next_one_its_turn(self):
        self.later(seconds=holds.PAUSES[0])
        self.assertFalse(holds.stops(self.waiting[0]))  # and nothing more was heard of it
        self.later(seconds=holds.TURN.total_seconds() - 1)
        self.assertEqual(self.handed_out(), [])
        self.later(seconds=1)
        self.assertEqual(self.handed_out(), [self.waiting[0].pk])
        self.assertEqual(self.send(self.waiting[1], accepted()).state, State.WAITING)
        self.assertHeld(False)

    def test_one_that_is_killed_while_it_sends_leaves_an_unknown_job_and_no_brake(self):
        self.later(seconds=holds.PAUSES[0])
        killed = self.waiting[0]
        with (
            mock.patch("music.kie.client.Client.send", side_effect=SystemExit),
            self.assertRaises(SystemExit),
        ):
            jobs.send(killed)
        self.later(seconds=holds.TURN.total_seconds())
        self.assertEqual(self.handed_out(), [self.waiting[1].pk])
        killed.refresh_from_db()
        self.assertEqual(killed.state, State.UNKNOWN)
        self.assertEqual(self.send(self.waiting[1], accepted()).state, State.WAITING)
        self.assertHeld(False)
        self.assertNotIn(killed.pk, self.handed_out())

    def test_one_that_was_sent_before_the_hold_and_fails_after_it_does_not_end_another_s_turn(self):
        self.later(seconds=holds.PAUSES[0])
        self.assertFalse(holds.stops(self.waiting[0]))
        early = make_job(owner=self.user, state=State.SENDING)
        jobs._insist(jobs._refused, early, self.account.client(), jobs.NoAnswer("late", code="no_answer"))
        self.assertTrue(holds.stops(self.waiting[1]))
        self.assertFalse(holds.stops(self.waiting[0]))

    def test_one_that_hands_over_a_file_first_keeps_its_turn(self):
        upload = make_upload(owner=self.user)
        job = self.queued(operation="upload-cover", params={})
        job.sources.create(position=0, upload=upload)
        self.later(seconds=holds.PAUSES[0])
        with pushed() as given, self.captureOnCommitCallbacks(execute=True):
            jobs.send(job)
        self.assertEqual(given, [("hand_over", (job.pk,))])
        Handover.objects.of(self.account, upload)
        self.assertFalse(holds.stops(job))
        self.assertTrue(holds.stops(self.waiting[0]))

    def test_where_nobody_waits_the_next_one_tries_at_once(self):
        Job.objects.all().delete()
        self.later(hours=3)
        self.assertEqual(self.send(answer=accepted()).state, State.WAITING)
        self.assertHeld(False)


class ByHandTests(HoldTestCase):
    def setUp(self):
        super().setUp()
        holds.hold("They charge twice today")

    def test_nothing_is_sent_until_it_is_let_go(self):
        job = self.queued()
        self.later(hours=5)
        self.assertEqual((self.send(job, accepted()).state, self.handed_out()), (State.QUEUED, []))
        self.assertEqual(holds.release(), 1)
        self.assertEqual(self.handed_out(), [job.pk])
        self.assertEqual(self.send(job).state, State.WAITING)

    def test_it_holds_keys_that_come_meanwhile(self):
        other = make_account(owner=self.user, key="a-key-of-their-own-0123")
        self.assertTrue(holds.stops(self.queued(account=other)))

    def test_what_was_under_way_neither_ends_it_nor_counts(self):
        for answer in (jobs.Accepted(TASK), jobs.NoAnswer("late", code="no_answer")):
            holds.heard(self.queued(), answer)
        self.account.refresh_from_db()
        self.assertEqual((self.account.is_held_by_hand, self.account.failures), (True, 0))

    def test_it_takes_the_place_of_one_that_came_by_itself(self):
        holds.release()
        self.fall_ill()
        holds.hold("Maintenance")
        self.account.refresh_from_db()
        self.assertEqual((self.account.hold_reason, self.account.probe_at), ("Maintenance", None))

    def test_a_held_job_is_not_overdue(self):
        job = self.queued()
        self.later(minutes=9)
        self.assertFalse(stuck.jobs("overdue"))
        holds.release()
        self.assertEqual(list(stuck.jobs("overdue")), [job])


class ToldTests(HoldTestCase):
    def test_the_reason_stands_on_paid_forms_and_on_the_job(self):
        holds.hold("They charge twice today")
        page = self.client.get("/create/generate/")
        self.assertContains(page, "They charge twice today")
        self.assertContains(page, "nothing is charged until it is sent")
        job = self.queued()
        for address in (job.get_absolute_url(), f"{job.get_absolute_url()}card/", "/jobs/"):
            self.assertContains(self.client.get(address), "They charge twice today")

    def test_so_does_an_illness_in_words(self):
        self.fall_ill()
        self.assertContains(
            self.client.get("/create/sounds/"), "it could not be reached, several times in a row."
        )

    def test_where_nothing_is_held_nothing_is_said(self):
        job = self.queued()
        for address in ("/create/generate/", job.get_absolute_url()):
            self.assertNotContains(self.client.get(address), "is held since")

    def test_a_worker_takes_up_what_stands_in_line_once_it_is_over(self):
        holds.hold("Maintenance")
        params = {"prompt": "A slow waltz", "model": "V6"}
        self.client.post("/create/generate/", params)
        job = Job.objects.get()
        tasks.send_job(job.pk)
        job.refresh_from_db()
        self.assertEqual(
            (job.state, job.expected_price), (State.QUEUED, registry.get("generate").price(params))
        )
        holds.release()
        self.answers(accepted())
        tasks.send_job(job.pk)
        job.refresh_from_db()
        self.assertEqual((job.state, len(self.provider.calls)), (State.WAITING, 1))
