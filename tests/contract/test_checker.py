"""The checker names each kind of fault, and finds none in a right request."""

import ast
import unittest
from pathlib import Path

from .checker import check
from .facts import OPERATIONS
from .terms import MARKET_PATH, TYPES

CALL = "https://studio.example/callbacks/x/"
EXTEND = {
    "defaultParamFlag": True, "audioId": "a", "prompt": "la", "style": "waltz", "title": "Longer", "continueAt": 161.25,
    "model": "V5", "callBackUrl": CALL, "styleWeight": 0.61, "personaId": "p", "personaModel": "voice_persona",
}  # fmt: skip
SECTION = {
    "uploadUrl": "https://files.example/a.mp3", "model": "V6", "prompt": "la", "tags": "waltz", "title": "Mended",
    "infillStartS": 10.5, "infillEndS": 20.5, "fullLyrics": "la la", "callBackUrl": CALL, "variety": 4,
}  # fmt: skip
GENERATE_ON_MARKET = {
    "custom_mode": True, "instrumental": False, "model": "V6", "lyrics": "la", "style": "waltz", "title": "Ferry",
    "duration": 180, "negative_tags": "drums", "weirdness_constraint": 1, "variety": 0,
}  # fmt: skip
MASHUP = {
    "uploadUrlList": ["https://files.example/a.mp3", "https://files.example/b.mp3"], "customMode": False,
    "prompt": "both at once", "model": "V4", "callBackUrl": CALL,
}  # fmt: skip
STEMS = {"taskId": "t", "audioId": "a", "type": "split_stem", "callBackUrl": CALL}


def without(body, *names):
    return {name: value for name, value in body.items() if name not in names}


class DedicatedTests(unittest.TestCase):
    def extend(self, seconds=187.3, **changes):
        return check(
            "extend", "dedicated", "/api/v1/generate/extend", EXTEND | changes, source_seconds=seconds
        )

    def section(self, *left_out, **changes):
        body = without(SECTION, *left_out) | changes
        path = "/api/v1/generate/replace-section"
        return check("replace-section", "dedicated", path, body, source_seconds=100)

    def stems(self, **changes):
        return check("stems", "dedicated", "/api/v1/vocal-removal/generate", STEMS | changes)

    def test_a_right_request_passes(self):
        self.assertEqual(self.extend(), [])
        self.assertEqual(self.section(), [])
        self.assertEqual(self.stems(), [])
        self.assertEqual(check("mashup", "dedicated", "/api/v1/generate/mashup", MASHUP), [])

    def test_a_wrong_path_is_named(self):
        found = check("extend", "dedicated", "/api/v1/generate", EXTEND)
        self.assertEqual(found, ["/api/v1/generate is not /api/v1/generate/extend"])

    def test_a_missing_field_is_named(self):
        body = without(EXTEND, "audioId", "continueAt")
        found = check("extend", "dedicated", "/api/v1/generate/extend", body)
        self.assertEqual(found, ["audioId is missing", "continueAt is missing"])

    def test_an_empty_text_counts_as_missing_where_it_is_required(self):
        self.assertEqual(self.extend(title=" "), ["title is empty"])

    def test_a_name_of_another_wire_style_is_unknown(self):
        self.assertEqual(self.extend(negative_tags="drums"), ["negative_tags is unknown"])

    def test_wrong_types_are_named(self):
        self.assertEqual(self.extend(defaultParamFlag="true")[0], "defaultParamFlag is no switch")
        self.assertEqual(self.extend(continueAt="161"), ["continueAt is no number"])
        self.assertEqual(self.extend(styleWeight=True), ["styleWeight is no number"])
        self.assertEqual(self.section(variety=2.0), ["variety is no integer"])
        self.assertEqual(self.section(title=None), ["title is no text"])
        self.assertEqual(self.section(uploadUrl="a.mp3"), ["uploadUrl is no address"])

    def test_ranges_and_decimals_are_kept(self):
        self.assertEqual(self.extend(styleWeight=1.01), ["styleWeight is too great"])
        self.assertEqual(self.extend(styleWeight=-0.01), ["styleWeight is too small"])
        self.assertEqual(self.extend(styleWeight=0.123), ["styleWeight has too many decimals"])
        self.assertEqual(self.section(variety=5), ["variety is too great"])

    def test_a_moment_lies_strictly_inside_the_source(self):
        self.assertEqual(self.extend(continueAt=0), ["continueAt is too small"])
        self.assertEqual(self.extend(continueAt=187.3), ["continueAt is too great"])
        self.assertEqual(self.extend(continueAt=187.29), [])

    def test_texts_are_counted_by_version_in_code_points(self):
        self.assertEqual(self.extend(title="🎷" * 100), [])
        self.assertEqual(self.extend(title="🎷" * 101), ["title is too long"])
        self.assertIn("style is too long", self.extend(model="V4", style="x" * 201))

    def test_choices_are_kept(self):
        self.assertEqual(self.extend(vocalGender="x"), ["vocalGender is none of the choices"])
        self.assertIn("model is none of the choices", self.extend(model="V3_5"))

    def test_what_a_version_or_a_mode_forbids_is_named(self):
        self.assertIn("variety is not taken with V5", self.extend(variety=1))
        self.assertIn("personaModel is not taken with V4", self.extend(model="V4"))
        self.assertEqual(self.extend(instrumental=True), ["prompt is forbidden here"])
        self.assertIn("style is forbidden here", self.extend(defaultParamFlag=False))
        self.assertEqual(self.stems(stemName="Kick"), ["stemName is forbidden here"])
        self.assertEqual(self.stems(type="split_stem_advanced"), ["stemName is missing"])

    def test_two_kinds_of_source_exclude_each_other(self):
        self.assertIn("audioId is forbidden here", self.section(audioId="a"))
        self.assertEqual(self.section("uploadUrl", "model"), ["taskId is missing", "audioId is missing"])

    def test_a_section_is_at_least_ten_seconds_and_at_most_half_of_the_song(self):
        apart = ["infill_start_s and infill_end_s are too near or too far apart"]
        self.assertEqual(self.section(infillEndS=20.49), apart)
        self.assertEqual(self.section(infillEndS=60.5), [])
        self.assertEqual(self.section(infillEndS=60.51), apart)

    def test_the_number_of_addresses_is_kept(self):
        one = MASHUP | {"uploadUrlList": ["https://files.example/a.mp3"]}
        found = check("mashup", "dedicated", "/api/v1/generate/mashup", one)
        self.assertEqual(found, ["uploadUrlList are too few"])

    def test_rules_between_fields_are_named(self):
        body = {"customMode": False, "instrumental": False, "model": "V6", "prompt": "a", "callBackUrl": CALL}
        found = check("generate", "dedicated", "/api/v1/generate", body)
        self.assertEqual(found, ["simple mode needs more than a prompt"])
        found = check("mashup", "dedicated", "/api/v1/generate/mashup", MASHUP | {"model": "V6"})
        self.assertEqual(found, ["the V6 family has no simple mode here"])

    def test_spellings_that_break_the_rule_are_kept(self):
        again = {"taskId": "t", "calBackUrl": CALL}
        self.assertEqual(check("voice-again", "dedicated", "/api/v1/voice/regenerate", again), [])
        self.assertEqual(
            check("voice-check", "dedicated", "/api/v1/voice/check-voice", {"taskId": "t"}),
            ["taskId is unknown", "task_id is missing"],
        )


class MarketTests(unittest.TestCase):
    def generate(self, model="ai-music-api/generate", callback=CALL, **changes):
        body = {"model": model, "input": GENERATE_ON_MARKET | changes, "callBackUrl": callback}
        return check("generate", "market", MARKET_PATH, body)

    def test_a_right_request_passes(self):
        self.assertEqual(self.generate(), [])

    def test_a_wrong_name_of_the_operation_is_named(self):
        self.assertEqual(self.generate(model="V6"), ["model is V6, not ai-music-api/generate"])

    def test_a_name_of_the_other_wire_style_is_unknown(self):
        self.assertEqual(self.generate(styleWeight=0.5), ["styleWeight is unknown"])
        self.assertEqual(self.generate(call_back_url=CALL), ["call_back_url is unknown"])
        body = {
            "model": "ai-music-api/extend",
            "input": {"audio_id": "a", "model": "V6"},
            "callBackUrl": CALL,
        }
        self.assertEqual(check("extend", "market", MARKET_PATH, body), [])
        body["input"]["default_param_flag"] = False
        self.assertEqual(check("extend", "market", MARKET_PATH, body), ["default_param_flag is unknown"])

    def test_what_stands_beside_the_input_is_kept(self):
        self.assertEqual(self.generate(callback="nowhere"), ["callBackUrl is no address"])
        found = check("wav", "market", MARKET_PATH, {
            "model": "ai-music-api/convert-to-wav-format", "input": {"task_id": "t", "audio_id": "a"},
            "callBackUrl": CALL, "version": "V6",
        })  # fmt: skip
        self.assertEqual(found, ["version is unknown beside input"])

    def test_a_switch_that_the_market_has_no_name_for_can_be_told(self):
        body = {"model": "ai-music-api/extend", "callBackUrl": CALL,
                "input": {"audio_id": "a", "model": "V6", "style": "waltz"}}  # fmt: skip
        self.assertEqual(check("extend", "market", MARKET_PATH, body), [])
        found = check("extend", "market", MARKET_PATH, body, default_param_flag=False)
        self.assertEqual(found, ["style is forbidden here"])

    def test_what_is_established_there_is_sent_there_and_nothing_else_has_to(self):
        found = check(
            "wav", "market", "/api/v1/wav/generate", {"taskId": "t", "audioId": "a", "callBackUrl": CALL}
        )
        self.assertEqual(found, ["/api/v1/wav/generate is not where the market takes it"])
        found = check("midi", "market", "/api/v1/midi/generate", {"taskId": "t", "callBackUrl": CALL})
        self.assertEqual(found, [])
        found = check(
            "midi", "market", MARKET_PATH, {"model": "x", "input": {"task_id": "t"}, "callBackUrl": CALL}
        )
        self.assertEqual(found, ["it is not to be sent to the market"])

    def test_an_operation_without_a_callback_gets_none(self):
        body = {"model": "ai-music-api/generate-persona", "callBackUrl": CALL,
                "input": {"task_id": "t", "audio_id": "a", "name": "n", "description": "d"}}  # fmt: skip
        self.assertEqual(check("persona", "market", MARKET_PATH, body), ["callBackUrl is unknown"])


class FactsTests(unittest.TestCase):
    def test_they_know_nothing_of_the_studio(self):
        for path in Path(__file__).parent.glob("*.py"):
            if path.stem in ("terms", "songs", "tools", "facts", "stem_names", "checker"):
                for node in ast.walk(ast.parse(path.read_text())):
                    module = getattr(node, "module", None) if isinstance(node, ast.ImportFrom) else None
                    self.assertFalse(module and not node.level and "music" in module, path)

    def test_every_field_has_a_type_that_is_known_and_a_name_of_its_own(self):
        for slug, fact in OPERATIONS.items():
            self.assertEqual(len(fact.by_name), len(fact.fields), slug)
            self.assertTrue({field.type for field in fact.fields} <= {*TYPES}, slug)
