"""Lists, filters, searches and links with anything in the address: a page, or a plain refusal."""

from urllib.parse import quote

from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.factories import make_draft, make_job, make_persona, make_track, make_upload

from .base import FuzzCase
from .nonsense import TEXTS

LISTS = (
    "/library/",
    "/jobs/",
    "/uploads/",
    "/lyrics/",
    "/personas/",
    "/personas/voice/",
    "/lyrics/write/",
    "/",
)
NAMES = (
    "q", "version", "operation", "favourite", "voice", "trash", "before", "show", "page", "sort", "chosen", "anew",
    "track", "draft", "improved", "like", "model", "prompt", "custom_mode", "download", "v",
)  # fmt: skip
WORDS = (
    "on", "V6", "generate", "instrumental", "0", "-1", "1", "9" * 18, "9" * 19, "9" * 5000, "1e9", "٣", "²", "nan", "%",
    "_", "\\", "'", '"', "\x00", "a\x00b", "ß", "İ", "\ufdfa", "海", "💿", "2026-11-23T00:00:00", "2026-13-99", "kept",
    "00000000-0000-0000-0000-000000000000", "AND OR NOT NEAR(", '"unclosed', "*", "a*", "x" * 5000,
    "2026-11-23T00:00:00+00:00,5", "1,2", ",", "None", "2026-11-23 10:00:00.5_7",
)  # fmt: skip
VALUES = TEXTS | st.integers().map(str) | st.sampled_from(WORDS)
RAW = st.text(st.sampled_from("%?&=+;[]<>\\'\"0aF€"), max_size=40).map(
    lambda text: quote(text, safe="%&=+;[]'")
)


class AddressTests(FuzzCase):
    def setUp(self):
        super().setUp()
        for number in range(3):
            track = make_track(owner=self.user, title=f"Night bus {number}")
        make_job(owner=self.user, state="failed")
        for make in (make_upload, make_draft, make_persona):
            make(owner=self.user)
        self.forms = ("/create/generate/", f"/tracks/{track.uuid}/extend/", f"/tracks/{track.uuid}/")

    @given(st.sampled_from(LISTS), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=4), st.booleans())
    @example("/library/", {"before": "9" * 5000}, False)
    @example("/library/", {"before": "²"}, True)
    @example("/library/", {"q": "a\x00b"}, False)
    @example("/lyrics/", {"q": '"unclosed'}, False)
    @example("/jobs/", {"before": "2026-13-99"}, False)
    @example("/uploads/", {"before": "1e9", "trash": "on"}, False)
    def test_a_list_is_shown_whatever_is_asked_of_it(self, address, asked, is_piece):
        headers = {"HX-Request": "true", "HX-Trigger": "more"} if is_piece else {}
        self.assertCalm(self.browser.get(address, asked, headers=headers))

    @given(st.sampled_from(LISTS), RAW)
    def test_an_address_may_be_spoilt(self, address, query):
        self.assertCalm(self.browser.get(f"{address}?{query}"))

    @given(st.integers(0, 2), st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=5))
    def test_a_form_takes_what_it_can_from_its_address(self, place, asked):
        self.assertCalm(self.browser.get(self.forms[place], asked))

    @given(TEXTS | st.sampled_from(WORDS))
    def test_a_song_is_found_by_its_own_title(self, words):
        title = " ".join(words.replace("\x00", "").split())[:80]
        assume(any(map(str.isalpha, title)))
        track = make_track(owner=self.user, title=title)
        found = self.browser.get("/library/", {"q": title})
        self.assertContains(found, f"/tracks/{track.uuid}/")
