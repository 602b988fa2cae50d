"""What every answer says to the browser, of whatever kind it is."""

import re
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

from django.conf import settings
from django.test import override_settings

from sunostudio import policies
from sunostudio.middleware import DESK
from tests.real.parts import ROOT, environ

from .test_doors import HouseTestCase
from .visits import addresses, doors

HTTPS = {"secure": True}
FOR_ALL = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": policies.PERMISSIONS,
    "Strict-Transport-Security": "max-age=31536000",
}


def policy_of(response):
    parts = (part.split() for part in response["Content-Security-Policy"].split(";"))
    return {name: sources for name, *sources in parts}


class HeadersTests(HouseTestCase):
    def assertIsGuarded(self, response, what):
        for name, value in FOR_ALL.items():
            self.assertEqual(response.get(name), value, f"{what}: {name}")
        policy = policy_of(response)
        self.assertNotIn("unsafe", response["Content-Security-Policy"], what)
        self.assertEqual((policy["default-src"], policy["frame-ancestors"]), (["'none'"], ["'none'"]), what)
        if response.get("Content-Type", "").startswith("text/html"):
            self.assertEqual(policy["script-src"], ["'self'"], what)
            self.assertEqual((policy["base-uri"], policy["form-action"]), (["'none'"], ["'self'"]), what)
        else:
            self.assertNotIn("script-src", policy, what)
            self.assertIn("sandbox", policy, what)

    def everything(self, user, *kinds):
        """Each address, asked by this person: (address, answer)."""
        client = self.visitor(user)
        for route, door in doors(*kinds or ("everybody", "people", "owner", "staff")):
            for address in addresses(route, door, self.hers.named.get(door.names, [])[:3]):
                yield address, client.get(address, **HTTPS)

    def test_every_page_fragment_file_and_refusal_is_guarded(self):
        for user in (None, self.mira, self.boss):
            for address, response in self.everything(user):
                self.assertIsGuarded(response, f"{user}: {address}")

    def test_only_the_administration_has_styles_in_its_pages_each_known_by_its_content(self):
        for address, response in self.everything(self.boss, "people", "staff"):
            styles = policy_of(response).get("style-src", ["'self'"])
            is_django_s = address.startswith("/admin/") and not DESK.match(address)
            hashes = re.compile(r"'self'( 'sha256-\S{44}')+" if is_django_s else "'self'$")
            if response.get("Content-Type", "").startswith("text/html"):
                self.assertRegex(" ".join(styles), hashes, address)

    def test_what_is_somebody_s_is_kept_by_nobody_else(self):
        """No proxy and no other person at the same browser finds it again; media may stay in one's own."""
        for address, response in self.everything(self.mira, "people", "owner"):
            caching = response["Cache-Control"]
            self.assertIn("private", caching, address)
            if response.get("Content-Type", "").startswith(("text/html", "application/json")):
                self.assertIn("no-store", caching, address)

    def test_a_file_that_is_kept_is_asked_for_again_before_it_is_used(self):
        client = self.visitor(self.mira)
        address = f"/tracks/{self.hers.kept.uuid}/audio"
        self.assertEqual(client.get(address)["Cache-Control"], "private, no-cache")

    def test_error_pages_are_guarded_too(self):
        client = self.visitor(self.mira)
        asked = {
            400: lambda: client.get("/library/", headers={"host": "evil.example"}, **HTTPS),
            403: lambda: self.client_class(enforce_csrf_checks=True).post("/accounts/login/", {}, **HTTPS),
            404: lambda: client.get("/nowhere/", **HTTPS),
            405: lambda: client.get("/settings/key/", **HTTPS),
            503: lambda: client.get("/readyz", **HTTPS),
        }
        for status, ask in asked.items():
            response = ask()
            self.assertEqual(response.status_code, status)
            self.assertIsGuarded(response, status)
        with patch("music.views.library.Listing", side_effect=ValueError):
            response = client.get("/library/", **HTTPS)
        self.assertEqual(response.status_code, 500)
        self.assertIsGuarded(response, 500)
        with patch(
            "django.contrib.sessions.middleware.SessionMiddleware.process_request", side_effect=ValueError
        ):
            self.assertIsGuarded(client.get("/library/", **HTTPS), "a fault before it is known who asks")

    def test_a_forged_form_gets_a_page_of_ours(self):
        response = self.client_class(enforce_csrf_checks=True).post("/accounts/login/", {})
        self.assertContains(response, "This is not open to you", status_code=403)

    def test_so_is_too_much(self):
        client = self.visitor(self.mira)
        many = "&".join(f"a{number}=1" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1))
        kind = {"content_type": "application/x-www-form-urlencoded"}
        large = "style=" + "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        for body in (many, large):
            response = client.post("/settings/", body, **kind, **HTTPS)
            self.assertIn(response.status_code, (400, 413))
            self.assertIsGuarded(response, "too much")

    def test_so_are_static_files(self):
        path = Path(settings.STATIC_ROOT) / "guarded.js"
        path.write_text("1")
        self.addCleanup(path.unlink)
        with override_settings(WHITENOISE_AUTOREFRESH=True):
            response = self.visitor().get("/static/guarded.js", **HTTPS)
        self.assertEqual((response.status_code, response.getvalue()), (200, b"1"))
        self.assertIsGuarded(response, "static")
        self.assertIn("public", response["Cache-Control"])

    def test_redirects_too(self):
        self.assertIsGuarded(self.visitor().get("/library/", **HTTPS), "to the door")

    def test_over_plain_http_nothing_is_promised_for_a_year(self):
        self.assertNotIn("Strict-Transport-Security", self.visitor().get("/healthz"))


class CookieTests(HouseTestCase):
    def cookies(self):
        client = self.visitor()
        client.get("/accounts/login/", **HTTPS)
        signed_in = {"login": self.mira.email, "password": "a good password"}
        client.post("/accounts/login/", signed_in, **HTTPS)
        return client.cookies

    def test_all_are_for_this_host_over_https_and_no_script_reads_them(self):
        cookies = self.cookies()
        self.assertEqual(set(cookies), {"__Host-session", "__Host-csrf"})
        for cookie in cookies.values():
            told = [cookie[name] for name in ("secure", "httponly", "samesite", "path", "domain")]
            self.assertEqual(told, [True, True, "Lax", "/", ""], cookie.key)


def in_production(folder, *command):
    """As docs/deployment.md says it: the lines of its `.env`, and nothing else of ours."""
    page = (ROOT / "docs/deployment.md").read_text()
    block = page.partition("Settings go into")[2].partition("\n\n")[2].partition("\n\n")[0]
    values = dict(line.strip().split("=", 1) for line in block.splitlines())
    assert "PUBLIC_URL" in values, "The documentation shows its settings elsewhere now."
    of_tests = ("DJANGO_", "DEBUG", "EMAIL_URL", "TRUSTED_PROXIES", "LOG_LEVEL")
    kept = {name: value for name, value in environ(folder).items() if not name.startswith(of_tests)} | values
    manage = [sys.executable, "manage.py", *command]
    return subprocess.run(manage, cwd=ROOT, env=kept, capture_output=True, text=True, check=False)


def test_the_documented_settings_leave_nothing_to_say(tmp_path):
    checked = in_production(tmp_path, "check", "--deploy", "--fail-level", "INFO")
    assert (checked.returncode, checked.stderr) == (0, ""), checked.stderr
    assert "no issues" in checked.stdout


def test_what_is_silenced_is_what_the_settings_say_and_no_more(tmp_path):
    """The domain's owner decides about its other hosts and the preload list, the proxy about plain http."""
    ask = "from django.conf import settings; print(*settings.SILENCED_SYSTEM_CHECKS)"
    told = in_production(tmp_path, "shell", "--no-imports", "-c", ask)
    assert told.stdout.split() == ["security.W005", "security.W008", "security.W021"], told.stderr
