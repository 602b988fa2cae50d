"""Too many jobs at once: of one person, of all, and two presses that would both be the last one."""

import threading
import time
import uuid
from datetime import timedelta
from unittest import mock

from django.db import OperationalError, connection
from django.test import TransactionTestCase, override_settings
from django.utils import timezone

from music.models import Job
from music.operations import registry
from music.services import brakes, decisions, jobs
from tests.base import StudioTestCase
from tests.factories import make_job, make_user

PARAMS = {"custom_mode": False, "instrumental": True, "model": "V6", "prompt": "A slow waltz"}


def start(owner, submission=None):
    return jobs.start(registry.get("generate"), owner, PARAMS, submission=submission or uuid.uuid4())


@override_settings(JOBS_PER_PERSON=2, JOBS_PER_ADMINISTRATOR=3, JOBS_PER_MINUTE=0, JOBS_AT_ONCE=4)
class BrakeTests(StudioTestCase):
    def assertRefused(self, code, owner=None):
        count = Job.objects.count()
        with self.assertRaises(brakes.TooMany) as raised:
            start(owner or self.user)
        self.assertEqual((raised.exception.code, Job.objects.count()), (code, count))
        return raised.exception

    def under_way(self, number, owner=None, state=Job.State.WAITING):
        for _job in range(number):
            make_job(owner=owner or self.user, state=state)

    def test_a_person_has_so_many_at_once(self):
        start(self.user)
        start(self.user)
        self.assertEqual(self.assertRefused("person").count, 2)
        start(make_user())

    def test_what_is_over_or_needs_a_person_is_not_under_way(self):
        for state in ("done", "failed", "cancelled", "unknown"):
            self.under_way(2, state=state)
        Job.objects.update(due_at=None)
        self.under_way(1)
        start(self.user)
        self.assertRefused("person")

    def test_what_nobody_asks_about_any_more_is_not_under_way(self):
        self.under_way(2)
        Job.objects.update(due_at=None)
        start(self.user)

    def test_all_together_have_so_many(self):
        for _person in range(2):
            self.under_way(2, owner=make_user())
        self.assertEqual(self.assertRefused("server").count, 4)

    def test_administrators_have_a_limit_of_their_own(self):
        boss = make_user(is_staff=True, is_superuser=True)
        self.under_way(2, owner=boss)
        start(boss)
        self.assertRefused("person", boss)
        with self.settings(JOBS_PER_ADMINISTRATOR=0):
            start(boss)

    @override_settings(JOBS_PER_PERSON=0, JOBS_AT_ONCE=0)
    def test_none_is_no_limit(self):
        self.under_way(6)
        start(self.user)

    @override_settings(JOBS_PER_PERSON=0, JOBS_PER_MINUTE=3)
    def test_nobody_begins_more_in_a_minute_however_they_end(self):
        for _job in range(3):
            make_job(owner=self.user, state="failed", created_at=timezone.now() - timedelta(seconds=20))
        refused = self.assertRefused("minute")
        self.assertIn(refused.seconds, range(35, 41))
        Job.objects.update(created_at=timezone.now() - timedelta(seconds=61))
        start(self.user)

    def test_the_same_press_again_leads_to_its_job_all_the_same(self):
        submission = uuid.uuid4()
        first = start(self.user, submission)
        start(self.user)
        self.assertEqual(start(self.user, submission).pk, first.pk)

    def test_what_is_tried_again_counts_too(self):
        failed = make_job(owner=self.user, state="failed")
        self.under_way(2)
        with self.assertRaises(brakes.TooMany):
            decisions.again(failed, uuid.uuid4())
        failed.refresh_from_db()
        self.assertIsNone(failed.put_away_at)


def slowly(*args, check=brakes.check):
    """Long enough for others to look at the same figures, if they may."""
    check(*args)
    time.sleep(0.05)


@override_settings(JOBS_PER_PERSON=2, JOBS_AT_ONCE=3)
@mock.patch("music.services.brakes.check", slowly)
class AtOnceTests(TransactionTestCase):
    """Each in a transaction of its own, as two web processes would."""

    def press_all(self, owners, submission=None):
        told = []
        threads = [threading.Thread(target=self.press, args=[told, owner, submission]) for owner in owners]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return sorted(told)

    def press(self, told, owner, submission):
        try:
            told.append(self.begun(owner, submission))
        except brakes.TooMany as error:
            told.append(error.code)
        finally:
            connection.close()

    def begun(self, owner, submission):
        """SQLite in memory, which tests have, does not wait for others as it does on a disk."""
        for _try in range(500):
            try:
                return start(owner, submission) and "begun"
            except OperationalError:
                time.sleep(0.01)
        return "never"

    def test_of_presses_at_the_same_moment_only_as_many_as_may_be_pass(self):
        owner = make_user()
        self.assertEqual(self.press_all([owner] * 6), ["begun"] * 2 + ["person"] * 4)
        self.assertEqual(Job.objects.count(), 2)

    def test_of_several_people_too(self):
        told = self.press_all([make_user() for _n in range(6)])
        self.assertEqual(told, ["begun"] * 3 + ["server"] * 3)

    def test_the_same_press_several_times_is_one_job(self):
        self.press_all([make_user()] * 4, uuid.uuid4())
        self.assertEqual(Job.objects.count(), 1)
