"""Whatever comes in, a reader gives a result; it never raises."""

from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st

from music.kie.readers import READERS
from music.kie.results import TaskResult

KEYS = st.sampled_from([
    "code", "msg", "data", "task_id", "taskId", "callbackType", "id", "audio_url", "audioUrl", "duration", "status",
    "response", "sunoData", "errorCode", "errorMessage", "state", "resultJson", "result", "title", "successFlag",
    "resultObject", "resultUrls", "lyricsData", "text", "audioWavUrl", "video_url", "images", "originData", "extract",
    "remove", "vocal_removal_info", "vocalUrl", "stem_type_group_name", "midiData", "instruments", "notes", "pitch",
    "start", "end", "velocity", "alignedWords", "word", "startS", "endS", "waveformData", "hootCer", "validateInfo",
    "voiceId", "isAvailable", "personaId", "name", "error", "creditsConsumed", "failCode",
])  # fmt: skip
VALUES = st.sampled_from([
    "complete", "SUCCESS", "PENDING", "success", "fail", "200", "https://x.example/a", "\ud800", "wait_validating",
    '{"data": [1]}', "[[", "[1]", "GENERATE_WAV_FAILED", 0, 1, 2, 200, 201, 500, 10**400, True,
])  # fmt: skip
LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | VALUES
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6),
    max_leaves=25,
)
ODD = (None, True, 0, -1, 10**400, 1.5, float("nan"), float("inf"), "", "text", "\x00\ud800", [], {}, [None], [[]], [{}],
       {"data": None}, {"": None})  # fmt: skip
PLACES = (
    lambda odd: odd,
    lambda odd: [odd],
    lambda odd: {"data": odd},
    lambda odd: {"code": odd, "msg": odd, "data": {"taskId": odd, "status": odd, "successFlag": odd}},
    lambda odd: {"code": 200, "data": dict.fromkeys(KEYS.elements, odd)},
    lambda odd: {"code": 200, "data": {"status": "SUCCESS", "response": dict.fromkeys(KEYS.elements, odd)}},
    lambda odd: {"code": 200, "data": {"successFlag": 1, "data": [dict.fromkeys(KEYS.elements, odd)]}},
    lambda odd: {"code": 200, "data": {"originData": [dict.fromkeys(KEYS.elements, odd)]}},
    lambda odd: {"code": 200, "data": {"instruments": [{"name": odd, "notes": [dict.fromkeys(KEYS.elements, odd)]}]}},
    lambda odd: {"code": 200, "data": {"alignedWords": [odd, dict.fromkeys(KEYS.elements, odd)], "waveformData": [odd]}},
    lambda odd: {"code": odd, "task_id": odd, "data": [odd, dict.fromkeys(KEYS.elements, odd)]},
)  # fmt: skip


class NonsenseTests(TestCase):
    def read(self, body):
        for name, family in READERS.items():
            for style in ("dedicated", "market"):
                readers = family.by(style)
                self.assertIsInstance(readers.callback(body), TaskResult, name)
                self.assertIsInstance(readers.record(body), TaskResult | None, name)
                self.assertIsInstance(readers.answer(body), TaskResult | None, name)

    def test_no_reader_raises_with_something_odd_in_any_place(self):
        for place in PLACES:
            for odd in ODD:
                self.read(place(odd))

    @settings(max_examples=150, deadline=None, database=None)
    @given(JSON)
    def test_no_reader_ever_raises(self, body):
        self.read(body)
