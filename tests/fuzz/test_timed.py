"""Words with times as a provider may send them: read, kept, and written as files, or refused."""

from hypothesis import given
from hypothesis import strategies as st

from music.kie.readers import READERS
from music.media import timed
from music.models import TimedLyrics
from tests.factories import make_track

from .base import FuzzCase
from .nonsense import ATOMS

SUNG = st.text(st.sampled_from("ab \n[]():.<>0’海\t\r\u200b"), max_size=12)
TIMES = st.floats(-5, 400) | ATOMS
WORD = st.fixed_dictionaries({"word": SUNG | ATOMS, "startS": TIMES, "endS": TIMES}) | ATOMS
ANSWERS = st.lists(WORD, max_size=12).map(lambda words: {"code": 200, "data": {"alignedWords": words}})


def read(body):
    """The words that are kept of an answer."""
    result = READERS["timed-lyrics"].dedicated.answer(body)
    return [[word.text, word.start, word.end] for word in result.words] if result else []


class TimedTests(FuzzCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)

    @given(ANSWERS, st.sampled_from(["lrc", "enhanced.lrc", "srt"]))
    def test_what_is_kept_can_be_shown_and_saved(self, body, kind):
        words = read(body)
        TimedLyrics.objects.create(track=self.track, job=self.track.job, words=words)
        self.assertEqual(self.browser.get(f"/tracks/{self.track.uuid}/").status_code, 200)
        response = self.browser.get(f"/tracks/{self.track.uuid}/lyrics.{kind}")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("nan", response.content.decode().partition("\n[")[2][:9])

    @given(ANSWERS)
    def test_lines_are_in_the_order_of_their_words_and_lose_none(self, body):
        words = read(body)
        sung = "".join(line.text for line in timed.sung(words))
        written = "".join(text for text, _start, _end in words)
        self.assertLessEqual(set(sung), set(written) | {" "})
        for line in timed.sung(words):
            self.assertLessEqual(line.start, line.end)

    @given(st.text(max_size=20))
    def test_a_file_of_another_kind_is_not_there(self, kind):
        TimedLyrics.objects.create(track=self.track, job=self.track.job, words=[["a", 0, 1]])
        response = self.browser.get(f"/tracks/{self.track.uuid}/lyrics.{kind.replace('/', '')}")
        self.assertIn(response.status_code, (400, 404))
