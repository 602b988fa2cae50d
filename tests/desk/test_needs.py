"""Each need stands on the desk's first page while it holds, and is gone when not."""

import shutil
from collections import namedtuple
from datetime import timedelta
from decimal import Decimal
from unittest import mock
from uuid import uuid4

import django_rq
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis.exceptions import ConnectionError as Away

from accounts.models import AuditEntry
from music import queue, tasks
from music.models import Asset, Budget, Job, LedgerEntry, Track
from music.services import money, room
from music.tell import needs
from tests.base import pushed
from tests.desk.base import DeskTestCase
from tests.factories import keep, make_account, make_job, make_project, make_track, make_user

Disk = namedtuple("Disk", "total used free")


class NeedTestCase(DeskTestCase):
    def words(self):
        return [need.words for need in needs.found()]

    def assertNeeds(self, *words):
        self.assertEqual(self.words(), list(words))


class CalmTests(NeedTestCase):
    def test_when_nothing_needs_a_decision_it_says_so_in_one_line(self):
        for state in ("queued", "sending", "waiting", "streaming", "done", "failed", "cancelled"):
            make_job(state=state)
        keep(make_track())
        make_track(archive_state="due", archive_due_at=timezone.now())
        Budget.objects.create(owner=self.user, by_month=100)
        self.assertNeeds()
        self.assertContains(self.client.get("/admin/"), "Nothing needs a decision.")

    def test_a_need_stands_there_with_its_action(self):
        make_job(state="unknown")
        page = self.client.get("/admin/")
        self.assertContains(page, "Of 1 job nobody knows whether the provider took it.")
        self.assertContains(page, "/admin/desk/jobs/?state=unknown")
        self.assertNotContains(page, "Nothing needs a decision.")

    def test_what_is_broken_comes_before_what_waits(self):
        make_job(state="waiting", due_at=None)
        make_job(state="unknown")
        self.assertEqual([need.is_bad for need in needs.found()], [True, False])

    def test_more_than_a_thousand_are_not_counted(self):
        with mock.patch.object(needs, "COUNTED", 2), mock.patch.object(needs, "counted", lambda n: f"<{n}>"):
            for _number in range(4):
                make_job(state="unknown")
            self.assertNeeds("Of <3> jobs nobody knows whether the provider took them.")

    def test_it_asks_as_little_for_many_as_for_few(self):
        Budget.objects.create(by_month=1000)
        few = self.queries()
        for _number in range(3):
            make_job(state="unknown")
            Budget.objects.create(owner=make_user(), by_month=0)
            Budget.objects.create(project=make_project(), by_month=0)
        self.assertEqual(self.queries(), few)
        self.assertLess(few, 40)

    def queries(self):
        with CaptureQueriesContext(connection) as asked:
            self.client.get("/admin/")
        return len(asked)


class PartTests(NeedTestCase):
    def test_a_queue_without_a_worker(self):
        self.seen["files"] = None
        self.assertNeeds("No worker takes anything from files. Start one; nothing is lost until then.")
        self.seen["files"] = timezone.now()
        self.assertNeeds()

    def test_a_clock_that_is_away(self):
        self.seen["clock"] = timezone.now() - timedelta(minutes=5)
        self.assertNeeds("The clock is away: nothing is asked about or tried again by itself. Start it.")

    def test_workers_and_a_clock_that_are_there_and_do_nothing(self):
        queue.connection().delete("studio:beat:files")
        self.assertIn("Nothing has moved in files for more than a minute", self.words()[0])

    def test_a_place_for_files_that_takes_none(self):
        with mock.patch("music.services.health.takes_files", return_value=False):
            self.assertIn("No file can be written", self.words()[0])

    def test_a_queue_server_that_is_away(self):
        with mock.patch("music.services.beats.connection", side_effect=Away):
            self.assertNeeds("The queue server does not answer: nothing is sent, asked about or copied.")

    def test_tasks_that_broke_off(self):
        calls = django_rq.get_queue("calls")
        task = calls.create_job(tasks.send_job, args=[1])
        calls.failed_job_registry.add(task, ttl=100, exc_string="it broke")
        self.addCleanup(task.delete)
        self.assertNeeds("1 task of the workers broke off.")
        calls.failed_job_registry.remove(task)
        self.assertNeeds()

    def test_a_disk_that_is_nearly_full(self):
        for free, is_told in ((room.NEARLY - 1, True), (room.NEARLY + 1, False)):
            with mock.patch.object(shutil, "disk_usage", return_value=Disk(10**12, 0, free)):
                self.assertEqual("are free on the disk" in str(self.words()), is_told)


class ProviderTests(NeedTestCase):
    def ended(self, count, state="failed", ago=timedelta(minutes=5), **fields):
        for _number in range(count):
            make_job(state=state, finished_at=timezone.now() - ago, sent_at=timezone.now() - ago, **fields)

    def test_a_key_that_is_not_accepted(self):
        self.ended(2, error_code="401")
        self.assertNeeds("KIE does not accept the server’s key: 2 jobs failed within the hour.")
        Job.objects.update(finished_at=timezone.now() - timedelta(hours=2))
        self.assertNeeds()

    def test_somebody_s_own_key_is_their_own_affair(self):
        self.ended(9, error_code="401", account=make_account(owner=self.user, key="a-key-of-their-own"))
        self.assertNeeds()

    def test_more_than_half_failing_and_not_a_few(self):
        self.ended(4, error_code="501")
        self.assertNeeds()
        self.ended(1, error_code="501")
        self.assertNeeds("Of 5 jobs that ended within the hour, 5 failed.")
        self.ended(5, "done")
        self.assertNeeds()

    def test_no_credits(self):
        self.account.heard_balance(Decimal(0))
        self.assertIn("No credits are left", self.words()[0])
        self.account.heard_balance(Decimal(1))
        self.assertNeeds()

    def test_a_balance_that_was_not_heard_for_long(self):
        self.account.balance_at = timezone.now() - timedelta(hours=3)
        self.account.save()
        self.assertNeeds("KIE has not told the balance for 3\N{NO-BREAK SPACE}hours.")

    def test_its_button_asks_for_it(self):
        self.answers({"code": 200, "data": 77}, "GET", "/api/v1/chat/credit")
        self.assertContains(self.client.post("/admin/desk/balance/", follow=True), "KIE told the balance")
        self.account.refresh_from_db()
        self.assertEqual(self.account.balance, 77)

    def test_a_provider_that_does_not_tell_it(self):
        self.assertContains(self.client.post("/admin/desk/balance/", follow=True), "did not tell the balance")


class JobTests(NeedTestCase):
    def test_unknown_ones_until_somebody_has_decided(self):
        job = make_job(state="unknown")
        self.assertNeeds("Of 1 job nobody knows whether the provider took it.")
        Job.objects.filter(pk=job.pk).update(put_away_at=timezone.now())
        self.assertNeeds()

    def test_those_that_are_no_longer_asked_about(self):
        job = make_job(state="waiting", due_at=None)
        self.assertNeeds("1 job was not heard of for two weeks.")
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
        self.assertNeeds()

    def test_overdue_ones(self):
        job = make_job(state="queued", due_at=timezone.now() - timedelta(minutes=5))
        self.assertNeeds("1 job is overdue.")
        job.move(Job.State.CANCELLED)
        self.assertNeeds()

    def test_those_that_wait_for_a_yes(self):
        job = make_job(state="queued", held_at=timezone.now(), due_at=None)
        self.assertNeeds("1 costly job waits for a yes.")
        Job.objects.filter(pk=job.pk).update(held_at=None, due_at=timezone.now())
        self.assertNeeds()


class BudgetTests(NeedTestCase):
    def spent(self, credits, **fields):
        job = make_job(expected_price=Decimal(credits), owner=self.user, **fields)
        money.settle(job)
        return job

    def test_used_up_and_nearly(self):
        project = make_project(owner=self.user, name="Record")
        self.spent(85, project=project)
        Budget.objects.create(owner=self.user, by_month=85)
        Budget.objects.create(project=project, by_month=100)
        Budget.objects.create(by_month=1000)
        self.assertNeeds("2 budgets are used up, or nearly: Mira (100 %), Record (85 %)")
        LedgerEntry.objects.all().delete()
        self.assertNeeds()

    def test_what_came_back_and_what_is_in_line_count_as_everywhere(self):
        self.spent(60, state="queued")
        failed = self.spent(90)
        failed.state = "failed"
        money.settle(failed)
        Budget.objects.create(owner=self.user, by_month=100)
        self.assertNeeds()
        self.spent(30)
        self.assertNeeds("1 budget is used up, or nearly: Mira (90 %)")


class StopTests(NeedTestCase):
    """What a budget stopped is told, however much of it is left."""

    def start(self, **more):
        song = {"prompt": "A slow waltz", "model": "V6", "submission": uuid4()} | more
        self.client.force_login(self.user)
        answer = self.client.post("/create/generate/", song)
        self.client.force_login(self.boss)
        return answer

    def need(self):
        return next(need for need in needs.found() if "stopped" in need.words)

    def test_by_job_and_by_month_with_the_place_where_it_is_changed(self):
        budget = Budget.objects.create(owner=self.user, by_job=1)
        self.assertNeeds()
        for _time in range(2):
            self.assertEqual(self.start().status_code, 422)
        self.assertNeeds("Budgets stopped 2 jobs within a day: Mira")
        self.assertEqual(self.need().address, f"/admin/desk/people/{self.user.pk}/")
        self.assertContains(self.client.get("/admin/"), f'href="{self.need().address}"')
        budget.by_job, budget.by_month = None, 20
        budget.save()
        self.assertNeeds()  # it was changed
        self.start()
        self.assertNeeds()
        self.start()  # the second would pass the month’s 20 at 60 %
        self.assertNeeds("A budget stopped 1 job within a day: Mira")

    def test_everybody_s_and_a_project_s_are_changed_elsewhere(self):
        budget = Budget.objects.create(by_job=1)
        self.start()
        self.assertEqual(self.need().address, f"/admin/music/budget/{budget.pk}/change/")

    def test_a_queue_server_that_is_away_stops_nothing_else(self):
        Budget.objects.create(owner=self.user, by_job=1)
        with mock.patch("music.services.stops.connection", side_effect=Away):
            self.assertEqual(self.start().status_code, 422)
            self.assertNeeds()


class CopyTests(NeedTestCase):
    def soon(self, **days):
        return timezone.now() + timedelta(**days)

    def test_what_the_provider_keeps_for_a_few_days_only(self):
        track = make_track(archive_state="due", archive_tries=5, expires_at=self.soon(days=2))
        self.assertIn("1 song or file is not on the disk", self.words()[0])
        keep(track)
        self.assertNeeds()

    def test_copies_that_were_given_up(self):
        track = make_track(archive_state="lost", expires_at=self.soon(days=9))
        Asset.objects.create(
            owner=track.owner, track=track, job=track.job, kind="wav", archive_state="lost", url="https://x/y"
        )
        self.assertIn("2 songs or files could not be copied", self.words()[0])
        Asset.objects.all().delete()
        keep(track)
        self.assertNeeds()

    def test_what_is_gone_for_good_stays_until_somebody_knows_and_then_is_a_figure(self):
        make_track(archive_state="lost", expires_at=self.soon(days=-1))
        self.assertNeeds("1 song or file is lost for good: it was not copied while the provider had it.")
        self.client.post("/admin/desk/losses/")
        self.assertNeeds()
        self.assertContains(self.client.get("/admin/"), "1 song or file lost for good")
        self.assertEqual(AuditEntry.objects.get(what="file.lost").words, "1")
        make_track(archive_state="lost", expires_at=self.soon(days=-1))
        self.assertNeeds("1 song or file is lost for good: it was not copied while the provider had it.")

    def test_damaged_files(self):
        track = keep(make_track(fault="missing"))
        self.assertNeeds("1 file is missing on the disk, or is not what it was.")
        Track.objects.filter(pk=track.pk).update(fault="")
        self.assertNeeds()

    def rescue(self, risk, **more):
        with pushed() as given, self.captureOnCommitCallbacks(execute=True):
            page = self.client.post(f"/admin/desk/rescue/{risk}/", more, follow=True)
        return page, sorted(given)

    def test_a_button_copies_everybody_s_of_what_it_stands_beside_and_nothing_else(self):
        lost = [make_track(archive_state="lost", expires_at=self.soon(days=9)) for _number in range(2)]
        soon = make_track(archive_state="due", archive_tries=5, expires_at=self.soon(days=2))
        gone = [make_track(archive_state="lost", expires_at=self.soon(days=-1)) for _number in range(4)]
        page, given = self.rescue("given-up")
        self.assertContains(page, "2 copies are started anew.")
        self.assertEqual(given, [("archive_track", (track.pk,)) for track in lost])
        self.assertEqual(self.rescue("expiring")[1], [("archive_track", (soon.pk,))])
        self.assertContains(page, "4 songs or files are lost for good")
        self.assertEqual(
            Track.objects.filter(pk__in=[song.pk for song in gone], archive_state="lost").count(), 4
        )
        told = list(
            AuditEntry.objects.filter(what="file.rescued").order_by("pk").values_list("words", flat=True)
        )
        self.assertEqual(told, ["given-up: 2", "expiring: 1"])

    def test_damaged_ones_are_looked_at(self):
        track = keep(make_track(fault="missing"))
        make_track(archive_state="lost", expires_at=self.soon(days=9))
        page, given = self.rescue("damaged")
        self.assertContains(page, "1 file is looked at once more.")
        self.assertEqual(given, [("mend_file", ("music.Track", track.pk))])

    def test_many_are_asked_about_first_as_is_who_comes_by_a_letter(self):
        track = make_track(archive_state="lost", expires_at=self.soon(days=9), title="Harbour lights")
        page = self.client.get("/admin/desk/rescue/given-up/")
        self.assertContains(page, "1 song or file is copied again.")
        self.assertContains(page, "Harbour lights")
        with mock.patch("music.views.desk.MANY", 1):
            make_track(archive_state="lost", expires_at=self.soon(days=9))
            page, given = self.rescue("given-up")
            self.assertContains(page, "2 songs or files are copied again.")
            self.assertEqual(given, [])
            self.assertEqual(len(self.rescue("given-up", sure="yes")[1]), 2)
        track.refresh_from_db()
        self.assertEqual(track.archive_state, "due")

    def test_what_is_over_by_then_and_what_is_no_risk(self):
        self.assertContains(self.rescue("given-up")[0], "nothing of that kind any more")
        self.assertEqual(self.client.post("/admin/desk/rescue/all/").status_code, 404)
