import uuid

from django.utils import timezone

from music.models import Extension, Job, ProviderAccount, Source
from music.operations.extend import Extend, ExtendForm
from music.services import hearing, jobs
from tests.base import TASK, StudioTestCase, heard
from tests.factories import make_account, make_job, make_track, make_user


def extend_data(**data):
    own = {"prompt": "[Bridge]\nla", "style": "waltz", "title": "Longer", "continue_at": "2:41.3"}
    return {"default_param_flag": "on", **own, **data}


class ExtendFormTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user, duration=187.3)

    def form(self, track=None, **data):
        return ExtendForm(extend_data(**data), owner=self.user, sources=(track or self.track,))

    def refuses(self, field, track=None, **data):
        form = self.form(track, **data)
        self.assertFalse(form.is_valid(), data)
        self.assertIn(field, form.errors)
        return form.errors[field][0]

    def test_a_moment_is_read_as_people_write_it(self):
        for text, seconds in {
            "2:41.3": 161.3,
            "161.3": 161.3,
            "0:05": 5,
            "1,5": 1.5,
            "83.456": 83.46,
        }.items():
            form = self.form(continue_at=text)
            self.assertTrue(form.is_valid(), form.errors)
            self.assertEqual(form.params()["continue_at"], seconds)

    def test_the_cut_lies_strictly_inside_the_song(self):
        for wrong in (
            "0",
            "0:00",
            "187.3",
            "187.31",
            "4:00",
            "-3",
            "soon",
            "nan",
            "inf",
            "1e3",
            "",
            "٣",
            "1:75",
        ):
            with self.subTest(cut=wrong):
                self.refuses("continue_at", continue_at=wrong)
        self.assertTrue(self.form(continue_at="0.01").is_valid())
        self.assertTrue(self.form(continue_at="187.29").is_valid())

    def test_the_end_of_the_song_is_named_as_a_moment_that_exists(self):
        track = make_track(owner=self.user, duration=119.97)
        self.assertIn("at 1:59.97.", self.refuses("continue_at", track, continue_at="2:30"))

    def test_own_parameters_need_words_style_and_title(self):
        for field in ("prompt", "style", "title"):
            self.refuses(field, **{field: " "})
        self.assertTrue(self.form(prompt="", instrumental="on").is_valid())

    def test_each_version_takes_its_own_lengths(self):
        for version, (prompt, style, title) in {
            "V4": (3000, 200, 80), "V4_5": (5000, 1000, 100), "V4_5PLUS": (5000, 1000, 100), "V4_5ALL": (5000, 1000, 80),
            "V5": (5000, 1000, 100), "V6": (5000, 1000, 100),
        }.items():  # fmt: skip
            track = make_track(owner=self.user, model_version=version)
            exact = {"prompt": "x" * prompt, "style": "y" * style, "title": "z" * title}
            self.assertTrue(self.form(track, **exact).is_valid(), version)
            for field, text in exact.items():
                with self.subTest(version=version, field=field):
                    self.refuses(field, track, **{**exact, field: text + "!"})

    def test_the_sentence_names_what_to_take_out(self):
        self.assertEqual(
            self.refuses("title", title="x" * 103), "103 of 100 characters. Take out 3 to go on."
        )

    def test_only_the_source_s_version_can_continue_it(self):
        self.assertIn("V6", self.refuses("model", model="V5"))

    def test_inherited_parameters_send_nothing_of_our_own(self):
        form = self.form(default_param_flag="", style="y" * 5000, continue_at="nonsense")
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.params(), {"default_param_flag": False, "model": "V6"})

    def test_a_song_in_the_trash_or_unknown_to_the_provider_is_refused(self):
        self.refuses("__all__", make_track(owner=self.user, trashed_at=timezone.now()))
        self.refuses("__all__", make_track(owner=self.user, audio_id=""))

    def test_a_song_that_is_still_being_made_is_refused(self):
        self.refuses(
            "__all__", make_track(owner=self.user, audio_url="", stream_url="https://files.example/s")
        )

    def test_a_song_of_another_key_is_refused_and_whose_is_said(self):
        own = ProviderAccount.objects.create(owner=self.user, base_url="https://api.kie.ai")
        own.set_key("my-own-secret-key")
        own.save()
        self.assertIn("api.kie.ai", self.refuses("__all__"))

    def test_it_begins_with_the_values_of_the_source(self):
        form = ExtendForm(owner=self.user, sources=(self.track,))
        self.assertEqual(form["title"].value(), self.track.title)
        self.assertEqual(form["style"].value(), self.track.style)
        self.assertEqual(form["default_param_flag"].value(), "on")
        self.assertEqual(form["continue_at"].value(), "3:06.3")


class ExtendRequestTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)

    def start(self, **data):
        form = ExtendForm(extend_data(**data), owner=self.user, sources=(self.track,))
        self.assertTrue(form.is_valid(), form.errors)
        return jobs.start(Extend(), self.user, form.params(), submission=uuid.uuid4(), sources=(self.track,))

    def fields(self, **data):
        fields = dict(Extend().request(self.start(**data)).fields)
        fields.pop("call_back_url")
        return fields

    def test_own_parameters(self):
        sent = self.fields()
        self.assertEqual((sent["continue_at"], sent["audio_id"]), (161.3, self.track.audio_id))
        self.assertEqual((sent["lyrics"], sent["prompt"]), ("[Bridge]\nla", "[Bridge]\nla"))
        self.assertIs(sent["default_param_flag"], True)

    def test_inherited_parameters(self):
        expected = {"audio_id": self.track.audio_id, "model": "V6", "default_param_flag": False}
        self.assertEqual(self.fields(default_param_flag=""), expected)

    def test_an_instrumental_sends_no_words_and_no_voice(self):
        sent = self.fields(instrumental="on", vocal_gender="f")
        self.assertFalse({"prompt", "lyrics", "vocal_gender"} & set(sent))

    def test_it_keeps_what_was_extended_where(self):
        extension = self.start().extension
        self.assertEqual((extension.source_track, extension.continue_at), (self.track, 161.3))
        self.assertFalse(extension.is_inherited)
        self.assertTrue(self.start(default_param_flag="").extension.is_inherited)

    def test_its_songs_know_their_source(self):
        job = self.start()
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, task_id=TASK)
        hearing.apply_result(job, heard())
        hearing.apply_result(job, heard())
        self.assertEqual(Extension.objects.get().tracks.count(), 2)
        self.assertEqual(
            [(s.source, s.how, s.at) for s in Source.objects.all()], [(self.track, "extend", 161.3)] * 2
        )

    def test_an_inherited_extension_of_an_instrumental_is_one(self):
        self.track.is_instrumental = True
        self.track.save()
        job = self.start(default_param_flag="")
        Job.objects.filter(pk=job.pk).update(state=Job.State.WAITING, task_id=TASK)
        hearing.apply_result(job, heard())
        self.assertTrue(all(track.is_instrumental for track in job.tracks.all()))


class WhoseTests(StudioTestCase):
    def test_another_s_song_is_not_there(self):
        theirs = make_track(owner=make_user())
        for method in (self.client.get, self.client.post):
            self.assertEqual(method(f"/tracks/{theirs.uuid}/extend/", extend_data()).status_code, 404)
        self.assertFalse(Job.objects.filter(owner=self.user).exists())

    def test_a_slug_that_does_not_start_from_a_song_is_not_there(self):
        track = make_track(owner=self.user)
        self.assertEqual(self.client.get(f"/tracks/{track.uuid}/generate/").status_code, 404)
        self.assertEqual(self.client.get("/create/extend/").status_code, 404)

    def test_a_post_starts_the_job(self):
        track = make_track(owner=self.user, job=make_job(owner=self.user, account=make_account()))
        response = self.client.post(f"/tracks/{track.uuid}/extend/", extend_data())
        job = Job.objects.get(operation="extend")
        self.assertRedirects(response, f"/jobs/{job.uuid}/", fetch_redirect_response=False)
