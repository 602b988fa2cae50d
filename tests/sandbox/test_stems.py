from urllib.parse import quote

import requests

from .base import SandboxCase

GENERATE, RECORD = "vocal-removal/generate", "vocal-removal/record-info"


class StemsCase(SandboxCase):
    def separated(self, **params):
        """The record of a finished separation of a new song."""
        task_id = self.tool(GENERATE, **self.source() | params)["data"]["taskId"]
        return self.finished(RECORD, task_id)


class TwoTests(StemsCase):
    def test_voice_and_backing(self):
        response = self.separated()["response"]
        self.assertEqual(
            {name for name in response if name.endswith("Url") and response[name]},
            {"vocalUrl", "instrumentalUrl"},
        )
        self.assertEqual(
            [stem["stem_type_group_name"] for stem in response["originData"]], ["Vocals", "Instrumental"]
        )
        self.assertEqual(response["vocalUrl"], response["originData"][0]["audio_url"])
        self.assertEqual(requests.get(response["vocalUrl"], timeout=5).headers["Content-Type"], "audio/mpeg")
        self.assertEqual(self.books()["balance"], 978)

    def test_every_call_is_charged(self):
        source = self.source()
        self.assertEqual([self.tool(GENERATE, **source)["code"] for _ in range(2)], [200, 200])
        self.assertEqual(self.books()["balance"], 968)

    def test_the_callback_has_snake_case(self):
        receiver = self.receiver()
        told = self.separated(callBackUrl=receiver.url)
        body = receiver.bodies(1)[0]
        self.assertEqual(
            body["data"],
            {
                "task_id": told["taskId"],
                "vocal_removal_info": {
                    "origin_url": "",
                    "vocal_url": told["response"]["vocalUrl"],
                    "instrumental_url": told["response"]["instrumentalUrl"],
                },
            },
        )

    def test_the_older_name_on_demand(self):
        receiver, source = self.receiver(), self.source()
        self.arm("older")
        self.tool(GENERATE, callBackUrl=receiver.url, **source)
        self.assertIn("vocal_separation_info", receiver.bodies(1)[0]["data"])

    def test_only_the_voices_that_belong_to_it_sound(self):
        store, told = self.server.sandbox.store, self.separated()
        vocal, backing = store.items(told["taskId"])
        self.assertEqual(vocal.recipe["voices"], ["vocals"])
        self.assertNotIn("vocals", backing.recipe["voices"])


class TwelveTests(StemsCase):
    def test_twelve_groups_for_fifty_credits(self):
        response = self.separated(type="split_stem")["response"]
        filled = {name for name in response if name.endswith("Url") and response[name]}
        self.assertEqual(len(filled), 12)
        self.assertEqual((response["instrumentalUrl"], response["pianoUrl"]), (None, None))
        self.assertEqual(self.books()["balance"], 938)


class AdvancedTests(StemsCase):
    advanced = {"type": "split_stem_advanced"}

    def test_one_stem_alone_and_the_song_without_it(self):
        response = self.separated(stemName="Drum Kit", **self.advanced)["response"]
        pair = response["originData"][0]
        self.assertEqual(set(pair), {"extract", "remove"})
        url = pair["extract"]["audio_url"]
        self.assertTrue(url.endswith("_Drum Kit.mp3"), url)
        self.assertEqual(requests.get(quote(url, safe=":/"), timeout=5).status_code, 200)
        self.assertIsNone(response["vocalUrl"])
        self.assertEqual(self.books()["balance"], 968)

    def test_the_stem_must_be_one_that_is_known(self):
        source = self.source()
        self.assertEqual(self.tool(GENERATE, **source, **self.advanced)["code"], 422)
        self.assertEqual(self.tool(GENERATE, stemName="Kazoo", **source, **self.advanced)["code"], 422)
        self.assertEqual(self.tool(GENERATE, stemName="Kazoo", **source)["code"], 200)


class SentFileTests(StemsCase):
    def test_a_file_and_a_song_exclude_each_other(self):
        url = f"{self.url}/media/none.mp3"
        self.assertEqual(self.tool(GENERATE, audioUrl=url, **self.source())["code"], 422)
        self.assertEqual(self.tool(GENERATE)["code"], 422)

    def test_a_dead_address_fails_later(self):
        answer = self.tool(GENERATE, audioUrl="https://studio.invalid/a.mp3")
        self.assertEqual(self.finished(RECORD, answer["data"]["taskId"])["errorCode"], 451)

    def test_a_song_made_here_will_do(self):
        url = self.songs(self.task())[0]["audioUrl"]
        answer = self.tool(GENERATE, audioUrl=url, callBackUrl=self.receiver().url)
        told = self.finished(RECORD, answer["data"]["taskId"])
        self.assertEqual((told["successFlag"], told["musicId"]), ("SUCCESS", ""))


class MidiTests(StemsCase):
    def midi(self, **params):
        told = self.tool("midi/generate", **params)
        return self.finished("midi/record-info", told["data"]["taskId"])

    def test_the_notes_of_a_separation(self):
        told = self.midi(taskId=self.separated()["taskId"])
        self.assertEqual((told["successFlag"], told["midiData"]["state"]), (1, "complete"))
        note = told["midiData"]["instruments"][0]["notes"][0]
        self.assertEqual((note["pitch"], note["start"]), (60, 0.0))

    def test_one_stem_is_told_by_its_id(self):
        separation = self.separated()
        stem = separation["response"]["originData"][0]["id"]
        told = self.midi(taskId=separation["taskId"], audioId=stem)
        self.assertEqual(told["audioId"], stem)
        item = self.server.sandbox.store.items(told["taskId"])[0]
        self.assertEqual(item.recipe["voices"], ["vocals"])

    def test_a_task_of_songs_is_no_separation(self):
        answer = self.tool("midi/generate", taskId=self.source()["taskId"])
        self.assertEqual((answer["code"], answer["msg"]), (422, "Record does not exist"))

    def test_numbers_and_numeric_texts_are_mixed_in_the_callback(self):
        receiver = self.receiver()
        told = self.midi(taskId=self.separated()["taskId"], callBackUrl=receiver.url)
        data = receiver.bodies(1)[0]["data"]
        first, second, _ = data["instruments"][0]["notes"]
        self.assertEqual((data["taskId"], data["state"]), (told["taskId"], "complete"))
        self.assertEqual((first["start"], second["start"], first["end"]), ("0.0", 0.5, "1.0"))

    def test_two_and_three_are_failures(self):
        separation = self.separated()["taskId"]
        for fault, flag in (("500", 2), ("501", 3)):
            self.arm(fault)
            told = self.midi(taskId=separation)
            self.assertEqual((told["successFlag"], told["errorCode"]), (flag, fault))

    def test_there_may_be_no_notes(self):
        separation = self.separated()["taskId"]
        self.arm("empty")
        self.assertEqual(self.midi(taskId=separation)["midiData"], {})
