import json

from sandbox import facts

from .base import SandboxCase, until

SONG = {
    "custom_mode": True,
    "instrumental": False,
    "model": "V6",
    "prompt": "Rain on the tin roof",
    "style": "folk",
    "title": "Tin roof",
    "duration": 10,
}


class MarketCase(SandboxCase):
    def create(self, name="generate", input=None, **more):
        body = {"model": f"ai-music-api/{name}", "input": SONG if input is None else input} | more
        return self.post("/api/v1/jobs/createTask", **body).json()

    def market(self, task_id):
        """The body that the market answers about a task."""
        self.server.sandbox.queries.clear()
        return self.get(f"/api/v1/jobs/recordInfo?taskId={task_id}").json()

    def ended(self, answer):
        """The record of a task once it has an end."""
        task_id = answer["data"]["taskId"]
        return until(lambda: self.market(task_id)["data"], lambda data: data["state"] in ("success", "fail"))

    def result(self, *arguments, **more):
        """The result of a task, read from its text."""
        record = self.ended(self.create(*arguments, **more))
        self.assertEqual(record["state"], "success", record)
        return json.loads(record["resultJson"])

    def market_source(self, **changes):
        """A finished song in the market's words."""
        answer = self.create(input=SONG | changes)
        record = self.ended(answer)
        songs = json.loads(record["resultJson"])["data"]
        return {"task_id": record["taskId"], "audio_id": songs[0]["id"]}


class SongTests(MarketCase):
    def test_a_private_host_is_named_here_too(self):
        songs = self.result(input=SONG | {"style": "[[fault: private-host]]"})["data"]
        self.assertTrue(all(song["audio_url"].startswith("http://localhost:") for song in songs))

    def test_songs_come_as_a_text_in_snake_case(self):
        answer = self.create()
        record = self.ended(answer)
        self.assertEqual(record["model"], "ai-music-api/generate")
        self.assertEqual(json.loads(record["param"])["input"], SONG)
        self.assertEqual((record["creditsConsumed"], record["failCode"]), (12, None))
        songs = json.loads(record["resultJson"])["data"]
        self.assertEqual(len(songs), 2)
        self.assertEqual(
            (songs[0]["title"], songs[0]["tags"], songs[0]["duration"]), ("Tin roof", "folk", 10.0)
        )
        self.assertTrue(songs[0]["audio_url"] and songs[0]["stream_audio_url"] and songs[0]["image_url"])
        self.assertEqual(record["response"], {"data": songs})

    def test_the_other_shape_on_demand(self):
        result = self.result("generate", SONG | {"prompt": "Rain [[fault: result-urls]]"})
        self.assertEqual([url.endswith(".mp3") for url in result["resultUrls"]], [True, True])
        self.assertEqual(set(result), {"resultUrls"})

    def test_an_extension_needs_no_switch_with_any_version(self):
        for version in ("V5", "V6"):
            source = self.market_source(model=version)["audio_id"]
            song = self.result("extend", {"audio_id": source, "model": version, "continue_at": 4})["data"][0]
            self.assertEqual(song["title"], "Tin roof")
            self.assertLess(song["duration"], 60)

    def test_limits_hold_in_snake_case_too(self):
        answer = self.create(input=SONG | {"negative_tags": 7})
        self.assertEqual((answer["code"], answer["msg"]), (422, "negativeTags must be text"))

    def test_names_in_camel_case_mean_nothing(self):
        wrong = {name: value for name, value in SONG.items() if name != "custom_mode"} | {"customMode": True}
        self.assertEqual(self.create(input=wrong)["msg"], "Please enter customMode.")

    def test_it_is_unknown_to_the_record_of_its_own_path(self):
        task_id = self.create()["data"]["taskId"]
        self.assertIsNone(self.record(task_id))
        self.assertEqual(self.market(task_id)["code"], 200)


class RefusalTests(MarketCase):
    def test_a_version_is_no_model_here(self):
        for model in ("V6", "ai-music-api/none", None, ["V6"]):
            answer = self.post("/api/v1/jobs/createTask", model=model, input=SONG).json()
            self.assertEqual((answer["code"], answer["data"]), (422, None))

    def test_what_has_no_result_here_is_refused(self):
        for name in ("timeStamped-lyrics", "boost-music-style", "check-voice"):
            self.assertEqual(self.create(name, {"content": "folk", "task_id": "x"})["code"], 422)
        self.assertEqual(self.books()["tasks"], [])

    def test_an_unknown_task_is_no_record(self):
        self.assertEqual(self.market("none"), {"code": 422, "msg": "recordInfo is null", "data": None})
        self.assertEqual(self.market(self.task())["code"], 422)

    def test_a_failure_has_a_code_and_costs_nothing(self):
        record = self.ended(self.create(input=SONG | {"style": "[[fault: 531]]"}))
        self.assertEqual((record["state"], record["failCode"], record["creditsConsumed"]), ("fail", "531", 0))
        self.assertEqual((record["resultJson"], self.books()["balance"]), ("", 1000))

    def test_every_name_belongs_to_an_operation(self):
        self.assertEqual(set(facts.MARKET) - set(self.server.sandbox.operations), set())


class SlowTests(MarketCase):
    options = {"stage_seconds": 0.3}

    def test_states_are_words_in_their_order(self):
        task_id, seen = self.create()["data"]["taskId"], []
        while not seen or seen[-1] != "success":
            state = self.market(task_id)["data"]["state"]
            if state not in seen:
                seen.append(state)
        self.assertEqual(seen, ["waiting", "queuing", "generating", "success"])


class CallbackTests(MarketCase):
    def test_one_callback_at_the_end_in_the_shape_of_the_record(self):
        receiver = self.receiver()
        record = self.ended(self.create(callBackUrl=receiver.url))
        body = receiver.bodies(1)[0]
        self.assertEqual(body["code"], 200)
        for name in ("taskId", "state", "resultJson", "creditsConsumed", "param"):
            self.assertEqual(body["data"][name], record[name])
        self.assertEqual(len(receiver.taken), 1)

    def test_a_failure_calls_too(self):
        receiver = self.receiver()
        self.create(input=SONG | {"style": "[[fault: error]]"}, callBackUrl=receiver.url)
        body = receiver.bodies(1)[0]
        self.assertEqual(
            (body["code"], body["data"]["state"], body["data"]["failCode"]), (501, "fail", "501")
        )


class ToolTests(MarketCase):
    def test_lyrics(self):
        drafts = self.result("generate-lyrics", {"prompt": "Rain on the roof"})["resultObject"]["lyricsData"]
        self.assertEqual(len(drafts), 2)
        self.assertIn("[Chorus]", drafts[0]["text"])

    def test_wav_and_video_and_pictures_are_lists_of_addresses(self):
        source = self.market_source()
        for name, ending in (("convert-to-wav-format", ".wav"), ("create-music-video", ".mp4")):
            self.assertTrue(self.result(name, source)["resultUrls"][0].endswith(ending), name)
        pictures = self.result("cover-generate", {"task_id": source["task_id"]})
        self.assertEqual(len(pictures["resultUrls"]), 2)

    def test_a_song_that_was_converted_is_a_conflict_here_too(self):
        source = self.market_source()
        first = self.create("convert-to-wav-format", source)
        again = self.create("convert-to-wav-format", source)
        self.assertEqual((again["code"], again["data"]), (409, first["data"]))

    def test_a_persona_takes_its_time(self):
        told = {"name": "Ann", "description": "Warm"}
        result = self.result("generate-persona", self.market_source() | told)["resultObject"]
        self.assertEqual(result["name"], "Ann")

    def test_notes_come_by_callback_alone(self):
        separation = self.ended(self.create("separate-vocals", self.market_source()))
        receiver = self.receiver()
        answer = self.create(
            "generate-midi-from-audio", {"task_id": separation["taskId"]}, callBackUrl=receiver.url
        )
        result = json.loads(self.ended(answer)["resultJson"])
        self.assertEqual(result, {"resultObject": answer["data"]})
        self.assertEqual(receiver.bodies(1)[0]["data"]["instruments"][0]["name"], "Drums")

    def test_stems_are_told_by_their_addresses(self):
        result = self.result("separate-vocals", self.market_source())
        self.assertEqual(len(result["resultUrls"]), 2)
        self.assertTrue(result["resultObject"]["vocal_url"])

    def test_recovery_calls_the_source_task_id(self):
        songs = self.result("suno-recovery-audio", {"task_id": self.market_source()["task_id"]})["data"]
        self.assertEqual([song["status"] for song in songs], ["success", "success"])
