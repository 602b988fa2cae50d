from datetime import UTC, datetime

import time_machine
from django.test import SimpleTestCase

from accounts.middleware import KeepTheirTime
from tests.base import StudioTestCase
from tests.factories import make_job, make_track


class KeepTheirTimeTests(StudioTestCase):
    def heading(self, zone):
        self.client.cookies["time_zone"] = zone
        with time_machine.travel(datetime(2026, 11, 23, 2, 0, tzinfo=UTC), tick=False):
            return self.client.get("/library/").content.decode()

    def test_a_day_is_the_reader_s_day(self):
        job = make_job(owner=self.user)
        make_track(job=job, made_at=datetime(2026, 11, 22, 23, 30, tzinfo=UTC))
        self.assertIn("<h2>Yesterday</h2>", self.heading(""))
        self.assertIn("<h2>Today</h2>", self.heading("Europe%2FBerlin"))

    def test_nonsense_is_the_server_s_day(self):
        for nonsense in ("Mars/Base", "../../etc/passwd", "a" * 5000, "Europe", "%ff"):
            self.assertEqual(
                self.client.get("/healthz", headers={"Cookie": f"time_zone={nonsense}"}).status_code, 200
            )


class ZoneTests(SimpleTestCase):
    def test_names_that_are_none(self):
        for name in ("Mars/Base", "../../etc/passwd", "\x00", "a" * 5000, "Europe", "/etc/passwd"):
            self.assertIsNone(KeepTheirTime.zone(name))
