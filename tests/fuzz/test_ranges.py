"""Range headers, from sensible to absurd: the bytes that were asked for, or all of them, and never an error of ours."""

import re

from hypothesis import given
from hypothesis import strategies as st

from tests.factories import keep, make_track

from .base import FuzzCase

CONTENT = bytes(range(256)) * 40
PLACES = st.integers(0, len(CONTENT) + 2) | st.integers(0, 10**25)
PARTS = st.builds("{}-{}".format, PLACES, PLACES | st.just("")) | st.builds(
    "-{}".format, PLACES | st.just("")
)
SENSIBLE = st.builds("bytes={}".format, PARTS)
SEVERAL = st.lists(PARTS, min_size=2, max_size=4).map(lambda parts: "bytes=" + ",".join(parts))
BLANK = st.sampled_from(["", " ", "\t"])
LOOSE = st.builds("{}bytes{}={}{}".format, BLANK, BLANK, BLANK, PARTS) | st.builds("Bytes={}".format, PARTS)
HEADERS = st.text(
    st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=40
)  # what a server lets in
RANGES = (
    SENSIBLE
    | SEVERAL
    | LOOSE
    | HEADERS
    | st.sampled_from(["bytes=٣-٤", "bytes=0-0", "items=0-5", "bytes=--5"])
)
DATES = st.sampled_from(
    ["Thu, 01 Jan 1970 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:60 GMT", "Mon, 99 Foo 2026"]
)
TAGS = st.sampled_from(['""', '"x"', 'W/"x"', "*", '"', "W/", "x"]) | HEADERS | DATES
OTHERS = st.dictionaries(
    st.sampled_from(["If-Range", "If-None-Match", "If-Match", "If-Modified-Since", "If-Unmodified-Since"]),
    TAGS,
    max_size=2,
)


def wanted(response):
    """The slice of the content that an answer says it is."""
    if response.status_code == 200:
        return CONTENT
    if response.status_code != 206:
        return b""
    first, last, size = map(int, re.fullmatch(r"bytes (\d+)-(\d+)/(\d+)", response["Content-Range"]).groups())
    assert first <= last < size == len(CONTENT)
    return CONTENT[first : last + 1]


class RangeTests(FuzzCase):
    def setUp(self):
        super().setUp()
        track = keep(make_track(owner=self.user), CONTENT)
        self.address = f"/tracks/{track.uuid}/audio"

    @given(RANGES, OTHERS, st.booleans())
    def test_an_answer_has_the_bytes_and_the_length_that_it_tells(self, asked, others, is_head):
        ask = self.browser.head if is_head else self.browser.get
        response = ask(self.address, headers={"Range": asked, **others})
        self.assertIn(response.status_code, (200, 206, 304, 412, 416))
        content = response.getvalue()
        self.assertEqual(content, b"" if is_head else wanted(response))
        if response.status_code in (200, 206):
            self.assertEqual(int(response["Content-Length"]), len(wanted(response)))

    @given(st.integers(0, len(CONTENT) - 1), st.integers(0, len(CONTENT) + 9))
    def test_a_part_that_is_there_is_given_exactly(self, first, more):
        response = self.browser.get(self.address, headers={"Range": f"bytes={first}-{first + more}"})
        self.assertEqual(
            (response.status_code, response.getvalue()), (206, CONTENT[first : first + more + 1])
        )
