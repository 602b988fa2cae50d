from music.models import Job, Persona
from music.operations import registry
from music.operations.persona import PersonaForm
from music.services import hearing, jobs
from music.tell.trouble import explain
from tests.base import StudioTestCase, refused
from tests.factories import make_account, make_job, make_persona, make_track

PATH = "/api/v1/generate/generate-persona"
MADE = {
    "code": 200,
    "msg": "success",
    "data": {"personaId": "a6c6", "name": "Ferry voice", "description": "Hoarse"},
}
GIVEN = {"name": "Ferry voice", "description": "Hoarse", "vocal_start": "0:12.5", "vocal_end": "0:40"}


class PersonaFormTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)

    def form(self, **data):
        return PersonaForm(GIVEN | data, owner=self.user, sources=(self.track,))

    def refuses(self, field, **data):
        form = self.form(**data)
        self.assertIn(field, form.errors)
        return form.errors[field][0]

    def test_it_takes_a_range_in_minutes_or_in_seconds(self):
        form = self.form(vocal_start="12.5", vocal_end="0:40")
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual((form.params()["vocal_start"], form.params()["vocal_end"]), (12.5, 40))

    def test_it_takes_ten_to_thirty_seconds_and_nothing_beside(self):
        for end, is_right in {"22.49": False, "22.5": True, "42.5": True, "42.51": False}.items():
            with self.subTest(end=end):
                self.assertEqual(self.form(vocal_end=end).is_valid(), is_right)

    def test_a_wrong_range_is_told_with_its_length(self):
        self.assertEqual(
            self.refuses("vocal_end", vocal_end="0:15"), "Choose 10 to 30 seconds of the song; this is 2.5."
        )

    def test_it_refuses_a_range_beyond_the_end_of_the_song(self):
        self.assertIn("3:07", self.refuses("vocal_end", vocal_start="3:00", vocal_end="3:20"))

    def test_the_first_thirty_seconds_are_offered_and_taken_when_nothing_is_chosen(self):
        self.assertEqual(self.form()["vocal_end"].initial, "0:30")
        form = self.form(vocal_start="", vocal_end="")
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.params()["vocal_end"], 30)

    def test_a_short_song_is_taken_to_its_end(self):
        self.track.duration = 17.96
        form = self.form(vocal_start="0", vocal_end=self.form()["vocal_end"].initial)
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.params()["vocal_end"], 17.96)

    def test_it_needs_a_name_and_a_description(self):
        for field in ("name", "description"):
            self.assertEqual(self.refuses(field, **{field: " "}), "This field is required.")

    def test_a_song_that_is_being_made_has_to_be_waited_for(self):
        job = make_job(owner=self.user, state=Job.State.STREAMING)
        why = PersonaForm.why_not(make_track(job=job), make_account())
        self.assertIn("still being made", why)

    def test_a_song_has_one_persona(self):
        make_persona(owner=self.user, track=self.track, name="Ferry voice")
        self.assertIn("“Ferry voice”", PersonaForm.why_not(self.track, make_account()))

    def test_a_song_of_nine_seconds_is_too_short(self):
        self.track.duration = 9.0
        self.assertIn("too short", PersonaForm.why_not(self.track, make_account()))


class PersonaTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)

    def run_one(self, answer):
        self.answers(answer, path=PATH)
        self.client.post(f"/tracks/{self.track.uuid}/persona/", GIVEN | {"style": "waltz"})
        job = Job.objects.filter(operation="persona").latest("pk")
        jobs.send(job)
        job.refresh_from_db()
        return job

    def test_it_sends_what_the_provider_takes_and_no_callback(self):
        self.run_one(MADE)
        self.assertEqual(
            self.sent(),
            {"taskId": self.track.job.task_id, "audioId": self.track.audio_id, "name": "Ferry voice",
             "description": "Hoarse", "style": "waltz", "vocalStart": 12.5, "vocalEnd": 40.0},
        )  # fmt: skip

    def test_under_the_market_it_goes_to_its_own_path_too(self):
        with self.settings(KIE_API_STYLE="market"):
            job = self.run_one(MADE)
        self.assertEqual(job.state, Job.State.DONE)

    def test_the_answer_makes_a_persona_of_the_song(self):
        job = self.run_one(MADE)
        persona = Persona.objects.get()
        self.assertEqual(job.state, Job.State.DONE)
        self.assertEqual(
            (persona.provider_id, persona.kind, persona.track), ("a6c6", "style_persona", self.track)
        )
        self.assertEqual((persona.style, persona.vocal_start, persona.vocal_end), ("waltz", 12.5, 40.0))

    def test_its_card_says_that_it_can_be_used(self):
        job = self.run_one(MADE)
        card = self.client.get(f"/jobs/{job.uuid}/card/")
        self.assertContains(card, "ready to use")
        self.assertContains(card, f"persona_id={Persona.objects.get().uuid}")

    def test_the_same_answer_twice_makes_one_persona(self):
        job = self.run_one(MADE)
        result = registry.get("persona").readers(job).answer(MADE)
        hearing.apply_result(job, result)
        self.assertEqual(Persona.objects.count(), 1)

    def test_one_that_exists_is_taken_from_the_refusal(self):
        job = self.run_one(refused(409) | {"data": {"personaId": "a6c6"}})
        self.assertEqual((job.state, Persona.objects.get().provider_id), (Job.State.DONE, "a6c6"))

    def test_one_that_was_removed_here_comes_back_when_the_provider_says_that_it_exists(self):
        self.run_one(MADE)
        Persona.objects.all().delete()
        job = self.run_one(refused(409, "A persona already exists"))
        self.assertEqual((job.state, job.reuses_record), (Job.State.DONE, True))
        self.assertEqual(Persona.objects.get().provider_id, "a6c6")
        self.assertContains(self.client.get(f"/jobs/{job.uuid}/card/"), "had made it before")

    def test_one_that_exists_and_is_unknown_is_told_how_to_find(self):
        job = self.run_one(refused(409, "A persona already exists"))
        self.assertEqual(job.state, Job.State.FAILED)
        self.assertIn("add it under Personas", explain(job))

    def test_a_refusal_makes_none(self):
        job = self.run_one(refused(422, "vocalEnd"))
        self.assertEqual((job.state, Persona.objects.count()), (Job.State.FAILED, 0))

    def test_its_page_offers_a_range_on_the_waveform_and_in_two_fields(self):
        page = self.client.get(f"/tracks/{self.track.uuid}/persona/")
        for words in (
            'data-least="10" data-most="30.00" data-end="187.30"',
            "at most 30 s",
            'value="0:30"',
        ):
            self.assertContains(page, words)
        self.assertContains(page, 'Make the persona <span class="price">free</span>')

    def test_the_page_of_a_song_that_has_one_leads_to_it(self):
        persona = make_persona(owner=self.user, track=self.track, name="Ferry voice")
        page = self.client.get(f"/tracks/{self.track.uuid}/persona/")
        self.assertContains(page, persona.get_absolute_url())
        self.assertNotContains(page, 'name="description"')

    def test_another_person_s_song_is_not_there(self):
        other = make_track()
        self.assertEqual(self.client.get(f"/tracks/{other.uuid}/persona/").status_code, 404)
