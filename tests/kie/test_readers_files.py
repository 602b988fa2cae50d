"""The families that make one file, or a few pictures."""

from decimal import Decimal
from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import MadeFile, Stage

TASK = "988e000000000000000000000000c8d3"
URL = "https://x.example/s/04e6e727.wav"
WAV, VIDEO, COVER = (READERS[name].dedicated for name in ("wav", "video", "cover"))


def callback(code=200, msg="success", **data):
    return {"code": code, "msg": msg, "data": {"task_id": TASK} | data}


def record(flag="SUCCESS", response=None, **changes):
    told = {"successFlag": flag, "response": response, "errorCode": None, "errorMessage": None}
    return {"code": 200, "msg": "success", "data": {"taskId": TASK} | told | changes}


class WavTests(TestCase):
    def test_a_callback_has_the_address_in_either_spelling(self):
        for key in ("audioWavUrl", "audio_wav_url"):
            result = WAV.callback(callback(**{key: URL}))
            self.assertEqual((result.task_id, result.stage), (TASK, Stage.COMPLETE))
            self.assertEqual(result.files, (MadeFile("wav", URL),))

    def test_a_failed_callback_has_its_code_and_words(self):
        for code in (400, 451, 500, 501, "500"):
            result = WAV.callback(callback(code, "Internal Error", audioWavUrl=None))
            self.assertEqual((result.stage, result.error_code), (Stage.ERROR, int(code)))
            self.assertEqual(result.error_message, "Internal Error")

    def test_a_callback_that_is_fine_and_says_nothing_is_unreadable(self):
        self.assertEqual(WAV.callback(callback(audioWavUrl=None)).stage, Stage.UNREADABLE)
        self.assertEqual(WAV.callback(callback(audioWavUrl="/x.wav")).stage, Stage.UNREADABLE)

    def test_a_record_has_it_in_the_response(self):
        result = WAV.record(record(response={"audioWavUrl": URL}, creditsConsumed="0.4"))
        self.assertEqual((result.stage, result.files), (Stage.COMPLETE, (MadeFile("wav", URL),)))
        self.assertEqual(result.credits, Decimal("0.4"))

    def test_each_flag_of_a_record_has_its_stage(self):
        stages = {
            "PENDING": Stage.PENDING,
            "SUCCESS": Stage.COMPLETE,
            "CALLBACK_EXCEPTION": Stage.COMPLETE,
            "CREATE_TASK_FAILED": Stage.ERROR,
            "GENERATE_WAV_FAILED": Stage.ERROR,
            "NEW": Stage.UNREADABLE,
        }
        for flag, stage in stages.items():
            self.assertEqual(WAV.record(record(flag, {"audioWavUrl": URL})).stage, stage, flag)

    def test_done_without_a_file_is_waited_for_unless_an_error_code_says_why(self):
        for flag in ("SUCCESS", "CALLBACK_EXCEPTION"):
            self.assertEqual(WAV.record(record(flag)).stage, Stage.PENDING)
            failed = WAV.record(record(flag, errorCode=500, errorMessage="no"))
            self.assertEqual(
                (failed.stage, failed.error_code, failed.error_message), (Stage.ERROR, 500, "no")
            )

    def test_an_error_code_fails_a_task_that_still_says_pending(self):
        self.assertEqual(WAV.record(record("PENDING", errorCode="500")).error_code, 500)
        self.assertEqual(WAV.record(record("PENDING", errorCode=200)).stage, Stage.PENDING)

    def test_an_unknown_task_is_none(self):
        self.assertIsNone(WAV.record({"code": 200, "msg": "success", "data": None}))


class VideoTests(TestCase):
    def test_callback_and_record_spell_it_differently(self):
        made = (MadeFile("video", "https://x.example/v.mp4"),)
        self.assertEqual(VIDEO.callback(callback(video_url="https://x.example/v.mp4")).files, made)
        self.assertEqual(VIDEO.record(record(response={"videoUrl": "https://x.example/v.mp4"})).files, made)

    def test_failures_have_their_words(self):
        self.assertEqual(VIDEO.callback(callback(500, "later", video_url=None)).error_message, "later")
        result = VIDEO.record(record("GENERATE_MP4_FAILED", errorMessage="no"))
        self.assertEqual((result.error_code, result.error_message), ("failed", "no"))


class CoverTests(TestCase):
    images = ["https://x.example/a.png", "https://x.example/b.png"]

    def test_a_callback_has_a_list_of_pictures(self):
        body = {"code": 200, "msg": "success", "data": {"taskId": TASK, "images": self.images}}
        result = COVER.callback(body)
        self.assertEqual((result.task_id, result.stage), (TASK, Stage.COMPLETE))
        self.assertEqual(result.files, tuple(MadeFile("cover", url) for url in self.images))

    def test_a_failed_callback_has_its_code(self):
        body = {"code": 501, "msg": "failed", "data": {"taskId": TASK, "images": None}}
        self.assertEqual((COVER.callback(body).stage, COVER.callback(body).error_code), (Stage.ERROR, 501))

    def test_two_says_that_it_is_still_being_made_and_words_are_read_as_well(self):
        stages = {
            0: Stage.PENDING,
            1: Stage.COMPLETE,
            2: Stage.PENDING,
            "2": Stage.PENDING,
            3: Stage.ERROR,
            "PENDING": Stage.PENDING,
            "SUCCESS": Stage.COMPLETE,
            "GENERATE_COVER_FAILED": Stage.ERROR,
        }
        for flag, stage in stages.items():
            body = record(flag, {"images": self.images}, errorCode=200, errorMessage="")
            self.assertEqual(COVER.record(body).stage, stage, flag)
        self.assertEqual(COVER.record(record("0")).stage, Stage.PENDING)

    def test_what_is_no_address_is_left_out(self):
        result = COVER.record(record(1, {"images": [None, "x.png", 5, *self.images]}))
        self.assertEqual([file.url for file in result.files], self.images)
