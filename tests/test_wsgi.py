"""What gunicorn hands over, before Django makes a request of it."""

from io import BytesIO
from wsgiref.util import setup_testing_defaults

from django.test import TestCase

from sunostudio import wsgi

NAMES = (
    "rot13",
    "zlib",
    "base64",
    "hex",
    "idna",
    "unicode_escape",
    "utf-7",
    "utf-16",
    "x" * 5000,
    '"',
    "\0",
    "mbcs",
    "",
)


class CharsetTests(TestCase):
    def status(self, content_type, **more):
        environ, said = {"PATH_INFO": "/healthz", "QUERY_STRING": "q=%ff", "CONTENT_TYPE": content_type}, []
        setup_testing_defaults(environ)
        answer = wsgi.application(
            environ | {"HTTP_HOST": "testserver"} | more, lambda *head: said.append(head)
        )
        self.assertTrue(b"".join(answer))
        return int(said[0][0].split()[0])

    def test_none_that_a_stranger_names_breaks_anything(self):
        for name in NAMES:
            for kind in ("text/html; charset={}", "application/x-www-form-urlencoded;CHARSET = {} ; a=b"):
                self.assertEqual(self.status(kind.format(name)), 200, name)
                posted = {"REQUEST_METHOD": "POST", "wsgi.input": BytesIO(b"a=b"), "CONTENT_LENGTH": "3"}
                self.assertLess(self.status(kind.format(name), **posted), 500, name)

    def test_the_rest_of_the_kind_stays(self):
        seen = []
        studio, wsgi.studio = wsgi.studio, lambda environ, _start: seen.append(environ["CONTENT_TYPE"])
        self.addCleanup(setattr, wsgi, "studio", studio)
        wsgi.application({"CONTENT_TYPE": "multipart/form-data; charset=utf-7; boundary=b"}, None)
        wsgi.application({}, None)
        self.assertEqual(seen, ["multipart/form-data; boundary=b", ""])
