import csv
from datetime import datetime
from decimal import Decimal

import time_machine
from django.test import override_settings
from django.utils import timezone

from music.models import Budget, Job, LedgerEntry
from music.services import money, usage
from tests.base import StudioTestCase
from tests.factories import keep, make_account, make_job, make_persona, make_track, make_user

MIDDLE = datetime(2026, 5, 15, 12, tzinfo=timezone.get_default_timezone())


class UsageTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(time_machine.travel(MIDDLE, tick=False))

    def paid(self, credits=12, owner=None, **fields):
        job = make_job(
            owner=owner or self.user, expected_price=Decimal(credits), created_at=timezone.now(), **fields
        )
        money.expect(job)
        money.settle(job)
        return job

    def usage(self, month="2026-05"):
        return usage.of(self.user, usage.Month.of(month))


class SumTests(UsageTestCase):
    def test_what_was_charged_and_what_came_back(self):
        self.paid(12)
        failed = self.paid(20, state="waiting")
        failed.state = "failed"
        money.settle(failed)
        said = self.usage()
        self.assertEqual((said.expected, said.charged, said.returned, said.spent), (32, 32, 20, 12))
        self.assertEqual(said.days, {MIDDLE.date(): 12})

    def test_by_operation_version_and_persona(self):
        persona = make_persona(owner=self.user, name="Mira")
        self.paid(12, params={"model": "V6", "persona_id": persona.provider_id})
        self.paid(30, operation="stems", params={})
        parts = self.usage().parts
        self.assertEqual(list(parts["operation"].items()), [("stems", 30), ("generate", 12)])
        self.assertEqual((parts["version"], parts["persona"]), ({"V6": 12}, {"Mira": 12}))

    def test_for_each_song_that_is_kept(self):
        job = self.paid(12)
        keep(make_track(job=job))
        keep(make_track(job=job, trashed_at=timezone.now()))
        self.assertEqual((self.usage().songs, self.usage().a_song), (1, 12))

    def test_another_month_and_another_person_do_not_count(self):
        self.paid(12, owner=make_user())
        LedgerEntry.objects.update(at=MIDDLE)
        with time_machine.travel(datetime(2026, 4, 30, 23, 59, tzinfo=MIDDLE.tzinfo), tick=False):
            self.paid(7)
        self.assertEqual((self.usage().spent, self.usage("2026-04").spent), (0, 7))

    def test_months(self):
        month = usage.Month.of("2026-12")
        self.assertEqual((str(month.before), str(month.after), len(month.days)), ("2026-11", "2027-01", 31))
        self.assertEqual(str(usage.Month.of("nonsense")), "2026-05")

    def test_many_jobs_are_few_rows(self):
        for _job in range(5):
            self.paid()
        with self.assertNumQueries(3):
            self.usage()

    def test_a_job_of_unknown_price_is_named_and_what_it_cost_counts(self):
        job = self.paid(0, operation="midi", params={})
        Job.objects.filter(pk=job.pk).update(expected_price=None)
        job.ledger.all().delete()
        job.refresh_from_db()
        money.expect(job), money.settle(job)
        make_job(owner=self.user, operation="import", expected_price=None, created_at=timezone.now())
        self.assertEqual((self.usage().expected, self.usage().spent, self.usage().unpriced), (0, 0, 1))
        self.assertContains(self.client.get("/usage/"), "and 1 job of unknown price")
        self.assertContains(self.client.get(job.get_absolute_url()), "no price is known")
        Job.objects.filter(pk=job.pk).update(actual_price=5)
        job.refresh_from_db()
        money.settle(job)
        self.assertEqual(self.usage().parts["operation"], {"midi": 5})
        self.client.force_login(make_user(is_staff=True, is_superuser=True))
        job.account.set_key("a-key-of-the-server-1234")
        job.account.save()
        self.assertContains(self.client.get(f"/admin/desk/jobs/{job.uuid}/"), "no price is known")
        books = self.client.get("/admin/desk/money/")
        self.assertContains(books, "and 1 job of unknown price")
        self.assertEqual(books.context["books"][0].surprises, [job])


class PageTests(UsageTestCase):
    def test_its_months_and_days_are_the_server_s_like_those_of_budgets(self):
        self.client.cookies["time_zone"] = "Pacific/Kiritimati"
        late = datetime(2026, 5, 31, 13, tzinfo=MIDDLE.tzinfo)
        with time_machine.travel(late, tick=False):
            self.paid(12)
            said = self.client.get("/usage/").context["usage"]
        self.assertEqual((str(said.month), said.days), ("2026-05", {late.date(): 12}))

    def test_it_is_shown_in_credits_and_in_money(self):
        self.paid(1200)
        with override_settings(CREDIT_PRICE=Decimal("0.005"), CREDIT_CURRENCY="EUR"):
            page = self.client.get("/usage/")
        self.assertContains(page, "1,200")
        self.assertContains(page, "6.00 EUR")
        self.assertContains(page, "<rect", 31)

    def test_without_a_price_it_is_credits_alone(self):
        self.paid(1200)
        self.assertNotContains(self.client.get("/usage/"), "USD")

    def test_an_empty_month_says_so(self):
        self.assertContains(self.client.get("/usage/?month=2020-01"), "Nothing was charged")

    def rows(self):
        text = b"".join(self.client.get("/usage/ledger.csv")).decode()
        return list(csv.DictReader(text.splitlines()))

    def test_as_a_table_for_other_programs(self):
        persona = make_persona(owner=self.user, name="Mira, low")
        job = self.paid(12, params={"model": "V6", "persona_id": persona.provider_id})
        self.paid(99, owner=make_user())
        with override_settings(CREDIT_PRICE=Decimal("0.005"), CREDIT_CURRENCY="EUR"):
            expected, charged = self.rows()
        said = {
            "kind": "expected",
            "credits": "12.000",
            "source": "table",
            "operation": "generate",
            "version": "V6",
        }
        said |= {"job": str(job.uuid), "key": "server", "persona": "Mira, low", "came_back_at": ""}
        said |= {"money": "0.060000", "currency": "EUR", "at": expected["at"]}
        self.assertEqual(expected, said)
        self.assertEqual(charged["kind"], "charged")

    def test_its_money_is_empty_without_a_price_and_what_came_back_says_when(self):
        job = self.paid(12, state="waiting")
        job.state = "failed"
        with time_machine.travel(datetime(2026, 6, 2, tzinfo=MIDDLE.tzinfo), tick=False):
            money.settle(job)
        back = self.rows()[-1]
        self.assertEqual((back["money"], back["currency"], back["persona"]), ("", "", ""))
        self.assertEqual((back["at"][:10], back["came_back_at"][:10]), ("2026-05-15", "2026-06-02"))


class BudgetTests(UsageTestCase):
    def test_the_budgets_that_count_for_somebody_stand_there_and_nobody_else_s(self):
        Budget.objects.create(owner=self.user, by_month=100, by_job=40, yes_above=20)
        Budget.objects.create(owner=make_user(), by_month=777)
        Budget.objects.create(by_month=5000)
        self.paid(12)
        page = self.client.get("/usage/")
        for words in ("12 of 100 credits this month", "12 of 5,000 credits this month",
                      "at most 40 credits for a job", "above 20 credits a job waits for a yes"):  # fmt: skip
            self.assertContains(page, words)
        self.assertNotContains(page, "777")

    def test_with_a_key_of_one_s_own_the_server_s_do_not_count(self):
        Budget.objects.create(owner=self.user, by_month=100)
        make_account(owner=self.user, key="a-key-of-my-own-1234")
        self.assertNotContains(self.client.get("/usage/"), "of 100 credits")
