import socket
import threading
import time
from unittest import mock

import responses

from music.media import fetch
from tests.media.web import PUBLIC, SONG, FetchTestCase


class DownloadTests(FetchTestCase):
    def test_it_copies_a_file_and_says_what_it_was(self):
        found = self.download(f"{self.public}/song")
        self.assertEqual(self.into.getvalue(), SONG)
        self.assertEqual(found, fetch.Fetched(len(SONG), f"{self.public}/song"))

    def test_it_copies_files_of_unknown_length(self):
        self.assertEqual(self.download(f"{self.public}/open").size, len(SONG))
        self.assertEqual(self.download(f"{self.public}/oddlength").size, len(SONG))
        self.assertEqual(self.download(f"{self.public}/chunked").size, 8)
        self.assertEqual(self.into.getvalue(), b"halfsong")

    def test_the_address_goes_out_exactly_as_given(self):
        for path in (
            "/a%2fb%2FB/../c//d/./e?sig=a%2b+/=&x=%e4|{}[]^`'&y&empty=", "/%7Ea~b;v=1,2?a?b", "/;?#no"
        ):  # fmt: skip
            with self.subTest(path):
                self.download(self.public + path)
                self.assertEqual(self.server.asked.pop()[0], path.split("#")[0])

    def test_only_what_http_cannot_carry_is_encoded(self):
        for path, sent in {
            "/my song.mp3?a=b c": "/my%20song.mp3?a=b%20c",
            "/夜%20": "/%E5%A4%9C%20",
            "?a": "/?a",
        }.items():
            self.download(self.public + path)
            self.assertEqual(self.server.asked.pop()[0], sent)

    def test_it_sends_our_name_and_nothing_else_of_ours(self):
        environment = {
            "HTTP_PROXY": "http://127.0.0.1:9",
            "http_proxy": "http://127.0.0.1:9",
            "ALL_PROXY": "http://127.0.0.1:9",
        }
        with mock.patch.dict("os.environ", environment):
            self.server.location = "/song"
            self.download(f"{self.public}/to")
        for _, headers in self.server.asked:
            self.assertEqual(
                headers,
                {
                    "Host": f"media.example:{self.port}",
                    "User-Agent": "SunoStudio/1.0",
                    "Accept": "*/*",
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                },
            )

    def test_it_tells_how_far_it_is(self):
        steps = []
        self.allowed("/song", progress=lambda done, total: steps.append((done, total)))
        self.assertEqual(steps[-1], (len(SONG), len(SONG)))
        self.assertGreater(len(steps), 3)
        self.allowed("/open", progress=lambda done, total: steps.append((done, total)))
        self.assertEqual(steps[-1], (len(SONG), None))

    def test_a_link_that_is_dead_or_refused_is_gone(self):
        for status in (403, 404, 410):
            with self.assertRaises(fetch.Gone):
                self.allowed(f"/status/{status}")

    def test_other_answers_are_worth_another_try(self):
        for path in ("/status/400", "/status/429", "/status/500", "/status/503", "/status/206", "/nowhere"):
            with self.subTest(path), self.assertRaises(fetch.Broken):
                self.allowed(path)

    def test_a_file_that_is_cut_short_is_broken(self):
        for path in ("/short", "/brokenchunks"):
            with self.assertRaisesMessage(fetch.Broken, "The connection broke"):
                self.allowed(path)

    def test_an_empty_file_is_broken(self):
        with self.assertRaisesMessage(fetch.Broken, "The server sent an empty file."):
            self.allowed("/empty")

    def test_a_file_compressed_against_our_word_is_broken(self):
        with self.assertRaises(fetch.Broken):
            self.allowed("/zipped")

    def test_a_file_announced_as_too_large_is_not_begun(self):
        with self.assertRaises(fetch.TooLarge):
            self.allowed("/long")
        self.assertEqual(self.into.getvalue(), b"")

    def test_a_body_without_end_is_cut(self):
        with self.assertRaises(fetch.TooLarge):
            self.allowed("/endless", max_bytes=100_000)
        self.assertLessEqual(len(self.into.getvalue()), 100_000)

    def test_a_file_of_exactly_the_limit_is_taken(self):
        self.assertEqual(self.allowed("/open", max_bytes=len(SONG)).size, len(SONG))

    def test_a_server_that_trickles_is_left(self):
        for path in ("/trickle", "/tricklinghead"):
            start = time.monotonic()
            with self.assertRaisesMessage(fetch.Broken, "longer than 0.2 seconds"):
                self.allowed(path, total_seconds=0.2)
            self.assertLess(time.monotonic() - start, 10)  # it would go on for twenty

    def test_a_server_that_says_nothing_is_left(self):
        with self.assertRaises(fetch.Broken):
            self.allowed("/silent", timeout=(1, 0.1))

    def test_a_closed_port_and_an_unknown_name_are_worth_another_try(self):
        self.patch(socket, "getaddrinfo", side_effect=socket.gaierror("no such name"))
        for url in ("http://no-such-host.example/", f"http://{PUBLIC}:1/"):
            with self.assertRaises(fetch.Broken):
                self.download(url)

    def test_what_cannot_be_written_is_the_callers_own_error(self):
        into = mock.Mock(write=mock.Mock(side_effect=OSError("disk full")))
        with self.assertRaisesMessage(OSError, "disk full"):
            fetch.download(f"{self.public}/song", into, max_bytes=10**6)

    def test_no_timer_and_no_thread_stay_behind(self):
        self.download(f"{self.public}/song")
        self.assertFalse([thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)])

    @responses.activate
    def test_a_test_can_replace_the_network(self):
        responses.get("https://cdn.example/a.mp3", body=b"song", content_type="audio/mpeg")
        self.assertEqual(self.download("https://cdn.example/a.mp3").size, 4)
