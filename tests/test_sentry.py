"""What a Sentry gets of a fault: enough to mend it, and no secret that was planted near it."""

import gzip
import os
import subprocess
import sys
import threading
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sunostudio.settings import BASE_DIR

# A page that fails with secrets in reach: in its address, headers, cookies, form, variables, and its own words.
FAILS = """
import logging, os, django
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
django.setup()
from django.test import RequestFactory
from sunostudio.wsgi import application
from music.kie.client import Client as Provider
from music.views import callbacks
import sentry_sdk

def fail(request, job):
    variable = "in-a-variable-1234567"
    logging.getLogger("music").warning("before it: %s", os.environ["KIE_API_KEY"])
    raise ValueError(f"the key is {os.environ['KIE_API_KEY']}")

import tests.factories as factories
from django.core.management import call_command
call_command("migrate", verbosity=0)
callbacks._hear = fail
job = factories.make_job(state="waiting", token="in-the-address-1234567")
headers = {"Authorization": "Bearer in-a-header-1234567", "Cookie": "sessionid=in-a-cookie-1234567"}
request = RequestFactory(headers=headers).post(f"/callbacks/kie/{job.token}/", {"password": "in-a-form-1234567"})
application(request.environ, lambda status, headers, *_: None)
sentry_sdk.flush(10)
"""


class Sentry(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard.append(
            gzip.decompress(body) if self.headers.get("Content-Encoding") == "gzip" else body
        )
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class SentryTests(unittest.TestCase):
    def setUp(self):
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Sentry)
        self.server.heard = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def run_python(self, code, **more):
        ours = {
            "DATABASE_URL": "sqlite://:memory:",
            "KIE_API_KEY": "the-provider-s-1234567",
            "DJANGO_SETTINGS_MODULE": "sunostudio.settings",
        }
        return subprocess.run(
            [sys.executable, "-c", code], cwd=BASE_DIR, env=os.environ | ours | more, capture_output=True, text=True, timeout=120
        )  # fmt: skip

    def test_a_fault_is_reported_without_the_secrets_around_it(self):
        dsn = f"http://public@127.0.0.1:{self.server.server_port}/1"
        done = self.run_python(FAILS, SENTRY_DSN=dsn)
        self.assertEqual(done.returncode, 0, done.stderr)
        heard = b"".join(self.server.heard).decode()
        for told in (
            "ValueError",
            "the key is •••".encode("unicode_escape").decode(),
            "callbacks.py",
            "/callbacks/kie/",
            '"job"',
        ):
            self.assertIn(told, heard)
        self.assertNotIn("1234567", heard)

    def test_none_is_named_and_none_is_told(self):
        self.assertEqual(self.run_python(FAILS).returncode, 0)
        self.assertEqual(self.server.heard, [])

    def test_a_sentry_that_is_not_installed_is_told_in_a_sentence(self):
        done = self.run_python(
            "import sys; sys.modules['sentry_sdk'] = None; import django; django.setup()",
            SENTRY_DSN="http://public@127.0.0.1:1/1",
        )
        self.assertIn("pip install -r requirements-sentry.txt", done.stderr)
