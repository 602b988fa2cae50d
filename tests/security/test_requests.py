"""Forged requests: hosts, forms from elsewhere, addresses to be led to, names of files."""

import re
import unicodedata
from pathlib import PurePath

from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import override_settings

from music.media import names
from music.media.names import TYPES
from music.models import Arrival, Upload
from music.services import sheets, uploads
from tests.factories import keep, make_track

from .test_doors import HouseTestCase
from .visits import addresses, doors, state_of_the_house

EVIL = "evil.example"
SENDS_MAIL = override_settings(EMAIL_URL="smtp://mail.example", ACCOUNT_EMAIL_VERIFICATION="mandatory")
ELSEWHERE = [
    "https://evil.example/", "//evil.example/", "///evil.example/", "/\\evil.example/", "\\\\evil.example/",
    "https:evil.example", "https:///evil.example", "javascript:alert(1)", "data:text/html,x", "\t//evil.example",
    "https://testserver@evil.example/", "http://testserver.evil.example/", "https://evil.example\\@testserver/",
    "/%09/evil.example", "//evil%E3%80%82example/", " https://evil.example/", "https://evil.example/\r\nX-Evil: 1",
]  # fmt: skip


def leads_away(address):
    return bool(
        re.match(r"\s*([a-z]+:|[/\\]{2})", address.replace("\t", ""), re.IGNORECASE)
    ) and not re.match(r"https?://testserver(/|$)", address)


class HostTests(HouseTestCase):
    def test_a_host_that_is_not_ours_is_refused_everywhere(self):
        client = self.visitor(self.mira)
        for route, door in doors("everybody", "people", "owner"):
            for address in addresses(route, door, self.hers.named.get(door.names, [])[:1])[:1]:
                for forged in (EVIL, f"testserver:80@{EVIL}", f"{EVIL}#testserver", "testserver.", "a b", ""):
                    if route in ("healthz", "readyz") or forged == "testserver.":
                        continue  # a machine asks these; and a dot at the end is the same name
                    status = client.get(address, headers={"host": forged}).status_code
                    self.assertEqual(status, 400, f"{address} with the host “{forged}”")

    def test_what_a_proxy_may_say_is_believed_of_nobody_else(self):
        self.assertEqual(
            self.client.get("/accounts/login/", headers={"x-forwarded-host": EVIL}).status_code, 302
        )
        page = self.visitor().get(
            "/library/", headers={"x-forwarded-host": EVIL, "x-forwarded-proto": "https"}
        )
        self.assertNotIn(EVIL, page.url)

    @SENDS_MAIL
    @override_settings(ALLOWED_HOSTS=["*"])
    def test_links_in_mails_lead_to_the_public_address_whatever_the_host(self):
        """Even where somebody allowed all hosts: a link with a token in it goes to us, or nobody gets it."""
        guest = self.visitor()
        forged = {"headers": {"host": EVIL}}
        guest.post("/accounts/password/reset/", {"email": self.mira.email}, **forged)
        new = {"email": "new@studio.example", "password1": "a waltz in the rain"}
        guest.post("/accounts/signup/", new, **forged)
        guest.post("/accounts/password/reset/", {"email": "nobody@studio.example"}, **forged)
        guest.post("/accounts/signup/", {**new, "email": self.mira.email}, **forged)
        self.assertGreaterEqual(len(mail.outbox), 3)
        for message in mail.outbox:
            told = f"{message.subject} {message.body} {message.from_email}"
            self.assertNotIn(EVIL, told)
            self.assertEqual(set(re.findall(r"https?://([^/\s]+)", told)), {"studio.example"}, told)

    @override_settings(ALLOWED_HOSTS=["*"])
    def test_a_link_that_an_administrator_makes_does_too(self):
        boss = self.visitor(self.boss)
        data = {"action": "make_password_link", "_selected_action": [self.mira.pk], "sure": "yes"}
        page = boss.post("/admin/accounts/user/", data, follow=True, headers={"host": EVIL})
        self.assertContains(page, 'value="https://studio.example/accounts/password/reset/key/')


# By the provider; and by a player in another site's page, which counts a listen and changes nothing else.
CALLED_FROM_ELSEWHERE = ("callbacks/kie/<str:token>/", "s/<str:token>/<int:place>/heard/")


class ForgeryTests(HouseTestCase):
    def test_no_form_of_another_site_is_taken_from_who_is_signed_in(self):
        """With Mira's cookies and nothing of ours: refused at every address, but those that other sites are to call."""
        client = self.client_class(enforce_csrf_checks=True)
        for user, kinds in ((self.mira, ("everybody", "people", "owner")), (self.boss, ("staff",))):
            client.force_login(user)
            before = state_of_the_house()
            for address in self.examples(*kinds):
                for method in ("post", "put", "delete"):
                    response = getattr(client, method)(address, headers={"origin": "https://evil.example"})
                    self.assertEqual(response.status_code, 403, f"{method} {address}")
                self.assertEqual(client.post(address, {}).status_code, 403, address)
            self.assertEqual(before, state_of_the_house())

    def examples(self, *kinds):
        for route, door in doors(*kinds):
            if route not in CALLED_FROM_ELSEWHERE:
                yield from addresses(route, door, self.hers.named.get(door.names, [])[:1])[:1]

    def test_the_callback_knows_nobody_by_a_cookie(self):
        client = self.client_class(enforce_csrf_checks=True)
        client.force_login(self.mira)
        self.assertEqual(client.post("/callbacks/kie/nonsense/", {}).status_code, 404)


class LedAwayTests(HouseTestCase):
    """Whatever stands in `next`, in the referrer or in what htmx says: one stays on this site."""

    def assertStays(self, response, asked):
        address = (
            response.get("Location", "") or response.get("HX-Redirect", "") or response.get("HX-Location", "")
        )
        self.assertFalse(leads_away(address), f"{asked!r} leads to {address!r}")
        self.assertNotIn("X-Evil", response)

    def test_after_the_door(self):
        signed_in = {"login": self.mira.email, "password": "a good password"}
        for wanted in ELSEWHERE:
            self.assertStays(self.visitor().post("/accounts/login/", signed_in | {"next": wanted}), wanted)
            asked = self.visitor(self.mira).get("/accounts/login/", {"next": wanted})
            self.assertStays(asked, wanted)
            for page in ("/accounts/logout/", "/accounts/reauthenticate/", "/accounts/signup/"):
                data = {"next": wanted, "password": "a good password"}
                self.assertStays(self.visitor(self.mira).post(page, data), wanted)

    def test_after_a_button(self):
        client = self.visitor(self.mira)
        buttons = [f"/tracks/{self.hers.kept.uuid}/favourite/", f"/uploads/{self.hers.upload.uuid}/trash/",
                   f"/lyrics/{self.hers.drafts[0].uuid}/keep/"]  # fmt: skip
        for button in buttons:
            for wanted in ELSEWHERE:
                self.assertStays(client.post(button, {"next": wanted}), wanted)
                sent_from = wanted.replace("\r\n", "")
                self.assertStays(client.post(button, headers={"referer": sent_from}), wanted)

    def test_with_htmx(self):
        for wanted in ELSEWHERE:
            headers = {"HX-Request": "true", "HX-Current-URL": wanted.replace("\r\n", "")}
            response = self.visitor().get("/library/", headers=headers, follow=True)
            self.assertStays(response, wanted)
            self.assertNotIn("evil", response["HX-Redirect"])

    def test_at_no_address_whatsoever(self):
        """In all that a form or an address may call it, and in what browsers and proxies add."""
        names = ("next", "to", "url", "return_to", "redirect", "continue", "from", "next_url")
        asked = dict(zip(names, ["//evil.example/", "https://evil.example/"] * 4, strict=True))
        headers = {"x-forwarded-host": EVIL, "forwarded": f"host={EVIL}"} | dict.fromkeys(
            ("referer", "HX-Current-URL"), "https://evil.example/"
        )
        everybody = (
            (self.mira, ("everybody", "people", "owner")),
            (self.boss, ("staff",)),
            (None, ("everybody",)),
        )
        for user, kinds in everybody:
            for route, door in doors(*kinds):
                address = addresses(route, door, self.hers.named.get(door.names, [])[:1])[0]
                for ask in ("get", "post"):
                    self.assertStays(self.sent(user, ask, address, asked, headers), f"{ask} {address}")

    def sent(self, user, ask, address, asked, headers):
        """As if it had never been; signing out is one of these."""
        with transaction.atomic():
            response = getattr(self.visitor(user), ask)(address, asked, headers=headers)
            transaction.set_rollback(True)
        return response

    def test_by_the_language_or_the_administration(self):
        client = self.visitor(self.boss)
        for wanted in ELSEWHERE:
            self.assertStays(client.get("/admin/login/", {"next": wanted}), wanted)
            self.assertStays(client.post("/admin/logout/", {"next": wanted}), wanted)
            self.assertStays(self.visitor().get("/admin/login/", {"next": wanted}, follow=False), wanted)
            client.force_login(self.boss)


WORST = {
    "line": "Evil\r\nX-Evil: 1\r\n\r\n<html>",
    "quotes": 'a"; filename="evil.exe',
    "path": "../../../../etc/passwd",
    "absolute": "/etc/passwd",
    "windows": "..\\..\\C:\\Windows\\system32\\evil.dll",
    "device": "CON.mp3",
    "device with a stream": "aux::$DATA",
    "nul": "song\0.exe",
    "turned": "song\u202e3pm.exe",
    "emoji": "🎵👩‍👩‍👧‍👦" * 20,
    "long": "ö" * 300,
    "dots": "....",
    "hidden": ".bashrc",
    "blank": "   ",
    "decomposed": unicodedata.normalize("NFD", "Größe ñandú 한국어"),
    "surrogate": "song\udcff",
    "percent": "%2e%2e%2f%00%0d%0a",
    "template": "{{7*7}}${7*7}<%= 7*7 %>",
    "zip slip": "a/../../b",
    "tilde": "~root/.ssh/authorized_keys",
}
KEPT_ROW = {name: text.replace("\0", "").encode("utf-8", "ignore").decode() for name, text in WORST.items()}


class FileNameTests(HouseTestCase):
    def assertIsOnePart(self, part, what):
        """A name that every file system takes, and that stays where it is put."""
        self.assertNotRegex(part, r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]', what)
        self.assertFalse(part.startswith(".") or part.endswith((".", " ")) or part in ("", ".", ".."), what)
        self.assertNotRegex(part, r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", what)
        self.assertLessEqual(len(part.encode()), 255, what)
        self.assertEqual(part, unicodedata.normalize("NFC", part), what)

    def test_a_title_becomes_a_name_that_stays_in_its_folder(self):
        for what, text in WORST.items():
            self.assertIsOnePart(names.slug_of(text, "song"), what)

    def test_a_download_is_called_so_and_says_nothing_else(self):
        client = self.visitor(self.mira)
        for what, title in KEPT_ROW.items():
            self.hers.kept.title = self.hers.upload.title = title[:300]
            self.hers.kept.save(), self.hers.upload.save()
            kept = (f"/tracks/{self.hers.kept.uuid}/download/", f"/tracks/{self.hers.kept.uuid}/lyrics.lrc",
                    f"/uploads/{self.hers.upload.uuid}/download/",
                    f"/assets/{self.hers.asset_of['stem'].uuid}/file?download")  # fmt: skip
            for address in kept:
                response = client.get(address)
                said = response["Content-Disposition"]
                self.assertEqual(response.status_code, 200, what)
                self.assertNotRegex(said, r"[\r\n\x00]", what)
                self.assertTrue(said.startswith("attachment"), what)
                self.assertRegex(said, r'^attachment; filename(="[^"]*"|\*=utf-8\'\'[\w.~!$&+\-%]+)$', what)
                self.assertNotIn("X-Evil", response, what)

    def test_a_song_s_folder_lies_in_the_library_whatever_its_title_and_its_owner_are_called(self):
        for what, text in KEPT_ROW.items():
            self.other.name, self.other.folder = text[:80], ""
            self.other.save()
            track = make_track(owner=self.other, title=text[:300])
            place = PurePath(sheets.folder_of(track))
            self.assertFalse(place.is_absolute(), what)
            for part in place.parts:
                self.assertIsOnePart(part, what)

    def test_an_uploaded_file_s_name_is_only_words(self):
        """It is checked and kept, in the library; nothing is written anywhere else."""
        client = self.visitor(self.other)
        for what, name in WORST.items():
            file = SimpleUploadedFile("x", b"ID3" + bytes(60))
            file._name = name.encode("utf-8", "ignore").decode()
            response = client.post("/uploads/", {"files": file})
            self.assertLess(response.status_code, 500, what)
            response = client.post(
                "/uploads/arrivals/", {"name": name.encode("utf-8", "ignore").decode(), "size": 50}
            )
            self.assertIn(response.status_code, (201, 422), what)
            Arrival.objects.of(self.other).delete()
        for arrival in Arrival.objects.of(self.other):
            self.assertEqual(arrival.path.parent, settings.ARRIVING)

    def test_and_so_is_its_place(self):
        for what, name in KEPT_ROW.items():
            upload = Upload(owner=self.other, title=uploads.title_of(name), suffix="mp3")
            place = PurePath(uploads._place_of(upload))
            self.assertFalse(place.is_absolute(), what)
            for part in place.parts:
                self.assertIsOnePart(part, what)


class RangeTests(HouseTestCase):
    def test_no_header_of_a_request_is_written_into_an_answer(self):
        client = self.visitor(self.mira)
        track = keep(make_track(owner=self.mira))
        for value in (
            "bytes=0-1\r\nX-Evil: 1",
            "bytes=0-18446744073709551616",
            "bytes=-0",
            "bytes=" + "0-1," * 5000,
        ):
            response = client.get(f"/tracks/{track.uuid}/audio", headers={"range": value})
            self.assertIn(response.status_code, (200, 206, 416))
            self.assertNotIn("X-Evil", response)


class TypeTests(HouseTestCase):
    def test_a_page_that_calls_itself_a_song_is_never_shown_as_a_page(self):
        """What is kept is served as one of a few kinds of sound, film and picture; all else is only bytes."""
        self.assertFalse(
            [kind for kind in TYPES.values() if not kind.startswith(("audio/", "video/", "image/"))]
        )
        self.assertNotIn("image/svg+xml", TYPES.values())
        client, track = (
            self.visitor(self.mira),
            keep(make_track(owner=self.mira), b"<script>alert(1)</script>", "html"),
        )
        response = client.get(f"/tracks/{track.uuid}/audio")
        self.assertEqual(response["Content-Type"], "application/octet-stream")
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
