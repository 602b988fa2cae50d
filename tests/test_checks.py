"""Each wrong setting is told in one sentence that names it and shows how it should look."""

import os
import subprocess
import sys
from pathlib import Path

from django.core.checks import run_checks
from django.test import SimpleTestCase, override_settings

from sunostudio.settings import BASE_DIR


def told(**changed):
    """What the checks say of these settings, by the variable."""
    with override_settings(**changed):
        return {
            message.id.removeprefix("studio."): message for message in run_checks() if "studio." in message.id
        }


class WrongSettingsTests(SimpleTestCase):
    def assertRefused(self, name, *values):
        for value in values:
            with self.subTest(value):
                message = told(**{name: value})[name]
                self.assertTrue(message.is_serious())
                self.assertRegex(message.msg, rf"^{name} .+ It should look like this: {name}=\S+")

    def test_settings_as_documented_are_silent(self):
        self.assertEqual(told(), {})
        self.assertEqual(told(PUBLIC_URL="", KIE_API_BASE_URL="http://127.0.0.1:4002"), {})

    def test_a_public_address_is_a_host_and_nothing_more(self):
        self.assertRefused(
            "PUBLIC_URL", "studio.example", "ftp://studio.example", "https://", "https://host:port"
        )
        self.assertRefused("PUBLIC_URL", "https://studio.example/music", "https://studio.example?a=1")
        self.assertRefused("PUBLIC_URL", "https://name:secret@studio.example")

    def test_the_provider_is_reached_over_http(self):
        for name in ("KIE_API_BASE_URL", "KIE_UPLOAD_BASE_URL"):
            self.assertRefused(name, "api.kie.ai", "ftp://api.kie.ai", "https://")

    def test_wire_style_and_version_are_known_ones(self):
        self.assertRefused("KIE_API_STYLE", "Market", "rest", "")
        for style in ("dedicated", "market"):
            self.assertEqual(told(KIE_API_STYLE=style), {})
        self.assertRefused("KIE_DEFAULT_VERSION", "V9", "v5")

    def test_keys_that_seal_keys_are_proper_ones(self):
        self.assertRefused("FIELD_KEYS", ["too short"], ["x" * 44 + "é"])

    def test_a_port_is_a_number_in_range(self):
        self.assertRefused("PORT", "http", "0", "65536", "-1", "80.5", "²")

    def test_the_queue_server_is_a_redis(self):
        self.assertRefused("REDIS_URL", "http://localhost", "localhost:6379")
        for good in ("redis://localhost", "rediss://queue.example:6380/0", "unix:///tmp/queue.sock"):
            self.assertEqual(told(REDIS_URL=good), {})

    def test_the_data_folder_is_one_we_can_write_to(self):
        self.assertRefused("STUDIO_DATA", Path("/nowhere/studio"), Path(__file__))


class AdviceTests(SimpleTestCase):
    def assertAdvised(self, about, **changed):
        message = told(**changed)[about]
        self.assertFalse(message.is_serious())
        return message.msg

    def test_the_provider_cannot_call_back_an_address_of_this_machine(self):
        advice = self.assertAdvised("callbacks", PUBLIC_URL="http://localhost:8000")
        self.assertIn("Leave it empty", advice)
        at_home = {"PUBLIC_URL": "http://localhost:8000", "KIE_API_BASE_URL": "http://127.0.0.1:4002"}
        self.assertEqual(told(**at_home), {})

    def test_others_should_come_over_https(self):
        plain = {"PUBLIC_URL": "http://studio.example", "HTTPS": False}
        self.assertIn("without https", self.assertAdvised("https", **plain))
        self.assertAdvised("https", PUBLIC_URL="", HTTPS=False, HOST="0.0.0.0")
        self.assertEqual(told(PUBLIC_URL="", HTTPS=False, HOST="127.0.0.1"), {})


class StartTests(SimpleTestCase):
    """What cannot wait for the checks: settings themselves refuse it."""

    def check(self, *options, **environ):
        command = [sys.executable, "manage.py", "check", *options]
        environ = {**os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE": "", **environ}
        return subprocess.run(command, cwd=BASE_DIR, env=environ, capture_output=True, text=True)

    def test_refused_while_settings_are_read(self):
        for name, value in [
            ("DATABASE_URL", "oracle://db"),
            ("DATABASE_URL", "nonsense"),
            ("EMAIL_URL", "pigeon://mail"),
            ("STUDIO_DATA", "/dev/null/studio"),
        ]:
            with self.subTest(name, value=value):
                ended = self.check(**{name: value, "SECRET_KEY": ""})
                self.assertNotEqual(ended.returncode, 0)
                self.assertRegex(
                    ended.stderr.splitlines()[-1], rf": {name} .+ It should look like this: {name}=\S+$"
                )

    def test_a_deployment_as_documented_is_silent(self):
        secret = "of a documented length: " + "0123456789abcdef" * 3
        ended = self.check(
            "--deploy", "--fail-level=WARNING", PUBLIC_URL="https://studio.example", SECRET_KEY=secret
        )
        self.assertEqual(ended.returncode, 0, ended.stderr)
