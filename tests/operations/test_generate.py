from decimal import Decimal

from music.kie.limits import ModelVersion
from music.models import Job, Persona
from music.operations.generate import Generate, GenerateForm
from tests.base import StudioTestCase
from tests.factories import make_job, make_persona

OLD = [version for version in ModelVersion if not version.is_v6]


class GenerateFormTests(StudioTestCase):
    def form(self, **data):
        return GenerateForm({"model": "V6", **data}, owner=self.user)

    def custom(self, **data):
        return self.form(
            custom_mode="on", **{"lyrics": "[Verse]\nla", "style": "waltz", "title": "Ferry", **data}
        )

    def refuses(self, form, field, code):
        self.assertFalse(form.is_valid())
        self.assertIn(code, [error.code for error in form.errors.as_data().get(field, [])], form.errors)

    def test_simple_mode_needs_only_a_sentence(self):
        form = self.form(prompt="A slow waltz")
        self.assertTrue(form.is_valid(), form.errors)
        self.assertEqual(form.params()["prompt"], "A slow waltz")

    def test_simple_mode_refuses_nothing_at_all(self):
        self.refuses(self.form(prompt="  \n "), "prompt", "required")

    def test_simple_mode_takes_3000_characters_and_not_one_more(self):
        for version in ModelVersion:
            self.assertTrue(self.form(model=version, prompt="海" * 3000).is_valid())
            self.refuses(self.form(model=version, prompt="海" * 3001), "prompt", "max_length")

    def test_each_version_takes_its_own_lengths(self):
        for version, (prompt, style, title) in {
            "V4": (3000, 200, 80),
            "V4_5": (5000, 1000, 80),
            "V6": (5000, 1000, 80),
        }.items():
            with self.subTest(version=version):
                exact = {"lyrics": "x" * prompt, "style": "y" * style, "title": "z" * title}
                self.assertTrue(self.custom(model=version, **exact).is_valid())
                for field, text in exact.items():
                    self.refuses(
                        self.custom(model=version, **{**exact, field: text + "!"}), field, "max_length"
                    )

    def test_a_windows_newline_counts_once_and_an_emoji_once(self):
        lyrics = "la 🎷\r\n" * 1000
        form = self.custom(model="V5", lyrics=lyrics[:5998])
        self.assertTrue(form.is_valid(), form.errors)
        self.assertLessEqual(len(form.params()["lyrics"]), 5000)

    def test_crlf_lyrics_at_exactly_the_limit_are_taken(self):
        lyrics = "a\r\n" * 2500
        self.assertTrue(self.custom(model="V5", lyrics=lyrics).is_valid())
        self.refuses(self.custom(model="V5", lyrics="b" + lyrics + "bc"), "lyrics", "max_length")

    def test_older_versions_need_style_title_and_lyrics(self):
        for version in OLD:
            for field in ("style", "title", "lyrics"):
                with self.subTest(version=version, field=field):
                    self.refuses(self.custom(model=version, **{field: ""}), field, "required")
            self.assertTrue(self.custom(model=version, lyrics="", instrumental="on").is_valid())

    def test_v6_needs_any_one_of_three(self):
        empty = {"lyrics": "", "style": "", "title": "", "negative_tags": ""}
        self.refuses(self.custom(**empty), "style", "required")
        for field in ("lyrics", "style", "negative_tags"):
            self.assertTrue(self.custom(**{**empty, field: "choir"}).is_valid())

    def test_length_weights_and_variety_have_their_ranges(self):
        for field, wrong in {
            "duration": "9",
            "style_weight": "1.01",
            "weirdness_constraint": "-0.1",
            "variety": "5",
        }.items():
            with self.subTest(field=field):
                self.assertIn(field, self.custom(**{field: wrong}).errors)

    def test_length_is_always_sent_where_it_applies(self):
        for version in ModelVersion:
            form = self.custom(model=version)
            form.is_valid()
            expected = 180 if version in ("V6", "V6_MINI", "V6_WILD", "V5_5") else None
            self.assertEqual(form.params().get("duration"), expected)

    def test_an_unknown_version_is_refused(self):
        self.refuses(self.form(model="V3_5", prompt="x"), "model", "invalid_choice")

    def test_only_one_s_own_personas_can_be_chosen(self):
        mine, other = make_persona(owner=self.user), make_persona()
        self.assertEqual(self._with(mine).params()["persona_id"], mine.provider_id)
        self.refuses(self.custom(persona_id=str(other.uuid)), "persona_id", "invalid_choice")

    def _with(self, persona, **data):
        form = self.custom(persona_id=str(persona.uuid), **data)
        self.assertTrue(form.is_valid(), form.errors)
        return form

    def test_a_voice_does_not_fit_old_versions(self):
        voice = make_persona(owner=self.user, kind=Persona.Kind.VOICE)
        self._with(voice, model="V5")
        self.assertIn("persona_id", self.custom(model="V4_5", persona_id=str(voice.uuid)).errors)

    def test_without_a_key_it_says_so(self):
        form = self.form(prompt="x")
        form.account.set_key("")
        self.refuses(form, "__all__", "no_key")


class GenerateRequestTests(StudioTestCase):
    def fields(self, **data):
        form = GenerateForm({"model": "V6", **data}, owner=self.user)
        self.assertTrue(form.is_valid(), form.errors)
        job = make_job(owner=self.user, params=form.params())
        return {
            name: value for name, value in Generate().request(job).fields.items() if name != "call_back_url"
        }

    def test_a_simple_song_of_v6_sends_its_description_as_style_too(self):
        sent = self.fields(prompt="A slow waltz")
        expected = {
            "prompt": "A slow waltz",
            "style": "A slow waltz",
            "model": "V6",
            "custom_mode": False,
            "instrumental": False,
        }
        self.assertEqual(sent, expected)

    def test_a_long_description_is_cut_for_the_style(self):
        self.assertEqual(len(self.fields(prompt="x" * 3000)["style"]), 1000)

    def test_a_simple_song_of_v5_sends_no_style(self):
        self.assertNotIn("style", self.fields(prompt="A slow waltz", model="V5"))

    def test_words_are_lyrics_for_v6_and_prompt_before(self):
        data = {"custom_mode": "on", "lyrics": "la la", "style": "waltz", "title": "Ferry"}
        self.assertEqual(self.fields(**data)["lyrics"], "la la")
        self.assertNotIn("prompt", self.fields(**data))
        self.assertEqual(self.fields(**data, model="V5")["prompt"], "la la")
        self.assertNotIn("lyrics", self.fields(**data, model="V5"))

    def test_a_prompt_alone_is_what_is_sung_when_there_is_no_lyrics_field(self):
        sent = self.fields(custom_mode="on", prompt="la la", style="waltz", title="Ferry", model="V5")
        self.assertEqual(sent["prompt"], "la la")

    def test_everything_chosen_is_sent(self):
        persona = make_persona(owner=self.user)
        chosen = {"negative_tags": "choir", "vocal_gender": "f", "style_weight": "0.65", "weirdness_constraint": "0.3",
                  "audio_weight": "0.5", "variety": "0", "duration": "240"}  # fmt: skip
        sent = self.fields(
            custom_mode="on",
            lyrics="la",
            style="waltz",
            title="Ferry",
            persona_id=str(persona.uuid),
            **chosen,
        )
        self.assertEqual(sent["persona_id"], persona.provider_id)
        self.assertEqual(sent["persona_model"], "style_persona")
        self.assertEqual((sent["style_weight"], sent["variety"], sent["duration"]), (0.65, 0, 240))
        self.assertEqual((sent["negative_tags"], sent["vocal_gender"]), ("choir", "f"))

    def test_an_instrumental_sends_no_words_and_no_voice(self):
        sent = self.fields(
            custom_mode="on", instrumental="on", lyrics="la", vocal_gender="f", style="waltz", title="Ferry"
        )
        self.assertTrue(sent["instrumental"])
        self.assertFalse({"lyrics", "prompt", "vocal_gender"} & set(sent))


class AttachmentTests(StudioTestCase):
    PICTURE = "https://pictures.example/sea.jpg"

    def form(self, **data):
        data = {"prompt": "The sea at night", "model": "V6"} | data
        return GenerateForm(data, owner=self.user)

    def test_pictures_films_and_sounds_go_along_with_a_sentence(self):
        form = self.form(
            image_urls=f"{self.PICTURE}\n{self.PICTURE}?2", audio_urls="https://sounds.example/a.mp3"
        )
        self.assertTrue(form.is_valid(), form.errors)
        job = make_job(owner=self.user, params=form.params())
        sent = Generate().request(job).fields
        self.assertEqual(sent["image_urls"], [self.PICTURE, f"{self.PICTURE}?2"])
        self.assertEqual(sent["audio_urls"], ["https://sounds.example/a.mp3"])
        self.assertNotIn("video_urls", sent)

    def test_five_pictures_and_not_one_more(self):
        self.assertTrue(self.form(image_urls="\n".join([self.PICTURE] * 5)).is_valid())
        self.assertIn("image_urls", self.form(image_urls="\n".join([self.PICTURE] * 6)).errors)

    def test_what_is_no_address_is_refused_and_named(self):
        errors = self.form(video_urls="my holiday.mp4").errors
        self.assertIn("my", errors["video_urls"][0])

    def test_older_versions_and_custom_mode_send_none(self):
        for data in ({"model": "V5"}, {"custom_mode": "on", "style": "waltz"}):
            form = self.form(image_urls=self.PICTURE, **data)
            self.assertTrue(form.is_valid(), form.errors)
            self.assertNotIn("image_urls", form.params())


class PostTests(StudioTestCase):
    def post(self, **data):
        return self.client.post("/create/generate/", {"model": "V6", "prompt": "A slow waltz", **data})

    def test_it_starts_one_job_and_goes_to_it(self):
        response = self.post()
        job = Job.objects.get()
        self.assertRedirects(response, f"/jobs/{job.uuid}/", fetch_redirect_response=False)
        self.assertEqual((job.owner, job.state, job.expected_price), (self.user, "queued", Decimal(12)))

    def test_a_double_click_is_one_job(self):
        key = "6f0e3a52-1c3e-4a57-9d0c-2f1f6c0e8a11"
        first, second = self.post(submission=key), self.post(submission=key)
        self.assertEqual(first.url, second.url)
        self.assertEqual(Job.objects.count(), 1)
