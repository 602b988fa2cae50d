from datetime import timedelta

from django.utils import timezone

from music.models import Handover, Job, Persona
from music.operations import registry
from music.operations.voice import VoiceForm, VoicePhraseForm
from music.services import hearing, jobs
from music.tell.trouble import explain
from tests.base import TASK, StudioTestCase, accepted, refused
from tests.factories import make_account, make_job, make_upload

URL, SUNG_URL = "https://uploads.example/me.mp3", "https://uploads.example/sung.mp3"


def told(**facts):
    """What the provider says of a voice's task, as a callback does."""
    return {"code": 200, "msg": "success", "data": {"taskId": TASK, **facts}}


class VoiceTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.recording = make_upload(owner=self.user, kind="voice", duration=42.4)

    def at_the_provider(self, upload, url):
        until = timezone.now() + timedelta(hours=20)
        Handover.objects.create(account=make_account(), upload=upload, url=url, until=until)

    def phrase(self, **fields):
        result = {"phrase": "The morning train waits by the river"}
        job = make_job(
            owner=self.user, operation="voice-phrase", result=result, params={"language": "en"}, **fields
        )
        job.sources.create(upload=self.recording)
        return job

    def made(self, phrase):
        job = make_job(owner=self.user, operation="voice", params={"task_id": phrase.task_id})
        job.sources.create(upload=self.recording)
        return job

    def send(self, slug, form):
        self.assertTrue(form.is_valid(), form.errors)
        key = form.cleaned_data["submission"] or form.initial["submission"]
        job = jobs.start(registry.get(slug), self.user, form.params(), submission=key, sources=form.sources)
        jobs.send(job)
        job.refresh_from_db()
        return job

    def hear(self, job, body):
        hearing.apply_result(job, registry.get(job.operation).readers(job).callback(body))
        job.refresh_from_db()
        return job


class VoicePhraseTests(VoiceTestCase):
    def form(self, **data):
        given = {"language": "de", "vocal_start_s": "0:02", "vocal_end_s": "32"}
        return VoicePhraseForm(given | data, owner=self.user, sources=(self.recording,))

    def start(self):
        self.at_the_provider(self.recording, URL)
        self.answers(accepted(), path="/api/v1/voice/validate")
        return self.send("voice-phrase", self.form())

    def test_it_takes_whole_seconds_of_the_recording(self):
        self.assertTrue(self.form(vocal_end_s="0:42").is_valid())
        for wrong in ("0:43", "0:02", "0:01", "30.5", "-1", ""):
            with self.subTest(wrong=wrong):
                self.assertIn("vocal_end_s", self.form(vocal_end_s=wrong).errors)

    def test_it_takes_a_language_of_the_provider(self):
        self.assertIn("language", self.form(language="it").errors)

    def test_thirty_seconds_or_what_there_is_are_offered(self):
        form = VoicePhraseForm(owner=self.user, sources=(self.recording,))
        self.assertEqual((form.initial["vocal_start_s"], form.initial["vocal_end_s"]), ("0:00", "0:30"))
        self.recording.duration = 12.9
        self.assertEqual(
            VoicePhraseForm(owner=self.user, sources=(self.recording,)).initial["vocal_end_s"], "0:12"
        )

    def test_a_recording_in_the_trash_is_refused(self):
        self.recording.trashed_at = timezone.now()
        self.assertFalse(self.form().is_valid())

    def test_it_sends_the_address_of_the_copy_and_where_the_voice_is(self):
        job = self.start()
        sent = self.sent()
        self.assertTrue(sent.pop("callBackUrl").endswith(f"/callbacks/kie/{job.token}/"))
        self.assertEqual(sent, {"voiceUrl": URL, "vocalStartS": 2, "vocalEndS": 32, "language": "de"})

    def test_the_copy_is_handed_over_before_it_is_sent(self):
        with self.captureOnCommitCallbacks(execute=True):
            job = self.send("voice-phrase", self.form())
        self.assertEqual((job.state, len(self.provider.calls)), (Job.State.QUEUED, 0))
        self.assertIn(("hand_over", (job.pk,)), self.in_queue())

    def test_the_phrase_is_kept_in_the_job(self):
        job = self.hear(self.start(), told(validateInfo="Der Zug am Morgen", status="wait_validating"))
        self.assertEqual((job.state, job.result), (Job.State.DONE, {"phrase": "Der Zug am Morgen"}))

    def test_a_phrase_in_the_making_is_waited_for(self):
        job = self.hear(self.start(), told(validateInfo=None, status="processing_validate"))
        self.assertEqual(job.state, Job.State.WAITING)

    def test_one_that_failed_says_so(self):
        job = self.hear(self.start(), told(status="processing_validate_fail", errorMessage="no voice heard"))
        self.assertEqual((job.state, job.error_message), (Job.State.FAILED, "no voice heard"))

    def test_under_the_market_it_goes_to_its_own_path_too(self):
        with self.settings(KIE_API_STYLE="market"):
            self.assertEqual(self.start().state, Job.State.WAITING)


class VoiceAgainTests(VoiceTestCase):
    def test_it_names_the_phrase_and_its_callback_as_the_provider_spells_it(self):
        phrase = self.phrase()
        self.answers(accepted(), path="/api/v1/voice/regenerate")
        operation = registry.get("voice-again")
        form = operation.form({"task_id": str(phrase.uuid)}, owner=self.user, sources=(self.recording,))
        self.send("voice-again", form)
        self.assertEqual(self.sent().keys(), {"taskId", "calBackUrl"})
        self.assertEqual(self.sent()["taskId"], phrase.task_id)

    def test_a_refusal_leads_to_a_new_phrase(self):
        phrase = self.phrase()
        self.answers(refused(422, "The record is not found"), path="/api/v1/voice/regenerate")
        operation = registry.get("voice-again")
        form = operation.form({"task_id": str(phrase.uuid)}, owner=self.user, sources=(self.recording,))
        self.assertIn("Ask for a new one", explain(self.send("voice-again", form)))


class VoiceTests(VoiceTestCase):
    def setUp(self):
        super().setUp()
        self.sung = make_upload(owner=self.user, kind="voice", title="The phrase")
        self.job_of_phrase = self.phrase()

    def form(self, **data):
        given = {
            "task_id": str(self.job_of_phrase.uuid), "verify_url": str(self.sung.uuid), "voice_name": "Mine",
            "style": "folk", "singer_skill_level": "advanced",
        }  # fmt: skip
        return VoiceForm(given | data, owner=self.user, sources=(self.recording,))

    def start(self, answer=None):
        self.at_the_provider(self.recording, URL)
        self.at_the_provider(self.sung, SUNG_URL)
        self.answers(answer or accepted(), path="/api/v1/voice/generate")
        return self.send("voice", self.form())

    def test_it_sends_the_phrase_s_task_and_the_address_of_the_singing(self):
        self.start()
        sent = self.sent()
        del sent["callBackUrl"]
        self.assertEqual(
            sent,
            {"taskId": self.job_of_phrase.task_id, "verifyUrl": SUNG_URL, "voiceName": "Mine", "style": "folk",
             "singerSkillLevel": "advanced"},
        )  # fmt: skip

    def test_it_needs_a_phrase_a_singing_and_a_name(self):
        for field in ("task_id", "verify_url", "voice_name"):
            self.assertIn(field, self.form(**{field: ""}).errors)

    def test_the_phrase_of_another_recording_is_not_there(self):
        self.recording = make_upload(owner=self.user)
        self.assertIn("task_id", self.form().errors)

    def test_neither_the_recording_itself_nor_another_person_s_is_the_singing(self):
        for upload in (self.recording, make_upload()):
            self.assertIn("verify_url", self.form(verify_url=str(upload.uuid)).errors)

    def test_the_recording_made_since_the_phrase_is_chosen_already(self):
        form = VoiceForm(owner=self.user, sources=(self.recording,))
        self.assertIsNone(form.initial["verify_url"])
        since = make_upload(owner=self.user, made_at=timezone.now() + timedelta(seconds=9))
        form = VoiceForm(owner=self.user, sources=(self.recording,))
        self.assertEqual(form.initial["verify_url"], since.uuid)

    def test_the_voice_becomes_a_persona_that_sings(self):
        job = self.hear(self.start(), told(voiceId="v0ice", status="success"))
        persona = Persona.objects.get()
        self.assertEqual(job.state, Job.State.DONE)
        self.assertEqual(
            (persona.provider_id, persona.kind, persona.name), ("v0ice", "voice_persona", "Mine")
        )
        self.assertEqual((persona.style, persona.job), ("folk", job))

    def test_hearing_it_twice_makes_one(self):
        job = self.hear(self.start(), told(voiceId="v0ice", status="success"))
        self.hear(job, told(voiceId="v0ice", status="success"))
        self.assertEqual(Persona.objects.count(), 1)

    def test_other_words_are_refused_with_what_to_do(self):
        job = self.hear(self.start(), told(status="fail", errorMessage="It did not sound like the phrase"))
        self.assertEqual((job.state, Persona.objects.count()), (Job.State.FAILED, 0))
        self.assertIn("Sing exactly its words", explain(job))

    def test_a_stale_phrase_is_refused_with_what_to_do(self):
        job = self.start(refused(422, "Validate record is not in valid status"))
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertIn("Ask for a new one", explain(job))


class VoiceCheckTests(VoiceTestCase):
    def check(self, answer):
        voice = self.made(self.phrase())
        self.answers(answer, path="/api/v1/voice/check-voice")
        form = registry.get("voice-check").form(
            {"task_id": str(voice.uuid)}, owner=self.user, sources=(self.recording,)
        )
        job = self.send("voice-check", form)
        self.assertEqual(self.sent(), {"task_id": voice.task_id})
        return job

    def test_it_says_whether_the_voice_can_be_used(self):
        for answer in (True, False):
            with self.subTest(answer=answer):
                self.setUp()
                job = self.check({"code": 200, "msg": "success", "data": {"isAvailable": answer}})
                self.assertEqual((job.state, job.result), (Job.State.DONE, {"is_available": answer}))

    def test_a_refusal_is_told(self):
        job = self.check(refused(422, "suno_user_id is missing"))
        self.assertEqual((job.state, job.error_message), (Job.State.FAILED, "suno_user_id is missing"))
