from django.utils import timezone

from music.models import Job, ProviderAccount, Source
from tests.base import SECOND, clip, heard
from tests.factories import keep, make_persona, make_track, make_upload

from .base import SISTER, SongOperationTestCase

OLD = {"model": "V5", "custom_mode": "on", "style": "bossa nova", "title": "Ferry", "lyrics": "[Verse]\nla"}


class UploadCoverTestCase(SongOperationTestCase):
    slug = "upload-cover"
    needed = {"custom_mode": "on"}


class FormTests(UploadCoverTestCase):
    def test_v6_needs_nothing_but_the_recording(self):
        self.takes()

    def test_older_versions_need_style_title_and_words(self):
        self.takes(**OLD)
        for field in ("style", "title", "lyrics"):
            self.refuses(field, **{**OLD, field: " "})
        self.takes(**{**OLD, "lyrics": "", "instrumental": "on"})

    def test_titles_end_at_80_or_100_by_version(self):
        for version, most in {"V6": 80, "V5": 100, "V4_5ALL": 80, "V4": 80}.items():
            with self.subTest(version=version):
                self.takes(**{**OLD, "model": version, "title": "x" * most})
                self.refuses("title", **{**OLD, "model": version, "title": "x" * (most + 1)})

    def test_a_sentence_ends_at_500_and_where_it_is_the_style_at_1000(self):
        for version, most in {"V5": 500, "V6": 1000}.items():
            simple = {"custom_mode": "", "model": version}
            self.takes(**simple, prompt="x" * most)
            self.refuses("prompt", **simple, prompt="x" * (most + 1))
            self.refuses("prompt", **simple, prompt="")

    def test_a_length_is_for_versions_that_take_one(self):
        self.assertEqual(self.takes(duration="60").params()["duration"], 60)
        self.assertNotIn("duration", self.takes(**OLD, duration="60").params())
        self.refuses("duration", duration="361")

    def test_eight_minutes_are_the_most(self):
        self.takes((make_upload(owner=self.user, duration=480),))
        message = self.refuses("__all__", (make_upload(owner=self.user, duration=480.1),))
        self.assertIn("8 minutes", message)

    def test_the_sister_service_takes_a_minute_with_one_version(self):
        self.assertNotIn("V4.5 All", self.blank(self.upload).fields["model"].help_text)
        self.takes(**{**OLD, "model": "V4_5ALL"})
        own = ProviderAccount.objects.create(owner=self.user, base_url=SISTER)
        own.set_key("a-key-of-the-sister-service")
        own.save()
        self.assertIn("60", self.refuses("model", **{**OLD, "model": "V4_5ALL"}))
        self.takes(**OLD)
        self.assertIn("V4.5 All, up to 60 seconds", self.blank(self.upload).fields["model"].help_text)

    def test_the_form_says_how_long_a_recording_may_be(self):
        self.assertIn("8 minutes", self.blank(self.upload).fields["model"].help_text)

    def test_a_song_needs_its_sound_and_no_number_of_the_provider(self):
        kept = keep(make_track(owner=self.user, audio_id="", audio_url=""))
        self.takes((kept,))
        unfinished = make_track(owner=self.user, audio_url="", stream_url="https://files.example/s")
        self.refuses("__all__", (unfinished,))
        dead = make_track(owner=self.user, expires_at=timezone.now())
        self.assertIn("gone", self.refuses("__all__", (dead,)))
        lost = make_track(owner=self.user, archive_state="lost")
        self.assertIn("gone", self.refuses("__all__", (lost,)))
        self.refuses("__all__", (make_track(owner=self.user, trashed_at=timezone.now()),))

    def test_a_song_of_another_key_can_be_covered(self):
        song = make_track(owner=self.user)
        own = ProviderAccount.objects.create(owner=self.user, base_url="https://api.kie.ai")
        own.set_key("a-key-of-their-own")
        own.save()
        self.takes((song,))

    def test_it_begins_with_the_values_of_the_song(self):
        song = make_track(owner=self.user, model_version="V5", duration=412.0, title="x" * 120)
        form = self.blank(song)
        told = {name: form[name].value() for name in ("lyrics", "style", "model", "duration")}
        expected = {"lyrics": song.lyrics, "style": song.style, "model": "V5", "duration": 360}
        self.assertEqual(told, expected)
        self.assertEqual(form["title"].value(), "x" * 100)
        self.assertFalse(form["prompt"].value())

    def test_a_recording_begins_with_the_studio_s_version(self):
        form = self.blank(self.upload)
        self.assertEqual((form["model"].value(), form["duration"].value()), ("V6", 200))


class RequestTests(UploadCoverTestCase):
    def test_v6_is_sent_no_mode(self):
        (address,) = self.hand_over(self.upload)
        path, body = self.sent(style="bossa nova", lyrics="la", duration="90")
        self.assertEqual(path, "/api/v1/generate/upload-cover")
        expected = {"uploadUrl": address, "model": "V6", "instrumental": False, "style": "bossa nova",
                    "lyrics": "la", "duration": 90}  # fmt: skip
        self.assertEqual(body, expected)

    def test_older_versions_are_sent_a_prompt_and_their_mode(self):
        self.hand_over(self.upload)
        _path, body = self.sent(**OLD)
        self.assertEqual((body["prompt"], body["customMode"]), ("[Verse]\nla", True))
        self.assertNotIn("lyrics", body)

    def test_a_sentence_is_the_style_where_there_is_no_simple_mode(self):
        self.hand_over(self.upload)
        simple = {"custom_mode": "", "prompt": "as a slow waltz", "style": "loud", "title": "No"}
        _path, body = self.sent(**simple)
        self.assertEqual(body["style"], "as a slow waltz")
        self.assertFalse({"prompt", "customMode", "title"} & body.keys())
        _path, body = self.sent(**simple, model="V5")
        self.assertEqual((body["prompt"], body["customMode"]), ("as a slow waltz", False))
        self.assertNotIn("style", body)

    def test_an_instrumental_sends_no_words_and_no_voice(self):
        self.hand_over(self.upload)
        _path, body = self.sent(instrumental="on", lyrics="la", vocal_gender="f")
        self.assertFalse({"lyrics", "prompt", "vocalGender"} & body.keys())

    def test_the_market_is_sent_our_names_and_no_mode(self):
        self.hand_over(self.upload)
        body = self.sent_to_market(**OLD)
        self.assertEqual(body["model"], "ai-music-api/upload-and-cover-audio")
        self.assertEqual((body["input"]["model"], body["input"]["prompt"]), ("V5", "[Verse]\nla"))
        self.assertNotIn("custom_mode", body["input"])

    def test_a_persona_is_told_with_its_kind_where_a_version_asks(self):
        self.hand_over(self.upload)
        persona = make_persona(owner=self.user)
        _path, body = self.sent(**OLD, persona_id=str(persona.uuid))
        self.assertEqual((body["personaId"], body["personaModel"]), (persona.provider_id, "style_persona"))
        _path, body = self.sent(**{**OLD, "model": "V4_5", "persona_id": str(persona.uuid)})
        self.assertNotIn("personaModel", body)


class ResultTests(UploadCoverTestCase):
    def test_its_songs_know_what_they_cover(self):
        job = self.start(style="bossa nova", title="Ferry")
        self.hear(job, heard(), heard())
        self.assertEqual(job.state, Job.State.DONE)
        self.assertEqual(
            [(link.upload, link.how, link.at) for link in Source.objects.all()],
            [(self.upload, "cover", None)] * 2,
        )
        self.assertEqual({track.title for track in job.tracks.all()}, {"Ferry"})

    def test_a_known_work_fails_and_leaves_nothing(self):
        job = self.start()
        self.hear(job, heard("error", code=413, msg="It matches an existing work."))
        self.assertEqual((job.state, job.error_code), (Job.State.FAILED, "413"))
        self.assertFalse(job.tracks.exists())

    def test_one_good_song_of_two_stays(self):
        job = self.start()
        self.hear(job, heard("first", [clip(SECOND)]), heard("error", code=500))
        self.assertEqual((job.state, job.tracks.count()), (Job.State.DONE, 1))


class PageTests(UploadCoverTestCase):
    def test_a_post_starts_the_job_and_leads_to_it(self):
        track = make_track(owner=self.user)
        response = self.client.post(f"/tracks/{track.uuid}/upload-cover/", {**OLD, "model": "V6"})
        job = Job.objects.get(operation="upload-cover")
        self.assertRedirects(response, f"/jobs/{job.uuid}/", fetch_redirect_response=False)

    def test_an_upload_has_the_same_page(self):
        self.assertContains(self.client.get(f"/uploads/{self.upload.uuid}/upload-cover/"), "8 minutes")

    def test_it_can_be_had_again(self):
        self.assert_it_can_be_had_again(self.start(**OLD))

    def test_another_s_is_not_there(self):
        self.assert_another_s_is_not_there()
