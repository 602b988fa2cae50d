import logging
from unittest import TestCase

from django.conf import settings
from django.utils.module_loading import import_string

ADDRESSES = (
    "/callbacks/kie/{}/",
    "/accounts/invitation/{}/",
    "/accounts/password/reset/key/{}/",
    "/s/{}/audio",
)


class LogTests(TestCase):
    def said(self, words, *args):
        """A line as the console shows it."""
        record = logging.LogRecord("django.request", logging.ERROR, __file__, 1, words, args, None)
        formatter = settings.LOGGING["handlers"]["console"]["formatter"]
        return import_string(settings.LOGGING["formatters"][formatter]["()"])().format(record)

    def test_a_token_in_an_address_is_not_written_down(self):
        for address in ADDRESSES:
            line = self.said("Internal Server Error: %s", address.format("3-the-secret_9"))
            self.assertNotIn("secret", line)
            self.assertIn(address.partition("{")[0], line)

    def test_other_lines_stay_as_they_are(self):
        self.assertEqual(self.said("%s of %s kept", "100%", "/tracks/1/"), "100% of /tracks/1/ kept")

    def test_strangers_asking_for_nonsense_do_not_fill_the_log(self):
        self.assertFalse(logging.getLogger("django.request").isEnabledFor(logging.WARNING))
