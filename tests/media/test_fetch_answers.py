"""Servers that break HTTP on purpose: nothing hangs, grows or gets through because of them."""

import gzip
import itertools
import time
from contextlib import suppress

from music.media import fetch
from tests.media.web import PUBLIC, SONG, FetchTestCase

HEAD = b"HTTP/1.1 200 OK\r\n"


class RawAnswerTests(FetchTestCase):
    def raw(self, *pieces, **options):
        self.server.raw = pieces
        return self.allowed("/raw", **options)

    def assertBroken(self, *pieces, **options):
        start = time.monotonic()
        with self.assertRaises(fetch.FetchError) as caught:
            self.raw(*pieces, **options)
        self.assertLess(time.monotonic() - start, 5)
        return caught.exception

    def test_an_answer_without_a_head_is_none(self):
        self.assertBroken(SONG)
        self.assertBroken(b"<html>no</html>")
        self.assertBroken(b"HTTP/1.1 two hundred\r\n\r\nla")

    def test_heads_without_end_are_left(self):
        self.assertBroken(HEAD, b"X-Long: ", b"x" * 200_000)
        self.assertBroken(HEAD + b"".join(b"X-%d: y\r\n" % number for number in range(2000)) + b"\r\nla")
        self.server.raw = itertools.chain([HEAD], itertools.repeat(b"X-More: and more\r\n"))
        with self.assertRaises(fetch.Broken):
            self.allowed("/raw")
        self.server.raw = itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")
        with self.assertRaises(fetch.Broken):
            self.allowed("/raw", total_seconds=1)

    def test_lengths_that_lie_gain_nothing(self):
        self.assertBroken(HEAD + b"Content-Length: 8\r\n\r\nhalf")
        self.assertEqual(self.raw(HEAD + b"Content-Length: 4\r\n\r\nhalf and more").size, 4)
        self.assertBroken(HEAD + b"Content-Length: 4, 9\r\n\r\nhalf")
        self.assertBroken(HEAD + b"Content-Length: 4\r\nContent-Length: 9\r\n\r\nhalf")
        self.assertEqual(self.raw(HEAD + b"Content-Length: -1\r\n\r\nhalf").size, 4)
        self.assertEqual(self.raw(HEAD + b"Content-Length: 1e3\r\n\r\nhalf").size, 4)

    def test_a_length_that_lies_does_not_lift_the_limit(self):
        for length in (b"-1", b"0x4", b"4;5"):
            error = self.assertBroken(
                HEAD + b"Content-Length: " + length + b"\r\n\r\n", *[bytes(10_000)] * 50, max_bytes=20_000
            )
            self.assertIsInstance(error, fetch.TooLarge)
            self.assertLessEqual(len(self.into.getvalue()), 20_000)

    def test_a_chunk_that_claims_everything_is_cut_at_the_limit(self):
        chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"
        for size in (b"7fffffff", b"ffffffffffffffffffffffff"):
            self.assertBroken(chunked + size + b"\r\n", *[bytes(10_000)] * 50, max_bytes=20_000)
            self.assertLessEqual(len(self.into.getvalue()), 20_000)
        self.assertBroken(chunked + b"-5\r\nhalf\r\n")
        self.assertBroken(chunked + b"x" * 200_000)

    def test_nothing_is_unpacked(self):
        bomb = gzip.compress(bytes(10_000_000))
        length = b"Content-Length: %d\r\n" % len(bomb)
        for name in (b"gzip", b"GZIP", b"deflate", b"br", b"gzip, gzip", b"zstd", b"x-gzip"):
            self.assertBroken(HEAD + b"Content-Encoding: " + name + b"\r\n" + length + b"\r\n" + bomb)
            self.assertEqual(self.into.getvalue(), b"")
        packed = (
            HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n%x\r\n" % len(bomb) + bomb + b"\r\n0\r\n\r\n"
        )
        with suppress(fetch.FetchError):
            self.raw(packed)
        self.assertLess(len(self.into.getvalue()), len(packed))  # as it came: what it is, its content shows

    def test_a_body_that_drips_is_left(self):
        def drops():
            yield HEAD + b"Content-Length: 1000\r\n\r\n"
            for _drop in range(200):
                time.sleep(0.02)
                yield b"x"

        start = time.monotonic()
        self.server.raw = drops()
        with self.assertRaises(fetch.Broken):
            self.allowed("/raw", total_seconds=0.3)
        self.assertLess(time.monotonic() - start, 2)

    def test_a_redirect_with_two_addresses_goes_to_no_private_one(self):
        two = b"HTTP/1.1 302 Found\r\nLocation: /song\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"
        self.server.raw = [two]
        with suppress(fetch.FetchError):
            self.download(f"{self.public}/raw")
        self.assertEqual(set(self.connections), {PUBLIC})

    def test_no_error_names_the_address_which_may_be_signed(self):
        for path in ("/status/404", "/status/500", "/short", "/empty", "/long"):
            with self.assertRaises(fetch.FetchError) as caught:
                self.allowed(f"{path}?signature=door-opener")
            self.assertNotIn("door-opener", str(caught.exception))
