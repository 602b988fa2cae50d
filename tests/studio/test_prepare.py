import io
import os
from contextlib import redirect_stdout
from pathlib import Path
from unittest import mock

from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import OperationalError
from django.test import SimpleTestCase, override_settings

from studio import prepare
from tests.studio.base import ProcessTestCase

WRONG = checks.Error("KIE_API_STYLE cannot be “x”.", hint="Choose dedicated or market.", id="studio.E1")
UNWISE = checks.Warning("Callbacks are not signed.", id="studio.W1")


class CheckTests(SimpleTestCase):
    def check(self, *messages):
        with (
            mock.patch.object(checks, "run_checks", return_value=list(messages)),
            redirect_stdout(io.StringIO()) as out,
        ):
            prepare.check()
        return out.getvalue()

    def test_an_error_stops_the_start_with_its_sentence_alone(self):
        with self.assertRaisesMessage(
            CommandError, "KIE_API_STYLE cannot be “x”. Choose dedicated or market."
        ):
            self.check(WRONG, UNWISE)

    def test_a_warning_is_told(self):
        self.assertEqual(self.check(UNWISE), "Warning: Callbacks are not signed.\n")

    @override_settings(SILENCED_SYSTEM_CHECKS=["studio.E1", "studio.W1"])
    def test_what_was_silenced_is_silent(self):
        self.assertEqual(self.check(WRONG, UNWISE), "")


class FailureTests(SimpleTestCase):
    def test_what_a_person_can_mend_is_one_sentence(self):
        failures = {
            ImproperlyConfigured("DATABASE_URL is wrong."): "DATABASE_URL is wrong.\n",
            OperationalError("disk full"): "The database cannot be used: disk full\n",
        }
        for error, sentence in failures.items():
            with (
                self.subTest(sentence),
                mock.patch.object(prepare, "check", side_effect=error),
                redirect_stdout(io.StringIO()) as out,
            ):
                self.assertEqual(prepare.main(), 1)
                self.assertEqual(out.getvalue(), sentence)


class StaticFilesTests(ProcessTestCase, SimpleTestCase):
    def setUp(self):
        super().setUp()
        source = self.folder / "source"
        for folder in (source, self.folder / "run", self.folder / "static"):
            folder.mkdir()
        self.style = source / "style.css"
        self.style.write_text("body {}")
        settings = {
            "STUDIO_DATA": self.folder,
            "STATIC_ROOT": self.folder / "static",
            "STATICFILES_DIRS": [source],
        }
        self.enterContext(override_settings(**settings))

    def collects(self):
        with mock.patch.object(prepare, "call_command") as call_command:
            prepare.collect_static_files()
        return call_command.called

    def test_they_are_collected_once(self):
        self.assertTrue(self.collects())
        self.assertFalse(self.collects())

    def test_a_change_collects_them_again(self):
        self.collects()
        os.utime(self.style, (1, 1))
        self.assertTrue(self.collects())

    def test_a_missing_folder_collects_them_again(self):
        self.collects()
        Path(self.folder / "static").rmdir()
        self.assertTrue(self.collects())
