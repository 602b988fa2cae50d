import uuid
from datetime import timedelta

from django.test import override_settings
from django.utils import timezone

from music.models import Job, Persona
from tests.base import StudioTestCase
from tests.factories import make_job, make_persona, make_track, make_user

HTMX = {"HX-Request": "true"}
ADDRESS = "/create/generate/"


class CreateTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.fields = {"prompt": "A slow waltz", "model": "V6", "submission": str(uuid.uuid4())}

    def test_htmx_gets_the_card_and_a_new_key_for_the_next_press(self):
        response = self.client.post(ADDRESS, self.fields, headers=HTMX)
        job = Job.objects.get()
        self.assertContains(response, f'id="job-{job.uuid}" data-state="queued"')
        self.assertContains(response, 'hx-swap-oob="true"')
        self.assertNotContains(response, self.fields["submission"])

    def test_without_htmx_it_leads_to_the_job(self):
        response = self.client.post(ADDRESS, self.fields)
        self.assertRedirects(response, Job.objects.get().get_absolute_url())

    def test_the_same_submission_is_one_job(self):
        for _press in range(2):
            self.client.post(ADDRESS, self.fields, headers=HTMX)
        self.assertEqual(Job.objects.count(), 1)

    def test_a_refused_form_takes_its_own_place_and_says_that_nothing_was_charged(self):
        response = self.client.post(ADDRESS, {**self.fields, "prompt": ""}, headers=HTMX)
        self.assertEqual(response.status_code, 422)
        self.assertEqual(response["HX-Retarget"], "#paid-form")
        self.assertEqual(response["HX-Reselect"], "#paid-form")
        self.assertContains(response, "Nothing was sent and nothing was charged.", status_code=422)
        self.assertContains(response, "autofocus", count=1, status_code=422)
        self.assertFalse(Job.objects.exists())

    def test_an_error_is_tied_to_its_field(self):
        response = self.client.post(ADDRESS, {**self.fields, "prompt": "x" * 3001})
        self.assertContains(response, 'aria-describedby="id_prompt_error"', status_code=422)
        self.assertContains(response, 'id="id_prompt_error"', status_code=422)

    def test_the_address_can_bring_fields_along_but_no_key(self):
        key = str(uuid.uuid4())
        response = self.client.get(
            ADDRESS, {"prompt": "A waltz & more", "custom_mode": "on", "submission": key}
        )
        self.assertContains(response, "A waltz &amp; more")
        self.assertEqual(response.context["form"]["custom_mode"].value(), "on")
        self.assertNotContains(response, key)

    def test_the_settings_of_an_earlier_job_are_used_again_but_only_one_s_own(self):
        mine, theirs = (
            make_job(owner=owner, params={"prompt": "Brass", "model": "V5"})
            for owner in (self.user, make_user())
        )
        form = self.client.get(ADDRESS, {"like": mine.uuid}).context["form"]
        self.assertEqual((form["prompt"].value(), form["model"].value()), ("Brass", "V5"))
        for uuid_ in (theirs.uuid, "nonsense"):
            self.assertEqual(self.client.get(ADDRESS, {"like": uuid_}).status_code, 404)

    def test_personas_are_offered_with_their_kind(self):
        persona = make_persona(owner=self.user, kind=Persona.Kind.VOICE)
        self.assertContains(
            self.client.get(ADDRESS), f'<option value="{persona.uuid}" data-kind="voice_persona">'
        )

    def test_a_balance_below_the_price_warns_and_does_not_stop(self):
        account = self.client.get(ADDRESS).context["form"].account
        account.heard_balance(3)
        self.assertContains(self.client.get(ADDRESS), "less than the price")
        self.client.post(ADDRESS, self.fields)
        self.assertEqual(Job.objects.count(), 1)


class ExtendPageTests(StudioTestCase):
    def test_it_starts_with_the_song_s_own_words_and_a_cut_inside_it(self):
        track = make_track(owner=self.user, duration=187.3)
        form = self.client.get(f"/tracks/{track.uuid}/extend/").context["form"]
        self.assertEqual(form["prompt"].value(), track.lyrics)
        self.assertEqual(form["continue_at"].value(), "3:06.3")

    def test_a_form_lies_in_no_other_form(self):
        track = make_track(owner=self.user)
        page = self.client.get(f"/tracks/{track.uuid}/extend/").content.decode()
        paid = page[page.index('id="paid-form"') :]
        self.assertNotIn("<form", paid[: paid.index("</form>")])
        self.assertGreater(paid.index('id="results"'), paid.index("</form>"))

    def test_another_s_song_is_not_there(self):
        self.assertEqual(self.client.get(f"/tracks/{make_track().uuid}/extend/").status_code, 404)


class CancelTests(StudioTestCase):
    def test_htmx_gets_the_card_back(self):
        job = make_job(owner=self.user, state=Job.State.QUEUED)
        response = self.client.post(f"/jobs/{job.uuid}/cancel/", headers=HTMX)
        self.assertContains(response, 'data-state="cancelled"')


class SubmissionTests(StudioTestCase):
    key = "6f0e3a52-1c3e-4a57-9d0c-2f1f6c0e8a11"

    def post(self, **data):
        return self.client.post("/create/generate/", {"model": "V6", "prompt": "A slow waltz", **data})

    def test_other_words_under_a_used_key_are_kept_and_can_be_sent_by_another_press(self):
        self.post(submission=self.key)
        response = self.post(submission=self.key, prompt="A quick polka")
        self.assertContains(response, "A quick polka", status_code=422)
        fresh = response.context["form"]["submission"].value()
        self.assertNotEqual(fresh, self.key)
        self.post(submission=fresh, prompt="A quick polka")
        self.assertEqual(
            [job.params["prompt"] for job in Job.objects.order_by("pk")], ["A slow waltz", "A quick polka"]
        )

    def test_a_key_that_is_none_is_as_good_as_none(self):
        self.assertEqual(self.post(submission="nonsense").status_code, 302)

    def test_nothing_posted_is_refused_beside_the_fields(self):
        response = self.client.post("/create/generate/", {})
        self.assertEqual(response.status_code, 422)
        self.assertIn("model", response.context["form"].errors)


class CannotTests(StudioTestCase):
    def test_a_form_that_cannot_start_says_why_before_anything_is_typed(self):
        track = make_track(owner=self.user)
        page = self.client.get(f"/tracks/{track.uuid}/midi/")
        self.assertContains(page, "Take the song apart first")
        self.assertContains(page, 'type="submit" disabled')

    def test_one_that_can_says_nothing(self):
        track = make_track(owner=self.user)
        self.assertNotContains(self.client.get(f"/tracks/{track.uuid}/wav/"), 'type="submit" disabled')


@override_settings(JOBS_PER_PERSON=1)
class TooManyTests(StudioTestCase):
    typed = {"model": "V6", "prompt": "Slow synth-pop about the last night bus", "custom_mode": ""}

    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, state="waiting")

    def assertSays(self, answer):
        self.assertContains(answer, "your jobs are under way as one person may have: 1.", status_code=429)
        self.assertContains(answer, "Try again in a minute", status_code=429)
        self.assertEqual(answer.headers["Retry-After"], "60")
        self.assertEqual(Job.objects.count(), 1)

    def test_the_form_comes_back_with_all_that_was_typed(self):
        answer = self.client.post("/create/generate/", self.typed)
        self.assertSays(answer)
        self.assertContains(answer, self.typed["prompt"], status_code=429)

    def test_and_so_it_does_with_htmx(self):
        answer = self.client.post("/create/generate/", self.typed, headers={"HX-Request": "true"})
        self.assertSays(answer)
        self.assertEqual(answer.headers["HX-Retarget"], "#paid-form")

    def test_trying_a_job_again_says_it_on_its_page(self):
        Job.objects.update(state="failed")
        other = make_job(owner=self.user, state="waiting")
        answer = self.client.post(f"/jobs/{self.job.uuid}/retry/")
        self.assertContains(answer, "your jobs are under way as one person may have: 1.", status_code=429)
        self.assertContains(answer, self.job.title, status_code=429)
        self.assertEqual(Job.objects.exclude(pk=self.job.pk).get(), other)


class OtherBrakesTests(StudioTestCase):
    """The brake of all together, and the pace of one: each says so, and until when; what was typed stays."""

    typed = TooManyTests.typed

    def press(self):
        return self.client.post("/create/generate/", self.typed)

    def assertHeldBack(self, answer, words, most):
        self.assertContains(answer, words, status_code=429)
        self.assertContains(answer, "Try again in a minute", status_code=429)
        self.assertContains(answer, self.typed["prompt"], status_code=429)
        self.assertIn(int(answer.headers["Retry-After"]), range(1, most + 1))

    @override_settings(JOBS_AT_ONCE=2, JOBS_PER_PERSON=0)
    def test_all_together(self):
        for _person in range(2):
            make_job(state="waiting")
        self.assertHeldBack(self.press(), "As many jobs are under way on this server as it takes: 2.", 60)
        self.assertFalse(Job.objects.of(self.user).exists())
        Job.objects.update(state="done", finished_at=timezone.now())
        self.assertEqual(self.press().status_code, 302)

    @override_settings(JOBS_PER_MINUTE=2, JOBS_PER_PERSON=0)
    def test_a_minute(self):
        for _job in range(2):
            self.assertEqual(self.press().status_code, 302)
        self.assertHeldBack(self.press(), "You began as many jobs within a minute as one person may: 2.", 60)
        Job.objects.update(created_at=timezone.now() - timedelta(seconds=61))
        self.assertEqual(self.press().status_code, 302)


class WhatComesOutTests(StudioTestCase):
    def test_beside_a_song_s_form_stand_the_jobs_of_this_song_and_operation(self):
        song = make_track(owner=self.user)
        mine, other, another = (make_job(owner=self.user, operation=slug) for slug in ("wav", "stems", "wav"))
        for job in (mine, other):
            job.sources.create(position=0, track=song)
        another.sources.create(position=0, track=make_track(owner=self.user))
        page = self.client.get(f"/tracks/{song.uuid}/wav/")
        self.assertEqual(list(page.context["recent_jobs"]), [mine])

    def test_beside_a_form_that_starts_from_nothing_stand_all(self):
        job = make_job(owner=self.user, operation="stems")
        self.assertEqual(list(self.client.get("/create/generate/").context["recent_jobs"]), [job])

    def test_midi_says_when_the_stems_are_on_their_way(self):
        song = make_track(owner=self.user)
        self.assertContains(self.client.get(f"/tracks/{song.uuid}/midi/"), "Take the song apart first")
        make_job(owner=self.user, operation="stems", state="waiting").sources.create(position=0, track=song)
        self.assertContains(self.client.get(f"/tracks/{song.uuid}/midi/"), "is being taken apart now")

    def test_a_cover_says_what_is_left_to_the_provider(self):
        song = make_track(owner=self.user)
        self.assertContains(self.client.get(f"/tracks/{song.uuid}/upload-cover/"), "left to the provider")

    def test_sounds_tell_nothing_of_minutes(self):
        page = self.client.get("/create/sounds/").content.decode()
        self.assertNotIn("minutes", page.partition("<main")[2].partition("</main>")[0])
