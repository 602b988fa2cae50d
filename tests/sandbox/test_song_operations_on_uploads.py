from sandbox.music import pieces as spans

from .songs import COVER, EXTENSION, PATHS, SongCase
from .sounds import tone


class CoverTests(SongCase):
    def test_it_is_as_long_as_the_source_or_as_asked(self):
        url = self.upload(tone(12.5))
        for fields, seconds in (
            ({}, 12.5),
            ({"duration": 30}, 30),
            ({"duration": 30, "model": "V5"}, 12.5),
            ({"duration": 30, "customMode": False}, 12.5),
        ):
            record, recipes = self.finished("upload-cover", uploadUrl=url, **COVER | fields)
            self.assertEqual(
                (self.durations(record), spans.length(recipes[0]["pieces"])), ([seconds] * 2, seconds)
            )

    def test_other_sound_or_another_style_makes_another_song_in_a_key_of_the_sound(self):
        one, other = self.upload(tone(12)), self.upload(tone(12, 880), "other.wav")
        made = [
            self.finished("upload-cover", uploadUrl=url, **COVER | {"style": style})[1][0]["pieces"][0]
            for url, style in ((one, "jazz"), (one, "jazz"), (one, "rock"), (other, "jazz"))
        ]
        self.assertEqual(len({piece["seed"] for piece in made}), 3)
        self.assertEqual(len({piece["key"] for piece in made}), 2)

    def test_what_older_versions_need(self):
        for name in ("uploadUrl", "customMode", "instrumental", "style", "title", "prompt", "callBackUrl"):
            fields = {"uploadUrl": "http://x/y", "model": "V5"} | COVER | {name: None}
            self.assertEqual(self.refusal("upload-cover", **fields), f"Please enter {name}.")

    def test_v6_needs_only_the_source(self):
        record, _ = self.finished("upload-cover", uploadUrl=self.upload(tone(12)))
        self.assertIn("[Chorus]", record["response"]["sunoData"][0]["prompt"])

    def test_limits(self):
        for fields in (
            {"title": "x" * 81},
            {"title": "x" * 81, "model": "V4_5ALL"},
            {"title": "x" * 101, "model": "V5"},
            {"style": "x" * 201, "model": "V4"},
            {"prompt": "x" * 5001},
            {"prompt": "x" * 501, "customMode": False},
            {"instrumental": True},
        ):
            self.refusal("upload-cover", **{"uploadUrl": "http://x/y"} | COVER | fields)
        self.assertEqual(
            self.ask("upload-cover", uploadUrl="http://x/y", **COVER | {"model": "V5", "title": "x" * 100})[
                "code"
            ],
            200,
        )


class UploadExtendTests(SongCase):
    def test_the_file_sounds_to_the_moment_and_is_then_continued(self):
        record, recipes = self.finished("upload-extend", uploadUrl=self.upload(tone(12)), **EXTENSION)
        old, new = recipes[0]["pieces"]
        self.assertEqual((old["file"][:14], old["from"], old["until"]), ("uploads/.kept/", 0.0, 5.0))
        self.assertEqual(self.durations(record)[0], round(5 + new["length"], 2))
        self.assertEqual((new["lyrics"], record["parentMusicId"]), ("More rain", ""))

    def test_the_moment_lies_within_the_file(self):
        url = self.upload(tone(12))
        told = self.failed("upload-extend", uploadUrl=url, **EXTENSION | {"continueAt": 12})
        self.assertEqual(told, (500, "continueAt must be less than the duration of the source"))

    def test_inherited_parameters_need_only_the_source(self):
        record, _ = self.finished("upload-extend", uploadUrl=self.upload(tone(12)), defaultParamFlag=False)
        self.assertGreater(self.durations(record)[0], 12 + 30)

    def test_the_flag_and_the_moment_are_needed(self):
        for name, model in (("defaultParamFlag", "V5"), ("continueAt", "V5"), ("continueAt", "V6")):
            fields = {"uploadUrl": "http://x/y", "model": model} | EXTENSION | {name: None}
            self.assertEqual(self.refusal("upload-extend", **fields), f"Please enter {name}.")

    def test_style_and_title_are_not_missed(self):
        fields = EXTENSION | {"style": None, "title": None}
        self.finished("upload-extend", uploadUrl=self.upload(tone(12)), model="V5", **fields)

    def test_what_was_made_from_a_file_can_be_extended(self):
        source = self.finished("upload-extend", uploadUrl=self.upload(tone(12)), **EXTENSION)[0]
        song = source["response"]["sunoData"][0]
        _, recipes = self.finished("extend", audioId=song["id"], defaultParamFlag=False)
        self.assertEqual(["file" in piece for piece in recipes[0]["pieces"]], [True, False, False])


class AddedTests(SongCase):
    def made(self, slug, **fields):
        return self.finished(slug, uploadUrl=self.upload(tone(12)), **PATHS[slug] | fields)

    def test_a_band_plays_over_the_file(self):
        record, recipes = self.made("add-instrumental")
        piece = recipes[0]["pieces"][0]
        self.assertEqual((piece["sung"], piece["over"]["file"][:8], piece["length"]), (False, "uploads/", 12))
        self.assertEqual(record["response"]["sunoData"][0]["prompt"], "")

    def test_only_a_voice_sings_over_the_file(self):
        record, recipes = self.made("add-vocals", lyrics="Do re mi", vocalGender="m")
        piece = recipes[0]["pieces"][0]
        self.assertEqual((piece["voices"], piece["lyrics"], piece["gender"]), (["vocals"], "Do re mi", "m"))
        self.assertEqual(record["response"]["sunoData"][0]["tags"], "jazz")

    def test_a_song_of_ours_lies_below_as_a_whole(self):
        song = self.songs(self.task())[0]
        _, recipes = self.finished("add-vocals", uploadUrl=song["audioUrl"], **PATHS["add-vocals"])
        self.assertEqual(recipes[0]["pieces"][0]["over"], {"file": f"{song['id']}.mp3"})

    def test_the_version_may_be_left_out(self):
        self.assertEqual(self.made("add-vocals", model=None)[0]["type"], "chirp-hawk")

    def test_old_versions_and_missing_or_long_texts_are_refused(self):
        for slug, name in (("add-instrumental", "tags"), ("add-vocals", "style")):
            for fields in (
                {"model": "V4_5"},
                {"negativeTags": None},
                {"negativeTags": "x" * 201},
                {"title": None},
                {name: None},
                {name: "x" * 1001},
            ):
                self.assertTrue(self.refusal(slug, **{"uploadUrl": "http://x/y"} | PATHS[slug] | fields))
        self.refusal("add-vocals", **{"uploadUrl": "http://x/y"} | PATHS["add-vocals"] | {"prompt": None})
