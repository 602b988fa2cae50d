from django.utils import timezone

from music.models import Job, Source
from tests.base import heard
from tests.factories import make_persona, make_track, make_upload

from .base import SongOperationTestCase


class MashupTestCase(SongOperationTestCase):
    slug = "mashup"

    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)
        self.needed = {
            "custom_mode": "on",
            "style": "half time",
            "title": "Both",
            "second": str(self.track.uuid),
        }


class FormTests(MashupTestCase):
    def test_a_second_one_of_one_s_own_is_needed(self):
        for wrong in ("", "nonsense", make_track().uuid, make_upload().uuid):
            self.refuses("second", second=wrong)

    def test_it_is_another_than_the_first(self):
        self.refuses("second", second=self.upload.uuid)

    def test_it_can_be_a_song_or_an_upload(self):
        other = make_upload(owner=self.user)
        self.assertEqual(self.takes().sources, (self.upload, self.track))
        self.assertEqual(self.takes(second=other.uuid).sources, (self.upload, other))

    def test_it_has_to_have_its_sound_like_the_first(self):
        binned = make_track(owner=self.user, trashed_at=timezone.now())
        self.assertIn("trash", self.refuses("second", second=binned.uuid))
        unfinished = make_track(owner=self.user, audio_url="")
        self.refuses("second", second=unfinished.uuid)

    def test_the_newest_are_offered_and_words_find_the_others(self):
        make_track(owner=self.user, title="Ferry")
        make_upload(owner=self.user, title="Foghorn")
        make_track(title="Not mine")
        offered = self.offered(self.blank(self.upload))
        self.assertTrue({"Ferry", "Foghorn", self.track.title} <= offered)
        self.assertFalse({"Not mine", self.upload.title} & offered)
        form = self.form(second="", find="fog")
        self.assertEqual(self.offered(form), {"Foghorn"})

    def test_what_is_chosen_stays_offered(self):
        form = self.form(find="nothing like it")
        self.assertEqual(self.offered(form), {self.track.title})

    @staticmethod
    def offered(form):
        """The titles in the select."""
        choices = form.fields["second"].widget.choices
        groups = [[(key, label)] if isinstance(label, str) else label for key, label in choices if key]
        return {label.partition(" · ")[0] for group in groups for _key, label in group}

    def test_style_and_title_are_needed_with_every_version_and_words_with_the_older(self):
        for version in ("V6", "V5"):
            for field in ("style", "title"):
                self.refuses(field, model=version, lyrics="la", **{field: ""})
        self.takes()
        self.refuses("lyrics", model="V5")
        self.takes(model="V5", instrumental="on")

    def test_titles_end_at_80_or_100_by_version(self):
        for version, most in {"V6": 100, "V5": 80, "V4": 80}.items():
            self.takes(model=version, lyrics="la", title="x" * most)
            self.refuses("title", model=version, lyrics="la", title="x" * (most + 1))

    def test_only_the_v6_family_takes_a_persona(self):
        persona = make_persona(owner=self.user)
        self.takes(persona_id=persona.uuid)
        self.assertIn("V5", self.refuses("persona_id", model="V5", lyrics="la", persona_id=persona.uuid))


class RequestTests(MashupTestCase):
    def setUp(self):
        super().setUp()
        self.addresses = self.hand_over(self.upload, self.track)

    def test_both_addresses_are_sent_in_order(self):
        path, body = self.sent(lyrics="la", duration="120")
        self.assertEqual(path, "/api/v1/generate/mashup")
        expected = {"uploadUrlList": self.addresses, "model": "V6", "instrumental": False, "style": "half time",
                    "title": "Both", "lyrics": "la", "duration": 120}  # fmt: skip
        self.assertEqual(body, expected)

    def test_older_versions_are_told_the_mode(self):
        _path, body = self.sent(model="V5", lyrics="la")
        self.assertEqual((body["customMode"], body["prompt"]), (True, "la"))
        self.assertNotIn("duration", body)

    def test_a_sentence_is_enough_and_names_what_their_lists_want(self):
        simple = {"custom_mode": "", "prompt": "slow, with a big end"}
        _path, body = self.sent(**simple, model="V5")
        self.assertEqual((body["prompt"], body["style"]), ("slow, with a big end",) * 2)
        self.assertEqual((body["customMode"], body["title"]), (False, "Humming × Night bus to the coast"))
        _path, body = self.sent(**simple)
        self.assertEqual(body["style"], "slow, with a big end")
        self.assertFalse({"prompt", "customMode"} & body.keys())

    def test_the_market_is_sent_neither_mode_nor_singing(self):
        body = self.sent_to_market(model="V5", lyrics="la")
        self.assertEqual(body["model"], "ai-music-api/mashup")
        self.assertEqual(body["input"]["upload_url_list"], self.addresses)
        self.assertFalse({"custom_mode", "instrumental"} & body["input"].keys())

    def test_what_was_looked_for_is_not_kept(self):
        self.assertNotIn("find", self.start(find="night").params)


class ResultTests(MashupTestCase):
    def test_its_songs_know_both_in_order(self):
        job = self.start()
        self.hear(job, heard(), heard())
        links = [(link.song, link.how) for link in Source.objects.order_by("track", "position")]
        self.assertEqual(links, [(self.upload, "mashup"), (self.track, "mashup")] * 2)

    def test_a_failure_leaves_nothing(self):
        job = self.start()
        self.hear(job, heard("error", code=413))
        self.assertEqual((job.state, job.tracks.count()), (Job.State.FAILED, 0))


class PageTests(MashupTestCase):
    def address(self):
        return f"/uploads/{self.upload.uuid}/mashup/"

    def test_a_post_starts_the_job_from_both(self):
        self.client.post(self.address(), {"model": "V6", **self.needed})
        job = Job.objects.get(operation="mashup")
        self.assertEqual([source.song for source in job.sources.all()], [self.upload, self.track])

    def test_without_a_script_the_button_looks_for_it_and_nothing_is_started(self):
        page = self.client.post(self.address(), {"model": "V6", **self.needed, "second": "", "find": "night"})
        self.assertContains(page, f'value="{self.track.uuid}"', status_code=422)
        self.assertFalse(Job.objects.filter(operation="mashup").exists())

    def test_a_script_asks_for_the_select_alone(self):
        page = self.client.get(self.address(), {"find": "night"}, headers={"hx-request": "true"})
        self.assertContains(page, f'value="{self.track.uuid}"')
        self.assertNotIn("HX-Retarget", page)

    def test_it_can_be_had_again(self):
        self.assert_it_can_be_had_again(self.start())

    def test_another_s_is_not_there(self):
        self.assert_another_s_is_not_there()
