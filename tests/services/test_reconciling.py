from datetime import datetime, timedelta
from decimal import Decimal
from unittest import mock

import time_machine
from django.utils import timezone

from music import tasks
from music.kie.errors import NoAnswer
from music.models import BalanceReading
from music.services import money, reconciling, sweeps
from music.services.usage import Month
from tests.base import StudioTestCase
from tests.factories import make_account, make_job

NOON = datetime(2026, 5, 15, 12, tzinfo=timezone.get_default_timezone())


class BooksTestCase(StudioTestCase):
    """`self.left` is what the provider says."""

    def setUp(self):
        super().setUp()
        self.account = make_account()
        self.left = Decimal(100)
        self.enterContext(mock.patch("music.kie.client.Client.credits", lambda client: self.left))

    def paid(self, credits, **fields):
        job = make_job(owner=self.user, account=self.account, expected_price=Decimal(credits), **fields)
        money.expect(job)
        money.settle(job)
        return job

    def read(self):
        return reconciling.read(self.account)

    def differences(self):
        return [line.difference for line in reconciling.lines(self.account, 10)]


class ReadingTests(BooksTestCase):
    def test_what_was_booked_and_taken_alike_leaves_no_difference(self):
        self.read()
        self.paid(12)
        self.left -= 12
        self.read()
        self.assertEqual(self.differences(), [0, None])
        self.assertEqual(reconciling.unexplained(self.account), 0)

    def test_what_the_provider_took_besides_is_told_and_stays(self):
        self.read()
        self.paid(12)
        self.left -= 20
        reading = self.read()
        self.read()
        self.assertEqual(self.differences(), [0, 8, None])
        self.assertEqual(
            reconciling.unexplained(self.account), 8
        )  # a night in which all fits does not hide it
        reconciling.explain(reading, Decimal(0), "Asked the provider")
        self.assertEqual(reconciling.unexplained(self.account), 0)

    def test_a_return_that_the_provider_did_not_make_is_a_difference(self):
        self.read()
        failed = self.paid(12, state="waiting")
        failed.state = "failed"
        money.settle(failed)
        self.left -= 12
        self.read()
        self.assertEqual(reconciling.unexplained(self.account), 12)

    def test_credits_that_were_bought_explain_a_rise(self):
        self.read()
        self.left += 1000
        reading = self.read()
        self.assertEqual(reconciling.unexplained(self.account), -1000)
        reconciling.explain(reading, Decimal(1000), "Invoice 7")
        self.assertEqual(reconciling.unexplained(self.account), 0)

    def test_within_what_is_in_doubt_nobody_is_told(self):
        self.read()
        self.paid(12, state="unknown")
        self.left -= 12
        self.assertEqual(self.read().in_doubt, 12)
        self.assertEqual(self.differences()[0], 12)
        self.assertEqual(reconciling.unexplained(self.account), 0)
        self.left -= 1
        self.paid(0, state="unknown")
        BalanceReading.objects.order_by("-pk").first().delete()
        self.read()
        self.assertEqual(reconciling.unexplained(self.account), 13)

    def test_two_keys_are_not_compared(self):
        self.read()
        self.account.set_key("another-key-9999")
        self.account.save()
        self.left = Decimal(5)
        self.read()
        self.assertEqual(self.differences(), [None, None])

    def test_what_is_booked_while_the_provider_is_asked_counts(self):
        """The balance is asked for once more, so that both words are of one moment."""
        jobs = iter([12])

        def told(client):
            for credits in jobs:
                self.paid(credits)
                return self.left
            return self.left - 12

        with mock.patch("music.kie.client.Client.credits", told):
            reading = self.read()
        self.assertEqual((reading.credits, reading.booked), (88, 12))

    def test_without_an_answer_nothing_is_written(self):
        with mock.patch("music.kie.client.Client.credits", side_effect=NoAnswer("no route")):
            self.assertIsNone(self.read())
        self.assertFalse(BalanceReading.objects.exists())


class NightTests(BooksTestCase):
    def test_it_is_done_once_a_night_however_often_it_is_asked_for(self):
        with time_machine.travel(NOON, tick=False) as clock:
            for _turn in range(2):
                tasks.reconcile(self.account.pk)
            self.assertEqual(self.account.readings.count(), 1)
            clock.shift(timedelta(hours=14))  # two in the morning
            self.assertFalse(reconciling.is_due(self.account))
            clock.shift(timedelta(hours=2))
            self.assertTrue(reconciling.is_due(self.account))

    def test_the_clock_asks_for_it(self):
        with mock.patch("music.services.sweeps.enqueue") as enqueue:
            sweeps.calls()
            sweeps.calls()
        asked = [call.args for call in enqueue.call_args_list if call.args[0] == "reconcile"]
        self.assertEqual(asked, [("reconcile", self.account.pk)])


class MonthTests(BooksTestCase):
    def test_who_says_so_and_which_jobs_cost_another_price(self):
        month = Month.of("")
        self.paid(12)
        other = self.paid(12, actual_price=Decimal(15))
        told = reconciling.told_apart(self.account, month)
        self.assertEqual(
            told, {("expected", "table"): 24, ("charged", "table"): 12, ("charged", "provider"): 15}
        )
        self.assertEqual(list(reconciling.surprises(self.account, month, 9)), [other])
