from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Draft, Stage, TimedWord

TASK = "3b66882fde0a5d398bd269cab6d9542b"
LYRICS = READERS["lyrics"].dedicated
TIMED = READERS["timed-lyrics"].dedicated
FINE = {"text": "[Verse]\nla", "title": "Starry Night", "status": "complete", "error_message": ""}
FAILED = {"text": "", "title": "", "status": "failed", "error_message": "too short"}


def callback(items, code=200, kind="complete", msg="All generated successfully."):
    return {"code": code, "msg": msg, "data": {"callbackType": kind, "task_id": TASK, "data": items}}


def record(status, items=None, **changes):
    response = {"taskId": TASK, "data": items} if items else None
    return {"code": 200, "data": {"taskId": TASK, "status": status, "response": response} | changes}


class LyricsTests(TestCase):
    def test_a_callback_has_several_versions(self):
        result = LYRICS.callback(callback([FINE, FINE | {"title": "B"}]))
        self.assertEqual((result.task_id, result.stage), (TASK, Stage.COMPLETE))
        self.assertEqual(result.drafts, (Draft("Starry Night", "[Verse]\nla"), Draft("B", "[Verse]\nla")))

    def test_a_version_that_failed_is_left_out(self):
        result = LYRICS.callback(callback([FAILED, FINE]))
        self.assertEqual((result.stage, len(result.drafts), result.error_message), (Stage.COMPLETE, 1, ""))

    def test_it_failed_when_all_versions_did(self):
        result = LYRICS.callback(callback([FAILED, FAILED]))
        self.assertEqual(
            (result.stage, result.error_code, result.error_message), (Stage.ERROR, "failed", "too short")
        )

    def test_versions_that_are_still_empty_are_waited_for(self):
        empty = FINE | {"text": "", "status": "running"}
        self.assertEqual(LYRICS.record(record("PENDING", [empty])).stage, Stage.PENDING)

    def test_a_refusal_calls_itself_complete_and_is_told_by_its_code(self):
        result = LYRICS.callback(callback(None, 400, msg="Song Description flagged for moderation"))
        self.assertEqual((result.stage, result.error_code), (Stage.ERROR, 400))
        self.assertEqual(result.error_message, "Song Description flagged for moderation")

    def test_a_refusal_of_the_sister_service_calls_itself_error(self):
        body = {"code": 200, "data": {"callbackType": "error", "taskId": TASK, "errorMessage": "no"}}
        self.assertEqual(
            (LYRICS.callback(body).stage, LYRICS.callback(body).error_message), (Stage.ERROR, "no")
        )

    def test_a_record_has_them_three_levels_down(self):
        result = LYRICS.record(record("SUCCESS", [FINE]))
        self.assertEqual(
            (result.stage, result.drafts), (Stage.COMPLETE, (Draft("Starry Night", "[Verse]\nla"),))
        )

    def test_each_status_has_its_stage(self):
        stages = {
            "PENDING": Stage.PENDING,
            "CALLBACK_EXCEPTION": Stage.COMPLETE,
            "CREATE_TASK_FAILED": Stage.ERROR,
            "GENERATE_LYRICS_FAILED": Stage.ERROR,
            "SENSITIVE_WORD_ERROR": Stage.ERROR,
        }
        for status, stage in stages.items():
            self.assertEqual(LYRICS.record(record(status, [FINE])).stage, stage, status)
        self.assertEqual(LYRICS.record(record("SUCCESS")).stage, Stage.PENDING)
        self.assertEqual(LYRICS.record(record("SENSITIVE_WORD_ERROR")).error_code, "sensitive")


class TimedLyricsTests(TestCase):
    words = [
        {"word": "[Verse]\nWaking ", "success": True, "startS": 0, "endS": 1.36, "palign": 0},
        {"word": "up", "success": True, "startS": "1.36", "endS": 1.2, "palign": 0},
    ]

    def answer(self, **changes):
        data = {
            "alignedWords": self.words,
            "waveformData": [0, 1, 0.5],
            "hootCer": 0.3803,
            "isStreamed": False,
        }
        return TIMED.answer({"code": 200, "msg": "success", "data": data | changes})

    def test_the_answer_has_each_word_with_its_seconds_and_its_text_untouched(self):
        result = self.answer()
        self.assertEqual(result.stage, Stage.COMPLETE)
        self.assertEqual(
            result.words, (TimedWord("[Verse]\nWaking ", 0.0, 1.36), TimedWord("up", 1.36, 1.36))
        )

    def test_it_has_the_bars_and_how_well_the_words_fit(self):
        self.assertEqual(self.answer().data, {"bars": [0.0, 1.0, 0.5], "alignment_score": 0.3803})
        self.assertEqual(self.answer(waveformData=[1, None, 2]).data["bars"], [1.0, 0.0, 2.0])

    def test_a_song_without_words_has_none(self):
        for words in ([], None):
            result = self.answer(alignedWords=words, waveformData=None, hootCer=None)
            self.assertEqual((result.stage, result.words, result.data), (Stage.COMPLETE, (), {"bars": []}))

    def test_a_word_without_a_time_is_left_out(self):
        self.assertEqual(self.answer(alignedWords=[{"word": "a"}, None, {"startS": 1, "endS": 2}]).words, ())

    def test_an_answer_without_words_is_none(self):
        for data in (None, [], {}, {"taskId": TASK}, "text"):
            self.assertIsNone(TIMED.answer({"code": 200, "data": data}), data)
