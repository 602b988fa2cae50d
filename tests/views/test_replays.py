import uuid

from music.models import Job
from tests.base import StudioTestCase
from tests.factories import make_job, make_persona, make_project, make_track, make_user

CUSTOM = {
    "custom_mode": True, "instrumental": False, "model": "V6", "style": "slow synth-pop", "title": "Last bus",
    "lyrics": "[Verse]\nThe driver knows my stop", "duration": 180, "weirdness_constraint": 0.2,
}  # fmt: skip


class ReplayTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user, params=CUSTOM)
        self.address = f"/jobs/{self.job.uuid}/replay/"

    def post(self, name, value, **more):
        data = {name: value, "submission": str(uuid.uuid4()), **more}
        return self.client.post(f"{self.address}?field={name}", data)

    def test_it_offers_what_counts_in_this_song_and_nothing_else(self):
        offered = [choice.name for choice in self.client.get(self.address).context["choices"]]
        self.assertIn("style", offered)
        self.assertIn("weirdness_constraint", offered)
        for name in ("prompt", "image_urls", "custom_mode", "submission"):
            self.assertNotIn(name, offered)

    def test_the_form_holds_that_field_alone_with_its_value_and_the_price(self):
        page = self.client.get(f"{self.address}?field=style")
        self.assertContains(page, "slow synth-pop")
        self.assertContains(page, "12 credits")
        for name in ("lyrics", "title", "model"):
            self.assertNotContains(page, f'name="{name}"')

    def test_the_new_job_differs_in_that_one_thing(self):
        self.post("style", "loud polka", title="Smuggled", model="V5")
        new = Job.objects.get(retry_of=self.job)
        self.assertEqual(new.params, {**CUSTOM, "style": "loud polka"})
        self.job.refresh_from_db()
        self.assertIsNone(self.job.put_away_at)

    def test_the_new_songs_go_where_the_others_are(self):
        self.job.project = make_project(owner=self.user)
        self.job.save()
        self.post("style", "loud polka")
        self.assertEqual(Job.objects.get(retry_of=self.job).project, self.job.project)

    def test_what_is_as_it_was_is_refused_before_it_is_paid(self):
        page = self.post("style", "slow synth-pop")
        self.assertContains(page, "This is as it was.", status_code=422)
        self.assertEqual(Job.objects.count(), 1)

    def test_what_the_provider_would_refuse_is_said_beside_it(self):
        page = self.post("title", "x" * 81)
        self.assertContains(page, "81 of 80 characters", status_code=422)
        self.assertEqual(Job.objects.count(), 1)

    def test_the_song_s_page_marks_what_was_changed(self):
        self.post("style", "loud polka")
        song = make_track(job=Job.objects.get(retry_of=self.job))
        page = self.client.get(song.get_absolute_url())
        self.assertContains(page, "<del>slow synth-pop</del>")
        self.assertContains(page, "<ins>loud polka</ins>")

    def test_of_long_words_the_lines_are_marked(self):
        self.post("lyrics", "[Verse]\nThe driver knows your stop")
        song = make_track(job=Job.objects.get(retry_of=self.job))
        page = self.client.get(song.get_absolute_url())
        self.assertContains(page, "<ins>The driver knows your stop</ins>")

    def test_the_same_again_marks_nothing(self):
        again = make_job(owner=self.user, params=CUSTOM, retry_of=self.job)
        page = self.client.get(make_track(job=again).get_absolute_url())
        self.assertNotContains(page, "What was changed")

    def test_a_song_s_extension_keeps_its_cut(self):
        song = make_track(owner=self.user)
        params = {"default_param_flag": True, "continue_at": 83.4, "prompt": "la", "style": "waltz",
                  "title": "On", "model": "V6", "instrumental": False}  # fmt: skip
        job = make_job(owner=self.user, operation="extend", params=params)
        job.sources.create(position=0, track=song)
        address = f"/jobs/{job.uuid}/replay/"
        self.assertNotIn("model", [choice.name for choice in self.client.get(address).context["choices"]])
        self.client.post(f"{address}?field=style", {"style": "polka"})
        new = Job.objects.get(retry_of=job)
        self.assertEqual(new.params, {**params, "style": "polka"})
        self.assertEqual(new.extension.source_track, song)

    def test_what_started_from_a_song_that_is_gone_says_so(self):
        job = make_job(owner=self.user, operation="extend", params={"model": "V6"})
        self.assertContains(self.client.get(f"/jobs/{job.uuid}/replay/"), "cannot be replayed")

    def test_files_of_a_song_and_other_people_s_jobs_are_not_replayed(self):
        for job in (make_job(owner=self.user, operation="wav"), make_job(owner=make_user())):
            self.assertEqual(self.client.get(f"/jobs/{job.uuid}/replay/").status_code, 404)


class AgainTests(StudioTestCase):
    """“Use its settings again”: everything comes back, and what cannot is said."""

    def form(self, job, **query):
        return self.client.get(f"/create/{job.operation}/", {"like": job.uuid, **query})

    def test_what_was_left_empty_stays_empty(self):
        song = make_track(owner=self.user, style="slow synth-pop")
        params = {"custom_mode": True, "instrumental": False, "model": "V6", "title": "Cover", "duration": 60}
        job = make_job(owner=self.user, operation="upload-cover", params=params)
        job.sources.create(position=0, track=song)
        form = self.client.get(f"/tracks/{song.uuid}/upload-cover/?like={job.uuid}").context["form"]
        self.assertEqual((form["style"].value(), form["lyrics"].value()), ("", ""))
        self.assertEqual((form["title"].value(), form["duration"].value()), ("Cover", 60))

    def test_attachments_come_back(self):
        addresses = ["https://a.example/1.jpg", "https://a.example/2.jpg"]
        params = {"custom_mode": False, "model": "V6", "prompt": "x", "image_urls": addresses}
        page = self.form(make_job(owner=self.user, params=params))
        self.assertContains(page, "\n".join(addresses))

    def test_so_does_the_persona_while_it_can_be_used(self):
        persona = make_persona(owner=self.user)
        params = {**CUSTOM, "persona_id": persona.provider_id, "persona_model": persona.kind}
        job = make_job(owner=self.user, params=params)
        page = self.form(job)
        self.assertEqual(page.context["form"]["persona_id"].value(), persona.uuid)
        self.assertNotContains(page, "could not be taken over")
        persona.delete()
        self.assertContains(self.form(job), "The persona could not be taken over")

    def test_a_version_that_is_offered_no_more_is_said_and_another_chosen(self):
        page = self.form(make_job(owner=self.user, params={**CUSTOM, "model": "V9_OLD"}))
        self.assertContains(page, "The version could not be taken over")
        self.assertEqual(page.context["form"]["model"].value(), "V6")

    def test_a_second_song_that_is_gone_is_said(self):
        first = make_track(owner=self.user)
        params = {"custom_mode": False, "model": "V6", "prompt": "x", "second": str(uuid.uuid4())}
        job = make_job(owner=self.user, operation="mashup", params=params)
        job.sources.create(position=0, track=first)
        page = self.client.get(f"/tracks/{first.uuid}/mashup/?like={job.uuid}")
        self.assertContains(page, "The second song could not be taken over")
