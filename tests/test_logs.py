import logging
from unittest import TestCase

from django.conf import settings
from django.test import override_settings
from django.utils.module_loading import import_string

ADDRESSES = (
    "/callbacks/kie/{}/",
    "/accounts/invitation/{}/",
    "/accounts/password/reset/key/{}/",
    "/s/{}/audio",
    "/accounts/confirm-email/{}/",
    "/accounts/login/?next=%2Fcallbacks%2Fkie%2F{}%2F",
)


class LogTests(TestCase):
    def said(self, words, *args):
        """A line as the console shows it."""
        record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, words, args, None)
        formatter = settings.LOGGING["handlers"]["console"]["formatter"]
        return import_string(settings.LOGGING["formatters"][formatter]["()"])("%(message)s").format(record)

    def test_a_token_in_an_address_is_not_written_down(self):
        for address in ADDRESSES:
            line = self.said("Internal Server Error: %s", address.format("3-the-secret_9"))
            self.assertNotIn("secret", line)
            self.assertIn(address.partition("{")[0], line)

    def test_no_secret_of_the_settings_is_written_down(self):
        secrets = {
            "KIE_API_KEY": "key-1234567",
            "SECRET_KEY": "signs-1234567",
            "EMAIL_HOST_PASSWORD": "mail-1234567",
        }
        with override_settings(
            **secrets, FIELD_KEYS=["seal-1234567"], REDIS_URL="redis://:queue-1234567@host/0"
        ):
            self.assertNotIn("1234567", self.said("%s", [*secrets.values(), "seal-1234567", "queue-1234567"]))

    def test_no_password_of_an_address_is_written_down(self):
        said = self.said(
            "cannot reach postgres://studio:pass-word@db.example/studio or redis://:pass-word@host"
        )
        self.assertEqual(said, "cannot reach postgres://studio:•••@db.example/studio or redis://:•••@host")

    def test_other_lines_stay_as_they_are(self):
        self.assertEqual(self.said("%s of %s kept", "100%", "/tracks/1/"), "100% of /tracks/1/ kept")

    def test_strangers_asking_for_nonsense_do_not_fill_the_log(self):
        self.assertFalse(logging.getLogger("django.request").isEnabledFor(logging.WARNING))
