from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Stage

TASK = "3e63b4cc88d52611159371f6af5571e7"
VOCALS, BACKING = "3d7021c9-fa8b-4eda-91d1-3b9297ddb172", "d92a13bf-c6f4-4ade-bb47-f69738435528"
STEMS = READERS["stems"].dedicated


def address(audio_id, name):
    return f"https://x.example/s/{audio_id}_{name}.mp3"


INFO = {
    "instrumental_url": address(BACKING, "Instrumental"),
    "origin_url": "",
    "vocal_url": address(VOCALS, "Vocals"),
}


def callback(key, info):
    return {"code": 200, "msg": "vocal Removal generated successfully.", "data": {"task_id": TASK, key: info}}


def record(response, flag="SUCCESS", **changes):
    data = {"taskId": TASK, "callbackUrl": "https://us.example/c", "successFlag": flag, "response": response}
    return {"code": 200, "data": data | changes}


def names(result):
    return [stem.name for stem in result.files]


class CallbackTests(TestCase):
    def test_either_name_of_the_result_is_read(self):
        for key in ("vocal_removal_info", "vocal_separation_info"):
            result = STEMS.callback(callback(key, INFO))
            self.assertEqual((result.task_id, result.stage), (TASK, Stage.COMPLETE))
            self.assertEqual(names(result), ["Vocals", "Instrumental"])

    def test_the_ids_that_lead_to_the_notes_are_in_the_names_of_the_files(self):
        files = STEMS.callback(callback("vocal_removal_info", INFO)).files
        self.assertEqual([stem.provider_id for stem in files], [VOCALS, BACKING])

    def test_all_twelve_keys_are_named(self):
        keys = ["vocal", "backing_vocals", "bass", "brass", "drums", "fx", "guitar", "keyboard", "percussion",
                "strings", "synth", "woodwinds"]  # fmt: skip
        info = {f"{key}_url": f"https://x.example/{key}.mp3" for key in keys} | {"origin_url": None}
        self.assertEqual(
            names(STEMS.callback(callback("vocal_separation_info", info))),
            ["Vocals", "Backing Vocals", "Drums", "Bass", "Brass", "FX", "Guitar", "Keyboard", "Percussion",
             "Strings", "Synth", "Woodwinds"],
        )  # fmt: skip

    def test_one_instrument_is_told_apart_from_the_rest(self):
        part = {"duration": 12.5, "stem_type_group_name": "Lead Vocal"}
        extract = part | {"id": VOCALS, "audio_url": address(VOCALS, "Lead Vocal")}
        remove = part | {"id": BACKING, "audio_url": address(BACKING, "Lead Vocal")}
        info = {"origin_data": [{"extract": extract, "remove": remove}]}
        alone, rest = STEMS.callback(callback("vocal_removal_info", info)).files
        self.assertEqual((alone.name, rest.name), ("Lead Vocal", "Without Lead Vocal"))
        self.assertEqual((alone.url, alone.duration), (address(VOCALS, "Lead Vocal"), 12.5))
        self.assertEqual((alone.provider_id, rest.provider_id), (VOCALS, BACKING))

    def test_a_failure_has_its_code_and_words(self):
        body = {"code": 500, "msg": "no", "data": {"task_id": TASK, "vocal_separation_info": None}}
        result = STEMS.callback(body)
        self.assertEqual((result.stage, result.error_code, result.error_message), (Stage.ERROR, 500, "no"))

    def test_our_own_address_is_no_stem(self):
        data = {
            "task_id": TASK,
            "callbackUrl": "https://us.example/c",
            "source_audio_url": "https://x.example/a",
        }
        self.assertEqual(STEMS.callback({"code": 200, "data": data}).stage, Stage.UNREADABLE)


class RecordTests(TestCase):
    listed = [
        {"id": BACKING, "audio_url": "https://x.example/i.mp3", "stem_type_group_name": "Instrumental"},
        {"id": VOCALS, "audio_url": "https://x.example/v.mp3", "stem_type_group_name": "Voice", "duration": 245.6},
    ]  # fmt: skip

    def test_a_stem_that_is_listed_and_has_a_key_counts_once(self):
        response = {"originData": self.listed, "originUrl": None, "pianoUrl": None,
                    "vocalUrl": address(VOCALS, "Vocals"), "instrumentalUrl": address(BACKING, "I")}  # fmt: skip
        files = STEMS.record(record(response)).files
        self.assertEqual([stem.url for stem in files], ["https://x.example/i.mp3", "https://x.example/v.mp3"])
        self.assertEqual((files[1].provider_id, files[1].duration), (VOCALS, 245.6))

    def test_keys_alone_and_the_list_alone_do(self):
        result = STEMS.record(
            record({"vocalUrl": address(VOCALS, "Vocals"), "pianoUrl": "https://x.example/p"})
        )
        self.assertEqual(names(result), ["Vocals", "Piano"])
        self.assertEqual(names(STEMS.record(record({"originData": self.listed}))), ["Instrumental", "Voice"])

    def test_the_order_does_not_depend_on_the_providers(self):
        forward, backward = (
            STEMS.record(record({"originData": items})) for items in (self.listed, self.listed[::-1])
        )
        self.assertEqual(forward.files, backward.files)

    def test_two_that_are_listed_under_one_name_are_both_kept(self):
        items = [item | {"stem_type_group_name": "Guitar"} for item in self.listed]
        self.assertEqual(len(STEMS.record(record({"originData": items})).files), 2)

    def test_each_flag_has_its_stage(self):
        self.assertEqual(STEMS.record(record(None, "PENDING")).stage, Stage.PENDING)
        self.assertEqual(STEMS.record(record(None, "GENERATE_AUDIO_FAILED")).stage, Stage.ERROR)
        undelivered = record({"originData": self.listed}, "CALLBACK_EXCEPTION", errorCode=500)
        self.assertEqual(STEMS.record(undelivered).stage, Stage.COMPLETE)
        self.assertIsNone(STEMS.record({"code": 200, "data": None}))
