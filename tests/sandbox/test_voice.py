from .base import SandboxCase

VALIDATE, PHRASE, VOICE = "voice/validate", "voice/validate-info", "voice/record-info"


class VoiceTests(SandboxCase):
    def setUp(self):
        super().setUp()
        self.recording = self.songs(self.task())[0]["audioUrl"]

    def phrase(self, **changes):
        """The record of a phrase that is ready to be sung, or of one that failed."""
        params = {"voiceUrl": self.recording, "vocalStartS": 0, "vocalEndS": 10} | changes
        return self.finished(PHRASE, self.tool(VALIDATE, **params)["data"]["taskId"])

    def voice(self, phrase, **changes):
        answer = self.tool(
            "voice/generate", **{"taskId": phrase["taskId"], "verifyUrl": self.recording} | changes
        )
        return self.finished(VOICE, answer["data"]["taskId"])

    def test_from_a_phrase_to_a_voice_that_can_be_used(self):
        phrase = self.phrase()
        self.assertEqual(phrase["status"], "wait_validating")
        voice = self.voice(phrase, voiceName="Ann")
        self.assertEqual(voice["status"], "success")
        self.assertTrue(voice["voiceId"])
        self.assertEqual(
            self.tool("voice/check-voice", task_id=voice["taskId"])["data"], {"isAvailable": True}
        )
        self.assertEqual(self.books()["balance"], 988)

    def test_the_phrase_is_in_the_language_that_was_asked_for(self):
        self.assertRegex(self.phrase(language="ru")["validateInfo"], "[а-я]")

    def test_another_phrase_is_asked_for_with_the_misspelt_address(self):
        receiver, phrase = self.receiver(), self.phrase(language="de")
        again = self.post("/api/v1/voice/regenerate", taskId=phrase["taskId"], calBackUrl=receiver.url).json()
        data = receiver.bodies(1)[0]["data"]
        self.assertEqual((data["taskId"], data["status"]), (again["data"]["taskId"], "wait_validating"))
        self.assertEqual(self.finished(PHRASE, data["taskId"])["validateInfo"], data["validateInfo"])

    def test_another_phrase_needs_an_address_and_a_phrase(self):
        self.assertEqual(self.post("/api/v1/voice/regenerate", taskId="x").json()["code"], 422)
        self.assertEqual(
            self.tool("voice/regenerate", taskId="x")["msg"],
            "The record is not found or does not need to be rebuilt",
        )

    def test_a_phrase_that_failed_makes_no_voice(self):
        phrase = self.phrase(voiceUrl="https://studio.invalid/voice.mp3")
        self.assertEqual((phrase["status"], phrase["errorCode"]), ("processing_validate_fail", 451))
        answer = self.tool("voice/generate", taskId=phrase["taskId"], verifyUrl=self.recording)
        self.assertEqual((answer["code"], answer["msg"]), (422, "Validate record is not in valid status"))

    def test_singing_that_is_not_the_phrase_fails(self):
        voice = self.voice(self.phrase(), description="[[fault: error]]")
        self.assertEqual((voice["status"], voice["voiceId"], voice["errorCode"]), ("fail", None, 501))

    def test_a_callback_is_not_demanded(self):
        answer = self.tool(VALIDATE, voiceUrl=self.recording, vocalStartS=0, vocalEndS=5, callBackUrl=None)
        self.assertEqual(answer["code"], 200)

    def test_the_end_comes_after_the_beginning(self):
        answer = self.tool(VALIDATE, voiceUrl=self.recording, vocalStartS=5, vocalEndS=5)
        self.assertEqual(answer["code"], 422)

    def test_a_task_without_a_voice_cannot_be_checked(self):
        self.assertEqual(
            self.tool("voice/check-voice", task_id=self.phrase()["taskId"])["msg"], "suno_user_id is missing"
        )
        self.assertEqual(self.tool("voice/check-voice", taskId="x")["code"], 422)
