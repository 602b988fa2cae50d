"""Files that arrive in pieces, with any headers in any order: as long as announced, in order, or refused."""

from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from music.models import Arrival
from tests.media.sounds import mp3, tone

from .base import FuzzCase
from .nonsense import TEXTS

SONG = mp3(tone(0.3))
OFFSETS = st.integers(-2, len(SONG) + 2).map(str) | st.integers().map(str)
HEADERS = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=20)
ODD = OFFSETS | HEADERS | st.sampled_from(["", "٣", "²", "0x1", "+1", "1.0", " 1", "1_0", "9" * 15, "9" * 40])
SENT = st.tuples(ODD, st.sampled_from([SONG, SONG[:100], SONG[100:], SONG * 2, b"", b"<html>" * 20]))
FACTS = st.dictionaries(
    st.sampled_from(["name", "size", "stamp", "kind", "is_recording"]), TEXTS | ODD, max_size=5
)
OTHERS = st.dictionaries(
    st.sampled_from(["Content-Range", "Upload-Length", "Content-Encoding", "Expect"]), HEADERS, max_size=2
)


class ArrivalTests(FuzzCase):
    def begin(self):
        self.browser.post("/uploads/arrivals/", {"name": "hum.mp3", "size": len(SONG), "stamp": "7"})
        return Arrival.objects.get()

    def teardown_example(self, example):
        for arrival in Arrival.objects.all():
            arrival.path.unlink(missing_ok=True)
        super().teardown_example(example)

    @given(FACTS)
    def test_it_begins_with_sense_only(self, facts):
        response = self.browser.post("/uploads/arrivals/", facts)
        self.assertIn((response.status_code, Arrival.objects.count()), ((201, 1), (413, 0), (422, 0)))

    @given(st.lists(SENT, max_size=4), OTHERS)
    @example([("²", SONG)], {})
    @example([("9" * 5000, SONG)], {})
    def test_pieces_never_make_it_longer_than_it_is_nor_leave_a_gap(self, pieces, others):
        arrival = self.begin()
        address = f"/uploads/arrivals/{arrival.uuid}/"
        for offset, content in pieces:
            response = self.browser.put(
                address, content, "application/octet-stream", headers={"Upload-Offset": offset, **others}
            )
            self.assertIn(response.status_code, (200, 400, 409))
            arrival.refresh_from_db()
            self.assertLessEqual(response.json()["offset"], len(SONG))

    @given(st.lists(st.integers(0, len(SONG)), max_size=5), st.randoms(use_true_random=False))
    def test_overlapping_pieces_end_in_the_very_file(self, cuts, order):
        arrival = self.begin()
        address, received = f"/uploads/arrivals/{arrival.uuid}/", 0
        for start in [0, *cuts, 0]:
            end = order.randint(start, len(SONG)) if start or not cuts else len(SONG) // 2
            headers = {"Upload-Offset": str(start)}
            told = self.browser.put(address, SONG[start:end], "application/octet-stream", headers=headers)
            is_right = start <= received
            received = max(received, end) if is_right else received
            self.assertEqual((told.status_code, told.json()["offset"]), (200 if is_right else 409, received))
            if told.json()["state"] == "checking":
                break
        kept = arrival.path.read_bytes() if arrival.path.exists() else b""
        self.assertEqual(kept, SONG[:received])
        self.assertTrue(str(arrival.path).startswith(str(settings.ARRIVING)))
