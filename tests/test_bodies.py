"""Bodies that are larger than anybody needs, or say something else than they are."""

import json

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from music.models import Arrival
from sunostudio import bodies
from tests.base import StudioTestCase

CREATE = "/create/generate/"


class BodyTests(StudioTestCase):
    def announce(self, address, length, method="POST", **extra):
        """A body of one byte that says it has `length`."""
        return self.client.generic(method, address, b"x", CONTENT_LENGTH=str(length), **extra)

    def assertTooMuch(self, answer):
        self.assertContains(answer, "more than the studio takes at once", status_code=413)

    def test_a_page_takes_a_mebibyte(self):
        self.assertTooMuch(self.announce(CREATE, bodies.PAGE + 1))
        self.assertTooMuch(self.announce(CREATE, 10**18))

    def test_what_is_announced_is_not_waited_for(self):
        def never(*_args):
            raise AssertionError("It was read.")

        self.client.handler.enforce_csrf_checks = True
        unreadable = type("Body", (), {"read": never, "readline": never, "close": lambda self: None})()
        self.assertTooMuch(self.announce(CREATE, 10**9, **{"wsgi.input": unreadable}))

    def test_files_come_in_only_from_people_who_are_signed_in(self):
        multipart = {"content_type": "multipart/form-data; boundary=b"}
        large = {"files": SimpleUploadedFile("a.mp3", b"x" * (bodies.PAGE + 1))}
        self.assertEqual(self.client.post("/uploads/", large).status_code, 302)
        self.client.logout()
        self.assertTooMuch(self.announce("/uploads/", bodies.PAGE + 1, **multipart))
        self.assertTooMuch(self.announce("/accounts/login/", bodies.PAGE + 1, **multipart))

    def test_several_files_have_a_limit_together(self):
        self.assertTooMuch(self.announce("/uploads/", bodies.FILES + 1))

    def test_a_piece_of_a_file_cannot_be_larger_than_a_file(self):
        arrival = Arrival.objects.create(owner=self.user, name="a.mp3", size=10)
        answer = self.announce(
            f"/uploads/arrivals/{arrival.uuid}/", bodies.FILE + 1, "PUT", HTTP_ACCEPT="application/json"
        )
        self.assertEqual(answer.status_code, 413)
        self.assertIn("more than the studio takes", answer.json()["why"])

    def test_a_body_without_a_length_is_not_begun(self):
        for address in (CREATE, "/uploads/", "/accounts/login/"):
            answer = self.client.post(address, {}, HTTP_TRANSFER_ENCODING="chunked")
            self.assertContains(answer, "without its length", status_code=411)

    def test_nonsense_for_a_length_is_none(self):
        for length in ("-1", "ten", "", "１２", "1e9"):
            self.assertNotEqual(self.announce(CREATE, length).status_code, 500, length)

    def test_too_many_fields_are_too_much(self):
        self.assertTooMuch(
            self.client.post(
                CREATE, {f"field{number}": "" for number in range(settings.DATA_UPLOAD_MAX_NUMBER_FIELDS + 1)}
            )
        )

    def test_too_many_files_are_too_much(self):
        line = '--b\r\nContent-Disposition: form-data; name="files"; filename="a.mp3"\r\n\r\nx\r\n'
        body = line * 21 + "--b--\r\n"
        self.assertTooMuch(self.client.post("/uploads/", body, "multipart/form-data; boundary=b"))

    def test_large_fields_are_too_much(self):
        line = '--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n'
        body = line + "x" * (bodies.PAGE + 1) + "\r\n--b--\r\n"
        self.assertTooMuch(self.client.post("/uploads/", body, "multipart/form-data; boundary=b"))

    def test_json_that_is_nested_too_deeply_is_too_much(self):
        self.client.logout()
        deep = {"credential": "[" * 100_000}
        self.assertTooMuch(self.client.post("/accounts/2fa/webauthn/login/", deep))
        flat = {"credential": json.dumps([1])}
        self.assertNotEqual(self.client.post("/accounts/2fa/webauthn/login/", flat).status_code, 413)
