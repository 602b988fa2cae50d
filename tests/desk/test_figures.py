from datetime import timedelta
from unittest import mock, skipUnless

import time_machine
from django.db import connection
from django.utils import timezone

from music.services import pulse
from tests.desk.base import DeskTestCase
from tests.factories import make_job, make_user
from tests.models.test_indexes import plan

NOON = timezone.make_aware(timezone.datetime(2026, 5, 15, 12, 30))
PAGE = "/admin/desk/figures/"


class FigureTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.enterContext(time_machine.travel(NOON, tick=False))

    def ended(self, ago=0, state="done", wait=None, version="V6", **fields):
        """A job that ended so many hours ago; its first sound came after so many seconds."""
        at = timezone.now() - timedelta(hours=ago)
        asked = at - timedelta(minutes=5)
        heard = asked + timedelta(seconds=wait) if wait else None
        return make_job(state=state, created_at=asked, sent_at=asked, first_sound_at=heard, finished_at=at,
                        params={"model": version}, **fields)  # fmt: skip

    def test_by_hour_with_all_hours_and_in_the_middle_of_its_songs(self):
        self.ended(wait=10), self.ended(wait=20), self.ended(wait=90)
        self.ended(state="failed")
        self.ended(ago=3)
        by_hour, _by_version, is_cut = pulse.slots(48)
        hours = list(by_hour.items())
        self.assertEqual((len(hours), is_cut), (48, False))
        hour, slot = hours[-1]
        self.assertEqual((hour.hour, slot.done, slot.failed, slot.percent, slot.wait), (12, 3, 1, 25, 20))
        self.assertEqual([slot.count for _hour, slot in hours[-5:]], [0, 1, 0, 0, 4])
        self.assertEqual((hours[0][1].percent, hours[0][1].wait), (None, None))

    def test_by_version_the_most_used_first(self):
        self.ended(version="V5", state="failed")
        self.ended(), self.ended()
        _by_hour, by_version, _is_cut = pulse.slots(48)
        told = [(version, slot.count, slot.percent) for version, slot in by_version.items()]
        self.assertEqual(told, [("V6", 2, 0), ("V5", 1, 100)])

    def test_what_is_older_or_was_brought_or_makes_no_songs_does_not_count(self):
        self.ended(ago=49), self.ended(operation="import"), self.ended(state="cancelled")
        self.ended(operation="stems", wait=7)
        (slot,) = [slot for slot in pulse.slots(48)[0].values() if slot.count]
        self.assertEqual((slot.count, slot.wait), (1, None))

    def test_no_more_jobs_are_looked_at_than_so_many(self):
        self.ended(), self.ended()
        with mock.patch.object(pulse, "MOST", 1):
            by_hour, _by_version, is_cut = pulse.slots(48)
        self.assertEqual((sum(slot.count for slot in by_hour.values()), is_cut), (1, True))

    @skipUnless(connection.vendor == "sqlite", "These are SQLite’s plans.")
    def test_they_are_found_by_when_they_ended(self):
        for rows in (pulse._ended(NOON), pulse._grouped(NOON)):
            self.assertIn("jobs_that_ended", str(plan(rows)))

    def test_the_page_draws_them_and_tells_them_in_tables(self):
        self.ended(wait=42), self.ended(state="failed", ago=1)
        page = self.client.get(PAGE)
        self.assertContains(page, "<rect", 3)  # two hours with a share, one with a wait
        self.assertContains(page, "42 s")
        self.assertContains(page, '<td class="num">100</td>')
        self.assertEqual(pulse.first_sound(NOON - timedelta(days=1)), 42)

    def test_without_any_it_says_so(self):
        self.assertContains(self.client.get(PAGE), "Nothing ended in 48 hours")

    def test_they_are_for_administrators(self):
        self.client.force_login(make_user())
        for page in ("figures", "queues", "storage"):
            self.assertEqual(self.client.get(f"/admin/desk/{page}/", follow=True).status_code, 403)
