from datetime import datetime
from decimal import Decimal
from unittest import mock
from uuid import uuid4

import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import override_settings
from django.utils import timezone

from music import tasks
from music.models import Budget, Job, LedgerEntry, Letter
from music.operations import registry
from music.services import approvals, budgets, comebacks, jobs, leaving, money, usage
from tests.base import StudioTestCase
from tests.factories import make_account, make_project, make_track, make_user

MIDDLE = datetime(2026, 5, 15, 12, tzinfo=timezone.get_default_timezone())
JUNE = usage.Month.of("2026-06")
SONG = {"model": "V6", "prompt": "a waltz", "custom_mode": False, "instrumental": False}  # 12 credits

EXTENDED = {"model": "V6", "default_param_flag": False}  # so does it


class BudgetTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(time_machine.travel(MIDDLE, tick=False))

    def start(self, owner=None, **more):
        with self.captureOnCommitCallbacks(execute=True):
            return jobs.start(registry.get("generate"), owner or self.user, SONG, submission=uuid4(), **more)

    def start_unpriced(self):
        return jobs.start(registry.get("voice-again"), self.user, {}, submission=uuid4())

    def refused(self, **more):
        with self.assertRaises(budgets.OverBudget) as caught:
            self.start(**more)
        return caught.exception.code

    def charged(self, job):
        self.ended(job, "done")
        return job

    def ended(self, job, state):
        Job.objects.filter(pk=job.pk).update(state=state)
        job.refresh_from_db()
        money.settle(job)


class CheckTests(BudgetTestCase):
    def test_without_one_everything_goes(self):
        self.assertIsNone(self.start().held_at)

    def test_of_a_month_what_is_in_line_counts_already(self):
        Budget.objects.create(owner=self.user, by_month=30)
        self.start(), self.start()
        self.assertEqual(self.refused(), "month_person")
        self.assertEqual((Job.objects.count(), LedgerEntry.objects.count()), (2, 2))

    def test_what_came_back_can_be_spent_again(self):
        Budget.objects.create(owner=self.user, by_month=12)
        job = self.start()
        self.charged(job)
        self.assertEqual(self.refused(), "month_person")
        self.ended(job, "failed")
        self.start()

    def test_the_next_month_begins_anew(self):
        Budget.objects.create(owner=self.user, by_month=12)
        self.charged(self.start())
        with time_machine.travel(datetime(2026, 6, 1, 0, 1, tzinfo=MIDDLE.tzinfo), tick=False):
            self.start()

    def test_what_comes_back_in_the_next_month_makes_no_room_there(self):
        budget = Budget.objects.create(owner=self.user, by_month=12)
        old = self.charged(self.start())
        with time_machine.travel(datetime(2026, 6, 1, 0, 1, tzinfo=MIDDLE.tzinfo), tick=False):
            self.ended(old, "failed")
            self.assertEqual((budgets.standing(budget).gone, usage.of(self.user, JUNE).spent), (0, 0))
            self.charged(self.start())
            self.assertEqual(self.refused(), "month_person")
            self.assertEqual(usage.of(self.user, JUNE).spent, 12)
            self.assertEqual(old.ledger.last().booked_at, timezone.now())
        self.assertEqual(usage.of(self.user, JUNE.before).spent, 0)

    def test_no_clock_of_a_visitor_s_begins_or_ends_it(self):
        Budget.objects.create(owner=self.user, by_month=12)
        self.charged(self.start())
        last = datetime(2026, 5, 31, 13, tzinfo=MIDDLE.tzinfo)
        for moment, zone in ((last, "Pacific/Kiritimati"), (MIDDLE, "Pacific/Pago_Pago")):
            with time_machine.travel(moment, tick=False), timezone.override(zone):
                self.assertEqual(self.refused(), "month_person")

    def test_it_says_when_the_month_ends(self):
        Budget.objects.create(owner=self.user, by_month=1)
        with self.assertRaises(budgets.OverBudget) as caught:
            self.start()
        self.assertEqual(caught.exception.seconds, (16 * 24 + 12) * 3600)

    def test_for_one_job(self):
        Budget.objects.create(owner=self.user, by_job=11)
        self.assertEqual(self.refused(), "job_person")

    def test_a_price_that_nobody_knows_passes_while_anything_of_the_month_is_left(self):
        Budget.objects.create(owner=self.user, by_month=13)
        self.charged(self.start())
        self.assertFalse(self.start_unpriced().is_held)
        Budget.objects.update(by_month=12)
        with self.assertRaises(budgets.OverBudget) as caught:
            self.start_unpriced()
        self.assertEqual(caught.exception.code, "month_person")

    def test_and_waits_for_a_yes_where_something_says_what_a_job_may_cost(self):
        for limit in ("yes_above", "by_job"):
            Budget.objects.all().delete()
            Budget.objects.create(owner=self.user, **{limit: 100})
            self.assertTrue(self.start_unpriced().is_held, limit)

    def test_what_is_free_passes_everything(self):
        Budget.objects.create(owner=self.user, by_month=0, by_job=0, yes_above=0)
        job = jobs.start(registry.get("persona"), self.user, {}, submission=uuid4())
        self.assertFalse(job.is_held)

    def test_of_everybody_together(self):
        Budget.objects.create(by_month=20)
        self.start(owner=make_user())
        self.assertEqual(self.refused(), "month_server")

    def test_of_a_project(self):
        project = make_project(owner=self.user)
        Budget.objects.create(project=project, by_month=12)
        self.start(project=project)
        self.assertEqual(self.refused(project=project), "month_project")
        self.start()

    def test_of_a_project_for_whatever_is_made_of_its_songs(self):
        project = make_project(owner=self.user)
        song = make_track(owner=self.user, project=project)
        Budget.objects.create(project=project, by_month=10)
        for slug, params in (("extend", EXTENDED), ("stems", {"type": "split_stem"})):
            with self.assertRaises(budgets.OverBudget) as caught:
                jobs.start(registry.get(slug), self.user, params, submission=uuid4(), sources=[song])
            self.assertEqual(caught.exception.code, "month_project")
        Budget.objects.update(by_month=12)
        job = jobs.start(registry.get("extend"), self.user, EXTENDED, submission=uuid4(), sources=[song])
        self.assertEqual(job.project, project)

    def test_but_not_of_another_person_s(self):
        song = make_track(owner=self.user, project=make_project())
        theirs = make_track(owner=make_user(), project=make_project())
        for source in (song, theirs):
            self.assertIsNone(self.start(sources=[source]).project)

    def test_one_s_own_key_is_no_money_of_the_server_s(self):
        Budget.objects.create(owner=self.user, by_month=1)
        self.start(account=make_account(owner=self.user, key="own-key-123456"))

    def test_nor_does_what_it_paid_count(self):
        Budget.objects.create(owner=self.user, by_month=12)
        own = make_account(owner=self.user, key="own-key-123456")
        self.charged(self.start(account=own))
        self.start(account=own)
        self.start(account=make_account())

    def test_there_is_one_for_everybody(self):
        Budget.objects.create(by_month=1)
        with self.assertRaises(ValidationError):
            Budget(by_month=2).full_clean()

    def test_it_warns_before_it_stops(self):
        budget = Budget.objects.create(owner=self.user, by_month=30, warn_at=80)
        self.start()
        self.assertEqual(budgets.warnings(self.user, make_account()), [])
        self.start()
        [standing] = budgets.warnings(self.user, make_account())
        self.assertEqual((standing.budget, standing.gone, standing.percent), (budget, Decimal(24), 80))


class StandingTests(BudgetTestCase):
    """A budget's figure is the same wherever it is counted: before a job, on the page of spending, at the desk."""

    def setUp(self):
        super().setUp()
        self.project = make_project(owner=self.user)
        for whose in ({}, {"owner": self.user}, {"project": self.project}):
            Budget.objects.create(by_month=1000, **whose)

    def gone(self):
        everywhere = {str(each.budget): each.gone for each in budgets.standings()}
        for budget in Budget.objects.all():
            self.assertEqual(budgets.standing(budget).gone, everywhere[str(budget)])
        return everywhere

    def test_what_is_charged_came_back_and_is_in_line(self):
        self.charged(self.start(project=self.project))
        self.ended(self.charged(self.start(project=self.project)), "failed")
        self.start()
        self.charged(self.start(owner=make_user()))
        own = make_account(owner=self.user, key="own-key-123456")
        self.charged(self.start(account=own, project=self.project))
        self.assertEqual(self.gone(), {str(self.user): 24, str(self.project): 24, "Everybody together": 36})

    def test_what_people_spent_who_have_left(self):
        spender = make_user(leaves_at=timezone.now())
        self.charged(self.start(owner=spender))
        leaving.delete(spender.pk)
        self.assertFalse(Job.objects.exists())
        self.assertEqual(self.gone()["Everybody together"], 12)

    def test_what_was_spent_on_a_project_that_is_gone(self):
        self.charged(self.start(project=self.project))
        Budget.objects.filter(project=self.project).delete()
        comebacks.delete(self.project)
        self.assertEqual(self.gone(), {str(self.user): 12, "Everybody together": 12})


@override_settings(EMAIL_URL="smtp://mail.example")
class ApprovalTests(BudgetTestCase):
    def setUp(self):
        super().setUp()
        self.boss = make_user(is_staff=True, is_superuser=True, name="Boss")
        Budget.objects.create(owner=self.user, yes_above=10)

    def test_a_costly_job_waits_and_the_administrators_are_told(self):
        job = self.start()
        self.assertTrue(job.is_held)
        self.assertEqual(self.in_queue(), [("send_letter", (job.letters.get().pk,))])
        tasks.send_letter(job.letters.get().pk)
        self.assertEqual([letter.to for letter in mail.outbox], [[self.boss.email]])
        self.assertIn("12 credits", mail.outbox[0].subject)
        self.assertIn("https://studio.example/admin/desk/approvals/", mail.outbox[0].body)

    @override_settings(PUBLIC_URL="", PORT="8123")
    def test_without_a_public_address_the_letter_has_the_one_of_this_machine(self):
        job = self.start()
        tasks.send_letter(job.letters.get().pk)
        self.assertIn("under “Approvals”: http://localhost:8123/admin/desk/approvals/", mail.outbox[0].body)

    def test_a_letter_that_does_not_leave_is_tried_again_until_it_does_and_then_never_more(self):
        letter = self.start().letters.get()
        with mock.patch("music.services.letters.EmailMessage.send", side_effect=OSError("no mail server")):
            tasks.send_letter(letter.pk)
        letter.refresh_from_db()
        self.assertEqual((letter.tries, letter.sent_at, letter.due_at > timezone.now()), (1, None, True))
        Letter.objects.update(due_at=timezone.now())
        with self.captureOnCommitCallbacks(execute=True):
            tasks.sweep_calls()
        self.assertEqual(self.in_queue().count(("send_letter", (letter.pk,))), 2)
        for _time in range(2):
            tasks.send_letter(letter.pk)
        self.assertEqual(len(mail.outbox), 1)

    def test_once_somebody_has_decided_no_letter_leaves(self):
        job = self.start()
        approvals.say_no(job, self.boss)
        tasks.send_letter(job.letters.get().pk)
        self.assertEqual((mail.outbox, job.letters.get().due_at), ([], None))

    def test_each_can_switch_them_off_and_a_manager_has_them_too(self):
        self.client.force_login(self.boss)
        self.assertContains(self.client.get("/settings/"), "notify_approvals")
        self.client.post("/settings/notifications/", {"notify_page": "on"})
        manager = make_user(is_staff=True)
        self.assertEqual([letter.to for letter in self.start().letters.all()], [manager])

    def test_what_the_release_before_put_into_the_queue_writes_them_once(self):
        job = self.start()
        tasks.ask_for_a_yes(job.pk), tasks.ask_for_a_yes(job.pk)
        self.assertEqual(job.letters.count(), 1)

    @override_settings(EMAIL_URL="")
    def test_without_mail_none_is_written(self):
        self.assertFalse(self.start().letters.exists())

    def test_nothing_sends_it_meanwhile(self):
        job = self.start()
        tasks.send_job(job.pk), tasks.hand_over(job.pk)
        tasks.sweep_calls()
        job.refresh_from_db()
        self.assertEqual((job.state, len(self.provider.calls)), ("queued", 0))
        self.assertNotIn("send_job", [task for task, _args in self.in_queue()])

    def test_a_yes_sends_it_once(self):
        job = self.start()
        with self.captureOnCommitCallbacks(execute=True):
            self.assertTrue(approvals.say_yes(job, self.boss))
            self.assertFalse(approvals.say_yes(job, self.boss))
        job.refresh_from_db()
        self.assertEqual((job.is_held, job.due_at is not None), (False, True))
        self.assertEqual(self.in_queue().count(("send_job", (job.pk,))), 1)
        self.assertFalse(approvals.say_no(job, self.boss))

    def test_a_no_ends_it_and_nothing_is_charged(self):
        job = self.start()
        self.assertTrue(approvals.say_no(job, self.boss))
        job.refresh_from_db()
        self.assertEqual((job.state, job.error_code), ("cancelled", "declined"))
        self.assertFalse(LedgerEntry.objects.exclude(kind="expected").exists())
        self.assertFalse(approvals.say_yes(job, self.boss))
