import json

from .base import SandboxCase

TIMED = "generate/get-timestamped-lyrics"


class LyricsTests(SandboxCase):
    def lyrics(self, prompt="Rain on the tin roof", **params):
        return self.tool("lyrics", prompt=prompt, **params)

    def told_of(self, answer):
        return self.finished("lyrics/record-info", answer["data"]["taskId"])

    def test_two_versions_of_words(self):
        told = self.told_of(self.lyrics())
        self.assertIn(told["status"], ("SUCCESS", "CALLBACK_EXCEPTION"))
        first, second = told["response"]["data"]
        self.assertNotEqual(first["text"], second["text"])
        self.assertIn("[Chorus]", first["text"])
        self.assertEqual((first["status"], first["errorMessage"]), ("complete", ""))
        self.assertEqual(json.loads(told["param"])["prompt"], "Rain on the tin roof")
        self.assertEqual(self.books()["balance"], 999.6)

    def test_the_callback_spells_differently(self):
        receiver = self.receiver()
        self.lyrics(callBackUrl=receiver.url)
        data = receiver.bodies(1)[0]["data"]
        self.assertEqual(data["callbackType"], "complete")
        self.assertEqual(data["data"][0]["error_message"], "")

    def test_a_long_idea_is_413(self):
        self.assertEqual(self.lyrics(prompt="x" * 201)["code"], 413)
        self.assertEqual(self.lyrics(prompt="x" * 200)["code"], 200)

    def test_moderation_is_told_later_and_called_complete(self):
        receiver = self.receiver()
        answer = self.lyrics("Rain [[fault: 400]]", callBackUrl=receiver.url)
        self.assertEqual(self.told_of(answer)["status"], "SENSITIVE_WORD_ERROR")
        body = receiver.bodies(1)[0]
        self.assertEqual(
            (body["code"], body["data"]["callbackType"], body["data"]["data"]), (400, "complete", None)
        )

    def test_one_version_may_fail(self):
        told = self.told_of(self.lyrics("Rain [[fault: one-fails]]"))
        self.assertEqual([draft["status"] for draft in told["response"]["data"]], ["complete", "failed"])


class TimedLyricsTests(SandboxCase):
    def test_every_word_has_its_time(self):
        source = self.source(lyrics="Rain on the roof")
        data = self.tool(TIMED, **source)["data"]
        words = data["alignedWords"]
        self.assertGreater(len(words), 3)
        self.assertIn("Rain", words[0]["word"])
        starts = [word["startS"] for word in words]
        self.assertEqual(starts, sorted(starts))
        self.assertTrue(all(0 <= word["startS"] < word["endS"] <= 10 for word in words))
        self.assertEqual((max(data["waveformData"]), self.books()["balance"]), (1.0, 987.5))

    def test_an_instrumental_has_none(self):
        source = self.source(instrumental=True)
        self.assertEqual(self.tool(TIMED, **source)["data"]["alignedWords"], [])

    def test_it_stands_in_the_books_as_a_task_that_is_done(self):
        self.tool(TIMED, **self.source())
        task = self.books()["tasks"][-1]
        self.assertEqual(
            (task["operation"], task["state"], task["credits"]), ("timestamped-lyrics", "complete", 0.5)
        )

    def test_a_failure_is_answered_at_once_and_refunded(self):
        source = self.source()
        self.arm("error")
        self.assertEqual(self.tool(TIMED, **source)["code"], 501)
        books = self.books()
        self.assertEqual((books["balance"], books["tasks"][-1]["state"]), (988, "error"))


class StyleBoostTests(SandboxCase):
    def test_a_style_becomes_richer(self):
        data = self.tool("style/generate", content="folk")["data"]
        self.assertTrue(data["result"].startswith("folk, "))
        self.assertEqual((data["creditsConsumed"], data["creditsRemaining"]), (0.4, 999.6))
        self.assertEqual((data["successFlag"], data["errorMsg"]), ("成功", None))

    def test_without_credits_there_is_none(self):
        self.post("/sandbox/balance", credits=0.3)
        self.assertEqual(self.tool("style/generate", content="folk")["code"], 402)


class PersonaTests(SandboxCase):
    def persona(self, source, **params):
        told = {"name": "Ann", "description": "A warm voice"}
        return self.tool("generate/generate-persona", **told | source | params)

    def test_it_is_answered_at_once(self):
        data = self.persona(self.source())["data"]
        self.assertEqual((data["name"], data["description"]), ("Ann", "A warm voice"))
        self.assertTrue(data["personaId"])

    def test_once_for_each_song(self):
        source = self.source()
        first = self.persona(source)
        again = self.persona(source)
        self.assertEqual((again["code"], again["data"]["taskId"]), (409, first["data"]["personaId"]))

    def test_ten_to_thirty_seconds_of_singing(self):
        source = self.source()
        for start, end, code in ((0, 9.99, 422), (0, 30.01, 422), (20, 10, 422), (5.5, 15.5, 200)):
            self.assertEqual(self.persona(source, vocalStart=start, vocalEnd=end)["code"], code, end)
