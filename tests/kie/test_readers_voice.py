"""What is about voices and manners: phrase, voice, persona, and a better style."""

from decimal import Decimal
from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Stage

TASK = "2fac0000000000000000000000009f72"
PHRASE, VOICE, CHECK, PERSONA, STYLE = (
    READERS[name].dedicated for name in ("voice-phrase", "voice", "voice-check", "persona", "style-boost")
)


def told(status, code=200, **data):
    told = {"taskId": TASK, "status": status, "errorCode": None, "errorMessage": ""}
    return {"code": code, "msg": "success" if code == 200 else "failed", "data": told | data}


class PhraseTests(TestCase):
    def test_the_phrase_is_there_when_a_person_is_waited_for(self):
        for read in (PHRASE.callback, PHRASE.record):
            result = read(told("wait_validating", validateInfo="Sing this"))
            self.assertEqual((result.task_id, result.stage), (TASK, Stage.COMPLETE))
            self.assertEqual(result.data, {"phrase": "Sing this"})

    def test_each_status_has_its_stage(self):
        stages = {
            "wait_processing": Stage.PENDING,
            "processing_validate": Stage.PENDING,
            "processing_validate_fail": Stage.ERROR,
            "wait_validating": Stage.COMPLETE,
            "success": Stage.COMPLETE,
            "fail": Stage.ERROR,
            "new": Stage.UNREADABLE,
        }
        for status, stage in stages.items():
            self.assertEqual(PHRASE.record(told(status, validateInfo="Sing")).stage, stage, status)

    def test_the_tasks_own_reason_comes_before_that_of_the_message(self):
        failed = told(
            "processing_validate_fail", 500, validateInfo=None, errorCode=408, errorMessage="expired"
        )
        result = PHRASE.callback(failed)
        self.assertEqual((result.error_code, result.error_message), (408, "expired"))
        self.assertEqual(PHRASE.callback(told("fail", 500)).error_message, "failed")

    def test_a_phrase_that_is_not_there_yet_is_waited_for(self):
        self.assertEqual(PHRASE.record(told("wait_validating", validateInfo=None)).stage, Stage.PENDING)
        self.assertIsNone(PHRASE.record({"code": 200, "data": None}))


class VoiceTests(TestCase):
    def test_a_voice_has_its_id(self):
        for read in (VOICE.callback, VOICE.record):
            result = read(told("success", voiceId="v-1"))
            self.assertEqual((result.stage, result.data), (Stage.COMPLETE, {"voice_id": "v-1"}))

    def test_it_waits_until_then(self):
        for status in ("wait_processing", "processing_validate", "wait_validating", "success"):
            self.assertEqual(VOICE.record(told(status, voiceId=None)).stage, Stage.PENDING, status)

    def test_what_was_sung_may_not_be_the_phrase(self):
        words = "It did not sound like the phrase"
        result = VOICE.record(told("fail", voiceId=None, errorCode=400, errorMessage=words))
        self.assertEqual((result.stage, result.error_code, result.error_message), (Stage.ERROR, 400, words))

    def test_whether_it_can_be_used_is_the_answer(self):
        for data, is_available in (
            ({"isAvailable": True}, True),
            ({"isAvailable": False}, False),
            ({"is_available": "true"}, True),
            (False, False),
        ):
            result = CHECK.answer({"code": 200, "data": data})
            self.assertEqual((result.stage, result.data), (Stage.COMPLETE, {"is_available": is_available}))
        for data in (None, {}, [], {"isAvailable": None}, {"isAvailable": [1]}, {"taskId": TASK}):
            self.assertIsNone(CHECK.answer({"code": 200, "data": data}), data)


class PersonaTests(TestCase):
    def test_the_answer_has_its_id_and_name(self):
        data = {"personaId": "p-1", "name": "Warm", "description": "Like a stove"}
        result = PERSONA.answer({"code": 200, "data": data})
        self.assertEqual(result.stage, Stage.COMPLETE)
        self.assertEqual(result.data, {"persona_id": "p-1", "name": "Warm", "description": "Like a stove"})

    def test_an_answer_without_an_id_is_none(self):
        for data in (None, {}, {"personaId": 5}, {"name": "Warm"}, []):
            self.assertIsNone(PERSONA.answer({"code": 200, "data": data}), data)


class StyleTests(TestCase):
    def answer(self, **data):
        return STYLE.answer({"code": 200, "data": {"taskId": TASK, "param": "warm"} | data})

    def test_the_text_decides_whatever_the_flag(self):
        for flag in ("1", "成功", "2", None, 0):
            result = self.answer(result="warm synthwave", successFlag=flag, creditsConsumed=0.4)
            self.assertEqual((result.stage, result.data), (Stage.COMPLETE, {"text": "warm synthwave"}))
            self.assertEqual((result.task_id, result.credits), (TASK, Decimal("0.4")))

    def test_without_a_text_it_failed_and_says_why_in_either_key(self):
        for key in ("errorMsg", "errorMessage"):
            result = self.answer(result=None, successFlag="2", errorCode=501, **{key: "no"})
            self.assertEqual(
                (result.stage, result.error_code, result.error_message), (Stage.ERROR, 501, "no")
            )
        self.assertEqual(self.answer(result="", successFlag="2").error_code, "failed")

    def test_a_task_id_alone_is_no_result(self):
        self.assertIsNone(self.answer())
        for data in (None, [], [1], "text", {"odd": 1}, {"taskId": TASK, "recordId": "r"}):
            self.assertIsNone(STYLE.answer({"code": 200, "data": data}), data)
