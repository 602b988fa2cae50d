"""Administrators are told of trouble once when it begins and once when it is over, by letter and by signed webhook."""

import hashlib
import hmac
import json
from unittest.mock import patch

import requests
from django.core import mail
from django.test import override_settings

from music import checks, tasks
from music.models import Alert, Incident
from music.services import alerts, outbox
from music.tell import needs, watching
from tests.base import StudioTestCase
from tests.factories import make_job, make_user

HOOK = "https://alerts.example/studio"
ALL = override_settings(
    EMAIL_URL="smtp://mail.example", PUBLIC_URL="https://studio.example",
    ALERT_WEBHOOK_URL=HOOK, ALERT_WEBHOOK_KEY="alert-key",
)  # fmt: skip


@ALL
class AlertTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.boss = make_user(name="Boss", is_staff=True, is_superuser=True)
        self.hook = self.provider.add("POST", HOOK, status=204)

    def settle(self, *kinds):
        troubles = dict.fromkeys(kinds, ("A worker is silent.", "/admin/desk/"))
        alerts.settle(troubles, still=troubles)
        for alert in Alert.objects.filter(sent_at=None):
            tasks.send_alert(alert.pk)

    def posted(self):
        return [json.loads(call.request.body) for call in self.provider.calls if call.request.url == HOOK]


class IncidentTests(AlertTestCase):
    def test_it_is_told_once_however_long_it_lasts_and_again_when_it_is_over(self):
        for _look in range(3):
            self.settle("silent_parts")
        for _look in range(3):
            self.settle()
        self.assertEqual(
            [letter.subject for letter in mail.outbox], ["A worker is silent.", "Over: A worker is silent."]
        )
        self.assertEqual([told["event"] for told in self.posted()], ["incident.began", "incident.over"])

    def test_another_time_is_another_incident(self):
        self.settle("silent_parts"), self.settle(), self.settle("silent_parts")
        self.assertEqual(Incident.objects.count(), 2)
        self.assertEqual(len({told["id"] for told in self.posted()}), 2)

    def test_two_who_look_at_once_write_one(self):
        self.settle("silent_parts")
        alerts._begin("silent_parts", "A worker is silent.", "/")
        self.assertEqual(Incident.objects.count(), 1)

    def test_the_letter_goes_to_administrators_or_whom_the_setting_names(self):
        make_user(is_staff=True), make_user()
        self.settle("silent_parts")
        self.assertEqual(mail.outbox[0].to, [self.boss.email])
        self.assertIn("https://studio.example/admin/desk/", mail.outbox[0].body)
        with override_settings(ALERT_EMAIL=["operator@studio.example"]):
            self.settle()
        self.assertEqual(mail.outbox[1].to, ["operator@studio.example"])

    def test_an_administrator_can_switch_them_off(self):
        self.client.force_login(self.boss)
        self.assertContains(self.client.get("/settings/"), "notify_trouble")
        self.settle("silent_parts")
        self.assertIn("switch these letters off", mail.outbox[0].body)
        self.client.post("/settings/notifications/", {"notify_page": "on"})
        self.settle(), self.settle("silent_parts")
        self.assertEqual(len(mail.outbox), 1)
        self.assertFalse(Alert.objects.filter(channel="email", incident__over_at=None).exists())

    def test_the_switch_is_offered_only_to_whom_they_go(self):
        for person, settings in ((self.user, {}), (self.boss, {"ALERT_EMAIL": ["operator@studio.example"]})):
            self.client.force_login(person)
            with override_settings(**settings):
                self.assertNotContains(self.client.get("/settings/"), "notify_trouble")
                self.settle("silent_parts"), self.settle()
        self.assertNotIn("switch these letters off", mail.outbox[-1].body)

    def test_without_mail_server_and_hook_nothing_waits(self):
        with override_settings(EMAIL_URL="", ALERT_WEBHOOK_URL=""):
            self.settle("silent_parts")
        self.assertFalse(Alert.objects.exists())


class HookTests(AlertTestCase):
    def test_it_is_signed_with_its_time(self):
        self.settle("silent_parts")
        request = next(call.request for call in self.provider.calls)
        signed = request.headers["X-Studio-Timestamp"].encode() + b"." + request.body
        wanted = hmac.new(b"alert-key", signed, hashlib.sha256).hexdigest()
        self.assertEqual(request.headers["X-Studio-Signature"], f"sha256={wanted}")

    def test_one_that_is_away_is_tried_again_with_growing_pauses(self):
        self.provider.replace("POST", HOOK, status=500)
        with override_settings(EMAIL_URL=""):
            self.settle("silent_parts")
        alert = Alert.objects.get()
        due = [alert.due_at]
        for answer in ({"status": 302}, {"body": requests.ConnectionError()}, {"status": 404}):
            self.provider.replace("POST", HOOK, **answer)
            alerts.send(alert)
            alert.refresh_from_db()
            due.append(alert.due_at)
        self.assertEqual(alert.tries, 4)
        self.assertEqual(due, sorted(due))
        self.assertIsNone(alert.sent_at)
        self.provider.replace("POST", HOOK, status=200)
        alerts.send(alert)
        alert.refresh_from_db()
        self.assertIsNotNone(alert.sent_at)

    def test_it_is_given_up_in_the_end(self):
        self.provider.replace("POST", HOOK, status=500)
        with override_settings(EMAIL_URL=""):
            self.settle("silent_parts")
        for _time in outbox.PAUSES:
            alert = Alert.objects.get()
            alerts.send(alert)
        self.assertIsNone(Alert.objects.get().due_at)

    def test_settings_that_cannot_work_stop_the_start(self):
        with override_settings(ALERT_WEBHOOK_URL="alerts"):
            self.assertIn("ALERT_WEBHOOK_URL", checks.alerts(None)[0].msg)
        with override_settings(ALERT_WEBHOOK_KEY=""):
            self.assertIn("ALERT_WEBHOOK_KEY", checks.alerts(None)[0].msg)
        self.assertEqual(checks.alerts(None), [])


class WatchTests(AlertTestCase):
    def watch(self, at):
        with patch("music.tell.watching.time.time", return_value=at):
            tasks.watch()

    def open(self):
        return set(Incident.objects.filter(over_at=None).values_list("kind", flat=True))

    def test_every_name_is_a_need_of_the_desk(self):
        self.assertLessEqual(watching.ALARMING, {look.__name__ for look in needs.LOOKS})

    def test_what_lasts_is_told_and_what_passes_wakes_nobody(self):
        job = make_job(state="unknown")
        self.watch(at=1000)
        self.assertNotIn("unknown_jobs", self.open())
        self.watch(at=1000 + watching.LASTS)
        self.assertIn("unknown_jobs", self.open())
        job.delete()
        self.watch(at=2000)
        self.assertNotIn("unknown_jobs", self.open())
        make_job(state="unknown")
        self.watch(at=3000)
        self.assertNotIn("unknown_jobs", self.open())

    def test_where_no_worker_is_the_page_of_health_tells(self):
        """In tests none beats."""
        with patch("music.tell.watching.time.time", return_value=1000):
            self.client.get("/readyz")
        self.assertFalse(Alert.objects.exists())
        watching.connection().delete("studio:watching")
        with patch("music.tell.watching.time.time", return_value=1000 + watching.LASTS):
            self.client.get("/readyz")
        self.assertIn("silent_parts", [told["kind"] for told in self.posted()])

    def test_it_looks_once_a_minute(self):
        with patch("music.tell.watching.watch") as watch:
            self.client.get("/readyz"), self.client.get("/readyz")
        self.assertEqual(watch.call_count, 1)
