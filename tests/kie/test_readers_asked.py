import json
from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Asked, Stage

MUSIC = READERS["music"]
TASK = "2fac0000000000000000000000009f72"
SENT = {
    "prompt": "[Verse] La", "style": "waltz", "title": "Side B", "customMode": True, "instrumental": False, "model": "V5_5",
    "negativeTags": "drums", "styleWeight": 0.65, "vocalGender": "f", "callBackUrl": "https://tool.example/hook/s3cret",
}  # fmt: skip


def record(param=SENT, **data):
    told = {"taskId": TASK, "status": "PENDING", "param": json.dumps(param), "operationType": "generate"}
    return {"code": 200, "msg": "success", "data": told | data}


class AskedTests(TestCase):
    def asked(self, *args, **data):
        return MUSIC.dedicated.record(record(*args, **data)).asked

    def test_the_request_is_told_in_our_names(self):
        fields = self.asked().fields
        self.assertEqual(fields["prompt"], "[Verse] La")
        self.assertEqual(
            (fields["negative_tags"], fields["style_weight"], fields["vocal_gender"]), ("drums", 0.65, "f")
        )
        self.assertEqual(
            (fields["custom_mode"], fields["instrumental"], fields["model"]), (True, False, "V5_5")
        )

    def test_whom_to_call_back_is_in_nothing_that_is_read(self):
        self.assertNotIn("tool.example", str(MUSIC.dedicated.record(record())))

    def test_what_it_goes_on_with_and_when_it_was_asked_for(self):
        asked = self.asked(operationType="extend", parentMusicId="8ca376e7", createTime=1769670760000)
        self.assertEqual((asked.operation, asked.parent_id, asked.at), ("extend", "8ca376e7", 1769670760.0))

    def test_a_day_in_words_has_no_time_zone(self):
        for moment in ("2026-01-01 00:00:00", None, 5, True, 1e300, "1769670760000", 10**400):
            self.assertIsNone(self.asked(createTime=moment).at, moment)

    def test_the_market_puts_it_into_an_envelope(self):
        given = {"prompt": "La", "style": "waltz", "negative_tags": "drums", "model": "V6"}
        param = {
            "model": "ai-music-api/upload-and-cover-audio",
            "input": given,
            "callBackUrl": "https://tool.example/x",
        }
        body = {"code": 200, "data": {"taskId": TASK, "state": "generating", "param": json.dumps(param)}}
        result = MUSIC.market.record(body)
        self.assertEqual(result.asked, Asked("upload_and_cover_audio", given))
        self.assertEqual(result.stage, Stage.PENDING)

    def test_what_is_of_no_use_is_left_out(self):
        odd = {"prompt": 5, "style": None, "title": [], "customMode": "maybe", "instrumental": "TRUE", "model": {"a": 1},
               "duration": "nan", "variety": "3", "styleWeight": True}  # fmt: skip
        self.assertEqual(self.asked(odd).fields, {"instrumental": True, "variety": 3})

    def test_nonsense_asks_for_nothing(self):
        for param in (None, "", "null", "[]", "{", "[" * 10_000, 5, {"input": []}, ["input"]):
            asked = MUSIC.dedicated.record(record() | {"data": {"status": "PENDING", "param": param}}).asked
            self.assertEqual(asked, Asked(), param)
