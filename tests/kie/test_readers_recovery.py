from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Stage

TASK = "2fac0000000000000000000000009f72"
RECOVERY = READERS["recovery"].dedicated
GOOD = {"id": "a", "audio_url": "https://x.example/a.m4a", "title": "T", "status": "success", "error": None}
BAD = {"id": "b", "audio_url": None, "title": "T", "status": "failed", "error": "clip_error"}


def told(items, code=200, msg="success"):
    return {"code": code, "task_id": TASK, "msg": msg, "data": items}


class RecoveryTests(TestCase):
    def test_songs_come_back_under_the_ids_they_had(self):
        for read in (RECOVERY.callback, RECOVERY.record):
            result = read(told([GOOD, BAD]))
            self.assertEqual((result.task_id, result.stage), (TASK, Stage.COMPLETE))
            self.assertEqual(
                [(clip.audio_id, clip.audio_url) for clip in result.clips], [("a", GOOD["audio_url"])]
            )

    def test_201_says_that_it_is_working(self):
        self.assertEqual(RECOVERY.record(told(None, 201, "processing")).stage, Stage.PENDING)

    def test_it_failed_when_no_song_came_back_and_says_why(self):
        for code, expected in ((500, 500), (200, "failed")):
            result = RECOVERY.record(told([BAD], code))
            self.assertEqual((result.stage, result.error_code), (Stage.ERROR, expected))
            self.assertEqual((result.error_message, result.clips), ("clip_error", ()))
        self.assertEqual(RECOVERY.callback(told(None, 500, "all failed")).error_message, "all failed")

    def test_an_unknown_task_is_none_and_an_empty_message_says_nothing(self):
        self.assertIsNone(RECOVERY.record({"code": 200, "msg": "success", "data": None}))
        self.assertEqual(RECOVERY.callback(told([])).stage, Stage.UNREADABLE)

    def test_a_list_one_level_down_is_found(self):
        body = {"code": 200, "data": {"task_id": TASK, "data": [GOOD]}}
        self.assertEqual((RECOVERY.callback(body).task_id, len(RECOVERY.callback(body).clips)), (TASK, 1))
