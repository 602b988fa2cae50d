import tempfile
from datetime import UTC, datetime
from pathlib import Path
from unittest import mock

from django.core.files import File
from django.core.files.base import ContentFile
from django.test import RequestFactory, SimpleTestCase

from music.media import ranges

CONTENT = bytes(range(256)) * 4
CHANGED = datetime(2026, 11, 22, 9, 30, 5, 999, UTC)
CHANGED_HTTP = "Sun, 22 Nov 2026 09:30:05 GMT"


class RangeTests(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "song.mp3"
        self.path.write_bytes(CONTENT)

    def serve(
        self, file=None, method="get", filename=None, download=False, etag=None, changed=None, **headers
    ):
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        request = getattr(RequestFactory(), method)("/", headers=headers)
        answer = ranges.serve(
            request, file or self.path, content_type="audio/mpeg", filename=filename, download=download,
            etag=etag, last_modified=changed,
        )  # fmt: skip
        self.addCleanup(answer.close)
        return answer

    def assert_part(self, answer, start, stop):
        self.assertEqual(answer.status_code, 206)
        self.assertEqual(answer["Content-Range"], f"bytes {start}-{stop - 1}/1024")
        self.assertEqual(answer["Content-Length"], str(stop - start))
        self.assertEqual(answer.getvalue(), CONTENT[start:stop])

    def assert_whole(self, answer):
        self.assertEqual((answer.status_code, answer.getvalue()), (200, CONTENT))
        self.assertEqual(answer["Content-Length"], str(len(CONTENT)))
        self.assertNotIn("Content-Range", answer)

    def test_without_a_range_it_sends_the_whole_file(self):
        answer = self.serve()
        self.assert_whole(answer)
        self.assertEqual(answer["Accept-Ranges"], "bytes")
        self.assertEqual(answer["Content-Type"], "audio/mpeg")
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")

    def test_it_sends_the_part_that_was_asked_for(self):
        self.assert_part(self.serve(range="bytes=100-299"), 100, 300)
        self.assert_part(self.serve(range="bytes=0-0"), 0, 1)
        self.assert_part(self.serve(range="Bytes = 5 - 7"), 5, 8)

    def test_an_open_end_goes_to_the_end(self):
        self.assert_part(self.serve(range="bytes=1000-"), 1000, 1024)

    def test_a_range_past_the_end_is_cut(self):
        self.assert_part(self.serve(range="bytes=1000-99999999"), 1000, 1024)

    def test_a_suffix_counts_from_the_end(self):
        self.assert_part(self.serve(range="bytes=-24"), 1000, 1024)
        self.assert_part(self.serve(range="bytes=-5000"), 0, 1024)

    def test_what_the_file_does_not_have_is_refused_with_its_size(self):
        for wanted in ("bytes=1024-", "bytes=5000-6000", "bytes=-0"):
            with self.subTest(wanted):
                answer = self.serve(range=wanted)
                self.assertEqual((answer.status_code, answer["Content-Range"]), (416, "bytes */1024"))
                self.assertEqual(answer.content, b"")

    def test_nonsense_and_several_ranges_are_ignored(self):
        for wanted in (
            "bytes=", "bytes=-", "bytes=9-5", "bytes=5000-2000", "bytes=a-b", "bytes=0-1,5-6", "seconds=0-1",
            "bytes=--5", "bytes=0x1-5", "bytes=" + "9" * 5000 + "-", "bytes=١-٢", "",
        ):  # fmt: skip
            with self.subTest(wanted[:20]):
                self.assert_whole(self.serve(range=wanted))

    def test_an_empty_file_has_no_parts(self):
        self.path.write_bytes(b"")
        self.assertEqual(self.serve(range="bytes=0-").status_code, 416)
        self.assertEqual((self.serve().status_code, self.serve().getvalue()), (200, b""))

    def test_head_tells_the_size_and_reads_nothing(self):
        with mock.patch.object(ranges, "_read", side_effect=AssertionError):
            answer = self.serve(method="head", range="bytes=0-5")
        self.assertEqual((answer.status_code, answer["Content-Length"], answer.content), (200, "1024", b""))

    def test_if_range_wants_the_part_only_of_the_same_file(self):
        for same in ('"a1"', CHANGED_HTTP):
            answer = self.serve(range="bytes=1-2", if_range=same, etag="a1", changed=CHANGED)
            self.assert_part(answer, 1, 3)
        for other in ('"b2"', 'W/"a1"', "Sun, 22 Nov 2026 09:30:04 GMT", "yesterday"):
            with self.subTest(other):
                self.assert_whole(self.serve(range="bytes=1-2", if_range=other, etag="a1", changed=CHANGED))
        self.assert_whole(self.serve(range="bytes=1-2", if_range='"a1"'))
        self.assert_whole(self.serve(range="bytes=1-2", if_range="yesterday"))

    def test_a_file_the_browser_has_is_not_sent_again(self):
        for condition in ({"if_none_match": '"x", W/"a1"'}, {"if_modified_since": CHANGED_HTTP}):
            answer = self.serve(**condition, range="bytes=0-5", etag="a1", changed=CHANGED)
            self.assertEqual((answer.status_code, answer.content), (304, b""))
            self.assertEqual((answer["ETag"], answer["Last-Modified"]), ('"a1"', CHANGED_HTTP))
        self.assert_whole(self.serve(if_none_match='"old"', etag="a1"))

    def test_it_names_the_file(self):
        self.assertEqual(self.serve(filename="a.mp3")["Content-Disposition"], 'inline; filename="a.mp3"')
        answer = self.serve(filename="../夜\r\nX: y.mp3", download=True)
        self.assertEqual(answer["Content-Disposition"], "attachment; filename*=utf-8''%E5%A4%9C%20X%20y.mp3")
        self.assertEqual(self.serve(download=True)["Content-Disposition"], "attachment")
        self.assertNotIn("Content-Disposition", self.serve())

    def test_it_takes_the_files_of_a_storage(self):
        self.assert_part(self.serve(ContentFile(CONTENT), range="bytes=3-5"), 3, 6)
        self.assert_whole(self.serve(ContentFile(CONTENT)))

    def test_it_closes_what_it_opened(self):
        for headers in ({"range": "bytes=3-5"}, {}, {"range": "bytes=5000-"}, {"if_none_match": '"a1"'}):
            file = File(self.path.open("rb"))
            self.serve(file, etag="a1", **headers).close()
            self.assertTrue(file.closed)

    def test_a_file_that_is_not_there_is_an_error_of_the_caller(self):
        with self.assertRaises(FileNotFoundError):
            self.serve(self.path.with_name("other.mp3"))


class LongFileTests(RangeTests):
    """The same file with a limit that makes every answer but the shortest a stream."""

    def setUp(self):
        super().setUp()
        for name, value in {"AT_ONCE": 1, "PIECE": 100}.items():
            patch = mock.patch.object(ranges, name, value)
            patch.start()
            self.addCleanup(patch.stop)

    def test_it_comes_in_small_pieces(self):
        self.assertEqual([len(piece) for piece in self.serve(range="bytes=0-249")], [100, 100, 50])

    def test_a_stream_nobody_reads_is_closed_too(self):
        file = File(self.path.open("rb"))
        self.serve(file).close()
        self.assertTrue(file.closed)

    def test_a_file_that_shrank_meanwhile_ends_the_stream(self):
        answer = self.serve()
        self.path.write_bytes(b"short")
        self.assertEqual(answer.getvalue(), b"short")
