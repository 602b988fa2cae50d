from unittest import TestCase

from music.kie import wire


class DedicatedTests(TestCase):
    def test_names_become_the_providers(self):
        fields = {"negative_tags": "drums", "call_back_url": "https://x", "infill_start_s": 3, "prompt": "p"}
        theirs = {"negativeTags": "drums", "callBackUrl": "https://x", "infillStartS": 3, "prompt": "p"}
        self.assertEqual(wire.dedicated(fields), theirs)

    def test_what_is_none_is_not_sent_but_false_and_zero_are(self):
        fields = {"style": None, "custom_mode": False, "variety": 0, "title": ""}
        self.assertEqual(wire.dedicated(fields), {"customMode": False, "variety": 0, "title": ""})

    def test_voice_is_spelt_as_the_provider_spells_it(self):
        body = wire.dedicated({"call_back_url": "https://x"}, "/api/v1/voice/regenerate")
        self.assertEqual(body, {"calBackUrl": "https://x"})
        self.assertEqual(wire.dedicated({"task_id": "t"}, "/api/v1/voice/check-voice"), {"task_id": "t"})
        self.assertEqual(wire.dedicated({"task_id": "t"}, "/api/v1/wav/generate"), {"taskId": "t"})


class MarketTests(TestCase):
    def test_the_version_goes_inside_and_the_callback_beside(self):
        fields = {
            "model": "V6",
            "call_back_url": "https://x",
            "continue_at": 9,
            "default_param_flag": True,
            "style": None,
        }
        body = wire.market(fields, "ai-music-api/extend")
        expected = {
            "model": "ai-music-api/extend",
            "input": {"model": "V6", "continue_at": 9},
            "callBackUrl": "https://x",
        }
        self.assertEqual(body, expected)
