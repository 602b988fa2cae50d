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

    def test_a_long_name_is_spelt_by_the_rule(self):
        names = {
            "upload_url_list": "uploadUrlList", "vocal_start_s": "vocalStartS", "vocal_start": "vocalStart",
            "singer_skill_level": "singerSkillLevel", "domain_name": "domainName", "stem_name": "stemName",
            "grab_lyrics": "grabLyrics", "full_lyrics": "fullLyrics",
        }  # fmt: skip
        self.assertEqual({name: wire.camel(name) for name in names}, names)


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

    def test_each_operation_leaves_out_what_it_does_not_take_there(self):
        fields = {"custom_mode": True, "instrumental": False, "default_param_flag": True, "title": "t"}
        for operation, kept in {
            "generate": {"custom_mode", "instrumental", "default_param_flag"},  # it is never given the last
            "extend": {"custom_mode", "instrumental"},
            "upload-and-extend-audio": {"custom_mode", "instrumental"},
            "upload-and-cover-audio": {"instrumental", "default_param_flag"},
            "mashup": {"default_param_flag"},
        }.items():
            body = wire.market(fields, "ai-music-api/" + operation)
            self.assertEqual(body["input"].keys() - {"title"}, kept, operation)

    def test_what_needs_no_callback_there_has_none(self):
        self.assertEqual(wire.market({"content": "x"}, "m"), {"model": "m", "input": {"content": "x"}})

    def test_an_old_song_is_named_by_its_task_in_either_style(self):
        fields = {"task_id": "t"}
        self.assertEqual(wire.dedicated(fields, "/api/v1/suno/recovery"), {"sunoTaskId": "t"})
        market = wire.market(fields, "ai-music-api/suno-recovery-audio")
        self.assertEqual(market["input"], fields)
