import json

from .base import NOBODY, SONG, SandboxCase


class RecordTests(SandboxCase):
    def test_a_task_id_has_32_hex_digits(self):
        answer = self.generate()
        self.assertEqual((answer["code"], answer["msg"]), (200, "success"))
        self.assertRegex(answer["data"]["taskId"], r"^[0-9a-f]{32}$")

    def test_an_unknown_task_has_no_data_and_is_no_error(self):
        answer = self.get("/api/v1/generate/record-info?taskId=unknown").json()
        self.assertEqual(answer, {"code": 200, "msg": "success", "data": None})

    def test_a_finished_record_tells_two_songs_and_the_request(self):
        record = self.record_at(self.task(), "SUCCESS", "CALLBACK_EXCEPTION")
        self.assertEqual(json.loads(record["param"]), SONG)
        self.assertEqual(
            (record["type"], record["operationType"], record["parentMusicId"]), ("chirp-hawk", "generate", "")
        )
        first, second = record["response"]["sunoData"]
        self.assertNotEqual(first["id"], second["id"])
        self.assertEqual(first["audioUrl"], f"{self.url}/media/{first['id']}.mp3")
        self.assertEqual(
            (first["title"], first["tags"], first["prompt"]), ("Tin roof", "folk", SONG["prompt"])
        )
        self.assertEqual((first["modelName"], first["duration"]), ("chirp-hawk", 10.0))
        self.assertIsInstance(first["createTime"], int)

    def test_an_instrumental_has_no_words(self):
        song = self.songs(self.task(instrumental=True))[0]
        self.assertEqual(song["prompt"], "")

    def test_words_and_a_title_are_invented_from_an_idea(self):
        task_id = self.task(
            customMode=False, title=None, model="V5", prompt="a lighthouse in winter", style=None
        )
        song = self.songs(task_id)[0]
        self.assertEqual(song["title"], "Lighthouse Winter")
        self.assertIn("[Chorus]", song["prompt"])

    def test_an_extension_names_its_parent(self):
        source = self.songs(self.task())[0]["id"]
        answer = self.post(
            "/api/v1/generate/extend", defaultParamFlag=False, audioId=source, model="V6", callBackUrl=NOBODY
        )
        record = self.record_at(answer.json()["data"]["taskId"], "SUCCESS", "CALLBACK_EXCEPTION")
        self.assertEqual((record["operationType"], record["parentMusicId"]), ("extend", source))
        self.assertGreater(record["response"]["sunoData"][0]["duration"], 40)


class SlowStageTests(SandboxCase):
    options = {"stage_seconds": 0.3}

    def test_addresses_come_stage_by_stage(self):
        task_id = self.task(callBackUrl=self.receiver().url)
        self.assertEqual(self.record(task_id)["status"], "PENDING")
        for status, sounds in (("TEXT_SUCCESS", 0), ("FIRST_SUCCESS", 1), ("SUCCESS", 2)):
            songs = self.record_at(task_id, status)["response"]["sunoData"]
            self.assertEqual(sum(bool(song["audioUrl"]) for song in songs), sounds)
            self.assertTrue(all(song["streamAudioUrl"] for song in songs))


class BooksTests(SandboxCase):
    def test_a_task_is_charged_when_accepted(self):
        task_id = self.task()
        books = self.books()
        self.assertEqual(books["balance"], 988)
        self.assertEqual([task["taskId"] for task in books["tasks"]], [task_id])
        self.assertEqual(books["tasks"][0]["callBackUrl"], NOBODY)
        self.assertEqual([(line["taskId"], line["credits"]) for line in books["charges"]], [(task_id, -12)])
        self.assertEqual(self.get("/api/v1/chat/credit").json()["data"], 988)

    def test_it_refuses_what_the_balance_does_not_cover(self):
        self.post("/sandbox/balance", credits=11.9)
        self.assertEqual(self.generate()["code"], 402)
        self.assertEqual(self.get("/api/v1/chat/credit").json()["data"], 11.9)

    def test_a_failed_task_gives_its_credits_back(self):
        task_id = self.task(prompt="[[fault: error]]")
        self.record_at(task_id, "GENERATE_AUDIO_FAILED")
        self.assertEqual([line["taskId"] for line in self.books()["refunds"]], [task_id])
        self.assertEqual(self.books()["balance"], 1000)

    def test_a_reset_forgets_everything(self):
        self.songs(self.task())
        self.post("/sandbox/reset", credits=50)
        self.assertEqual((self.books()["tasks"], self.books()["balance"]), ([], 50))
        self.assertEqual(list(self.server.sandbox.media.iterdir()), [])

    def test_a_song_that_cannot_be_rendered_fails_its_task(self):
        self.server.sandbox.renderer.render = lambda item: False
        record = self.record_at(self.task(), "GENERATE_AUDIO_FAILED")
        self.assertEqual(record["errorCode"], 501)
