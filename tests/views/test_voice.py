from django.core.files.uploadedfile import SimpleUploadedFile

from music.models import Arrival, Job, Persona
from tests.base import StudioTestCase, accepted
from tests.factories import make_job, make_persona, make_upload

PHRASE = "The morning train waits by the river"


class VoicePageTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.recording = make_upload(owner=self.user, kind="voice", title="Me, singing", duration=42.4)
        self.address = f"/personas/voice/{self.recording.uuid}/"

    def step(self, operation, **fields):
        job = make_job(owner=self.user, operation=operation, **fields)
        job.sources.create(upload=self.recording)
        return job

    def phrase(self, **fields):
        params = {"language": "de", "vocal_start_s": 3, "vocal_end_s": 33}
        return self.step("voice-phrase", **{"params": params, "result": {"phrase": PHRASE}, **fields})

    def voice(self, phrase, **fields):
        params = {"task_id": phrase.task_id, "voice_name": "Mine", "style": "folk"}
        return self.step("voice", **{"params": params, **fields})

    def made(self):
        voice = self.voice(self.phrase(), result={"persona_id": "v0ice"})
        make_persona(owner=self.user, provider_id="v0ice", kind=Persona.Kind.VOICE, name="Mine", job=voice)
        return voice

    def page(self, more=""):
        return self.client.get(self.address + more)


class VoiceStartTests(VoicePageTestCase):
    def test_a_recording_is_chosen(self):
        self.assertContains(self.client.get("/personas/voice/"), "Me, singing")
        answer = self.client.post("/personas/voice/", {"recording": str(self.recording.uuid)})
        self.assertRedirects(answer, self.address)

    def test_none_or_another_person_s_is_refused_with_what_to_do(self):
        for wrong in ("", "nonsense", str(make_upload().uuid)):
            with self.subTest(wrong=wrong):
                answer = self.client.post("/personas/voice/", {"recording": wrong})
                self.assertContains(answer, "Choose a recording, or make one first.", status_code=422)

    def test_a_file_comes_in_whole_without_a_script(self):
        file = SimpleUploadedFile("me.wav", b"RIFF$\x00\x00\x00WAVEfmt " + bytes(200), "audio/wav")
        self.assertRedirects(self.client.post("/personas/voice/", {"file": file}), "/personas/voice/")
        self.assertEqual(Arrival.objects.get().kind, "voice")

    def test_what_was_begun_is_offered_to_go_on_with(self):
        self.phrase()
        self.assertContains(self.client.get("/personas/voice/"), "The phrase waits to be sung")

    def test_one_that_was_here_before_is_shown_when_it_is_asked_for(self):
        for _number in range(13):
            make_upload(owner=self.user)
        self.assertNotContains(self.client.get("/personas/voice/"), str(self.recording.uuid))
        page = self.client.get(f"/personas/voice/?chosen={self.recording.uuid}")
        self.assertContains(page, str(self.recording.uuid))

    def test_the_first_step_can_be_posted_where_every_operation_on_an_upload_is(self):
        upload = make_upload(owner=self.user)
        self.assertEqual(self.client.post(f"/uploads/{upload.uuid}/voice-phrase/", {}).status_code, 422)

    def test_the_uploads_menu_leads_here(self):
        self.assertContains(
            self.client.get(f"/uploads/{self.recording.uuid}/voice-phrase/"), "Where do you sing?"
        )


class VoiceFlowTests(VoicePageTestCase):
    def test_it_begins_with_a_part_of_the_recording(self):
        self.assertContains(self.page(), "Where do you sing?")

    def test_the_price_stands_on_the_button(self):
        self.assertContains(self.page(), 'Get the phrase <span class="price">free</span>')

    def test_asking_for_a_phrase_makes_a_job_and_waits(self):
        given = {"language": "de", "vocal_start_s": "0:02", "vocal_end_s": "0:32"}
        answer = self.client.post(f"{self.address}voice-phrase/", given)
        self.assertRedirects(answer, self.address)
        job = Job.objects.get(operation="voice-phrase")
        self.assertEqual(job.params, {"language": "de", "vocal_start_s": 2, "vocal_end_s": 32})
        self.assertContains(self.page(), "KIE invents your phrase")
        self.assertContains(self.page(), 'hx-trigger="every 2s"')

    def test_what_was_written_is_still_there_when_it_is_refused(self):
        given = {"language": "ja", "vocal_start_s": "0:30", "vocal_end_s": "0:20"}
        page = self.client.post(f"{self.address}voice-phrase/", given)
        self.assertContains(page, "The end has to lie after the beginning.", status_code=422)
        self.assertContains(page, '<option value="ja" selected>', status_code=422)
        self.assertFalse(Job.objects.exists())

    def test_the_phrase_is_there_to_be_sung_however_often_one_leaves(self):
        self.phrase()
        for _time in range(2):
            page = self.page()
            self.assertContains(page, PHRASE)
            self.assertContains(page, 'lang="de"')
            self.assertNotContains(page, 'hx-trigger="every 2s"')

    def test_another_phrase_is_asked_for_in_the_provider_s_way(self):
        phrase = self.phrase()
        self.assertContains(self.page(), f"{self.address}voice-again/")
        self.client.post(f"{self.address}voice-again/", {"task_id": str(phrase.uuid)})
        self.assertEqual(Job.objects.get(operation="voice-again").params, {"task_id": phrase.task_id})

    def test_where_that_is_refused_the_old_one_stays_and_a_new_one_is_asked_for(self):
        self.phrase()
        self.step("voice-again", state="failed", error_code="422")
        page = self.page()
        self.assertContains(page, PHRASE)
        self.assertContains(page, "KIE gives no other phrase")
        self.assertContains(page, '<input type="hidden" name="vocal_end_s" value="0:33"')

    def test_singing_it_makes_the_voice(self):
        phrase, sung = self.phrase(), make_upload(owner=self.user, title="Sung")
        self.assertContains(self.page(), "Sung")
        given = {"task_id": str(phrase.uuid), "verify_url": str(sung.uuid), "voice_name": "Mine"}
        self.assertRedirects(self.client.post(f"{self.address}voice/", given), self.address)
        self.assertContains(self.page(), "makes your voice")

    def test_a_name_and_a_style_stay_when_the_singing_is_missing(self):
        given = {"task_id": str(self.phrase().uuid), "voice_name": "Mine", "style": "slow folk"}
        page = self.client.post(f"{self.address}voice/", given)
        for words in ("Sing the phrase and record it", 'value="Mine"', "slow folk", PHRASE):
            self.assertContains(page, words, status_code=422)

    def test_a_refused_singing_leads_back_to_the_phrase_with_all_that_was_written(self):
        self.voice(self.phrase(), state="failed", error_code="501", error_message="did not sound like it")
        page = self.page()
        for words in (PHRASE, "did not sound like it", "Sing exactly its words", 'value="Mine"', "folk"):
            self.assertContains(page, words)

    def test_a_stale_phrase_leads_back_to_its_beginning(self):
        self.voice(self.phrase(), state="failed", error_code="422")
        page = self.page()
        self.assertContains(page, "KIE no longer knows this phrase")
        self.assertContains(page, 'value="0:33"')
        self.phrase()
        self.assertContains(self.page(), 'value="Mine"')

    def test_a_failed_phrase_says_why(self):
        self.phrase(state="failed", result={}, error_code="451")
        self.assertContains(self.page(), "KIE could not fetch the file")

    def test_an_unknown_outcome_says_what_one_can_do(self):
        self.voice(self.phrase(), state="unknown")
        page = self.page()
        self.assertContains(page, "What you can do")
        self.assertNotContains(page, 'id="voice-part" hx-get')

    def test_a_cancelled_step_never_was(self):
        self.phrase(state="cancelled", result={})
        self.assertContains(self.page(), "Where do you sing?")

    def test_the_voice_is_checked_by_itself_once(self):
        self.made()
        self.assertContains(self.page(), 'hx-trigger="load, submit"')
        self.answers(accepted(), path="/api/v1/voice/check-voice")
        self.client.post(
            f"{self.address}voice-check/", {"task_id": str(Job.objects.get(operation="voice").uuid)}
        )
        self.assertContains(self.page(), "KIE is asked whether it can be used.")
        self.assertNotContains(self.page(), "load, submit")

    def test_a_voice_that_can_be_used_leads_to_a_song(self):
        self.step("voice-check", params={"task_id": self.made().task_id}, result={"is_available": True})
        page = self.page()
        self.assertContains(page, "“Mine” is ready to sing")
        self.assertContains(page, f"persona_id={Persona.objects.get().uuid}")

    def test_one_that_cannot_yet_is_checked_again(self):
        self.step("voice-check", params={"task_id": self.made().task_id}, result={"is_available": False})
        self.assertContains(self.page(), "Check it again in a minute.")

    def test_it_can_be_begun_anew(self):
        self.made()
        self.assertContains(self.page("?anew"), "Where do you sing?")

    def test_another_person_s_recording_is_not_there(self):
        other = make_upload()
        for address in ("", "voice-phrase/"):
            self.assertEqual(self.client.post(f"/personas/voice/{other.uuid}/{address}").status_code, 404)

    def test_only_its_own_steps_can_be_taken(self):
        for slug in ("wav", "nonsense"):
            self.assertEqual(self.client.post(f"{self.address}{slug}/").status_code, 404)

    def test_a_step_that_comes_too_early_leads_to_where_one_stands(self):
        for step in ("voice-again", "voice", "voice-check"):
            with self.subTest(step=step):
                answer = self.client.post(f"{self.address}{step}/", {})
                self.assertContains(answer, "Where do you sing?", status_code=422)
        self.assertContains(answer, "There is no voice of this recording to check.", status_code=422)

    def test_a_step_is_taken_once_however_often_it_is_pressed(self):
        form = self.page().context["form"]
        given = {
            "language": "de",
            "vocal_start_s": "0",
            "vocal_end_s": "9",
            "submission": form.initial["submission"],
        }
        for _time in range(2):
            self.client.post(f"{self.address}voice-phrase/", given)
        self.assertEqual(Job.objects.count(), 1)

    def test_every_card_is_drawn(self):
        for job in (self.phrase(), self.made(), self.step("voice-check", result={"is_available": True})):
            self.assertEqual(self.client.get(f"/jobs/{job.uuid}/card/").status_code, 200)
            self.assertEqual(self.client.get(job.get_absolute_url()).status_code, 200)
