"""What is told of a page that fails: a person enters a key, and something behind the form breaks."""

import logging
import sys
from unittest import mock

from django.conf import settings
from django.core import mail
from django.test import RequestFactory, SimpleTestCase, override_settings
from django.urls import reverse
from django.views.debug import technical_500_response

from music.models import ProviderAccount
from tests.base import StudioTestCase

KEY = "entered-just-now-7d41/+"
TOKEN = "token-of-a-job-19c2"
SETTINGS = {
    "KIE_API_KEY": "server-key-5b12f0", "KIE_WEBHOOK_HMAC_KEY": "hmac-key-77aa01", "SECRET_KEY": "secret-key-c3d9aa",
    "FIELD_KEYS": ["wPq3p2b3sYbq8zWk0y8kqz0M0bXn3Xn0cQk4Jm1mYV8="], "EMAIL_HOST_PASSWORD": "mail-password-31ac",
    "REDIS_URL": "redis://:queue-password-88f1@localhost:6379/0", "SESSION_COOKIE_NAME": "visit",
}  # fmt: skip
VALUES = [KEY, TOKEN, *(value for value in SETTINGS.values() if isinstance(value, str))]


def break_down(key):
    entered, held = key, {"nested": [key]}  # noqa: F841 (what a report could show)
    raise RuntimeError(
        f"It broke at /callbacks/kie/{TOKEN}/ and redis://:queue-password-88f1@localhost:6379/0"
    )


class ReportTests(SimpleTestCase):
    def report(self, **request):
        request = RequestFactory().post(
            f"/callbacks/kie/{TOKEN}/", {"key": KEY, "note": KEY}, HTTP_REFERER=f"http://x/s/{TOKEN}/",
            HTTP_COOKIE=f"visit={KEY}; csrftoken={KEY}", HTTP_AUTHORIZATION=f"Bearer {KEY}", **request,
        )  # fmt: skip
        with override_settings(**SETTINGS):
            try:
                break_down(KEY)
            except RuntimeError:
                return technical_500_response(request, *sys.exc_info()).content.decode()

    def assertKept(self, text):
        for secret in ("queue-password-88f1", *VALUES[:-2]):
            self.assertNotIn(secret, text)

    def test_a_page_for_developers_holds_no_secret(self):
        for accept in ("text/html", "text/plain"):
            with override_settings(DEBUG=True):
                text = self.report(HTTP_ACCEPT=accept)
            self.assertKept(text)
            self.assertIn("break_down", text)

    def test_neither_does_one_without_debug(self):
        self.assertKept(self.report(HTTP_ACCEPT="text/plain"))


@override_settings(ADMINS=[("", "operator@studio.example")])
class MailTests(StudioTestCase):
    def test_administrators_are_told_where_it_broke_and_no_secret(self):
        self.client.raise_request_exception = False
        with mock.patch.object(ProviderAccount, "set_key", lambda self, key, hmac_key: break_down(key)):
            self.answers({"code": 200, "msg": "success", "data": 5}, "GET", "/api/v1/chat/credit")
            said = self.log_of(lambda: self.client.post(reverse("provider_key"), {"key": KEY}))
        (message,) = mail.outbox
        self.assertIn("Internal Server Error: /settings/key/", message.subject)
        self.assertIn("break_down", message.body)
        self.assertIn("break_down", said)
        for secret in (
            KEY,
            TOKEN,
            "queue-password-88f1",
            settings.SECRET_KEY,
            self.client.cookies[settings.SESSION_COOKIE_NAME].value,
        ):
            self.assertNotIn(secret, message.body + said)

    def test_the_subject_hides_what_opens_a_door(self):
        self.client.raise_request_exception = False
        with mock.patch("music.views.callbacks.Job.objects", None):
            self.log_of(lambda: self.client.post(f"/callbacks/kie/{TOKEN}/"))
        (message,) = mail.outbox
        self.assertIn("/callbacks/kie/•••/", message.subject)
        self.assertNotIn(TOKEN, message.subject + message.body)

    def test_what_strangers_make_up_is_told_to_nobody(self):
        """A host that is not ours, a form with too many fields or from elsewhere: nothing that a page did wrong."""
        stranger = self.client_class(enforce_csrf_checks=True)

        def knock():
            self.assertEqual(stranger.get("/", headers={"host": "evil.example"}).status_code, 400)
            many = {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
            self.assertEqual(self.client.post("/settings/", many).status_code, 413)
            self.assertEqual(stranger.post("/accounts/login/").status_code, 403)

        self.assertEqual((self.log_of(knock), mail.outbox), ("", []))

    def log_of(self, act):
        """What the console shows meanwhile."""
        console = logging.getLogger().handlers[0]
        with mock.patch.object(console, "stream", mock.Mock()) as stream:
            act()
        return "".join(call.args[0] for call in stream.write.call_args_list)
