import uuid

from sandbox.music import pieces as spans

from .songs import COVER, SECTION, SOUND, SongCase
from .sounds import tone


class MashupTests(SongCase):
    def mashup(self, **fields):
        pair = [self.upload(tone(20), "1.wav"), self.upload(tone(30, 880), "2.wav")]
        return self.finished("mashup", uploadUrlList=pair, **COVER | fields)

    def test_both_sound_by_turns_and_the_takes_begin_differently(self):
        record, recipes = self.mashup()
        for recipe in recipes:
            files = [piece["file"] for piece in recipe["pieces"]]
            self.assertEqual((files[0], len(set(files))), (files[2], 2))
        self.assertNotEqual(*(recipe["pieces"][0]["file"] for recipe in recipes))
        self.assertEqual(
            [(piece["from"], piece["until"]) for piece in recipes[0]["pieces"]], [(0, 8), (8, 16), (16, 20)]
        )
        self.assertEqual(self.durations(record), [20, 20])

    def test_a_longer_one_plays_them_again(self):
        record, recipes = self.mashup(duration=100)
        self.assertAlmostEqual(spans.length(recipes[1]["pieces"]), 100)
        self.assertEqual(self.durations(record), [100, 100])

    def test_it_takes_exactly_two(self):
        for count in (0, 1, 3):
            self.assertIn(
                "uploadUrlList", self.refusal("mashup", uploadUrlList=["http://x/y"] * count, **COVER)
            )

    def test_one_dead_source_is_enough_to_fail(self):
        pair = [self.upload(tone(12)), f"{self.url}/media/uploads/none.mp3"]
        self.assertEqual(self.failed("mashup", uploadUrlList=pair, **COVER)[0], 451)


class ReplaceSectionTests(SongCase):
    def test_the_song_has_a_new_stretch_and_the_same_length(self):
        record, recipes = self.finished("replace-section", uploadUrl=self.upload(tone(24)), **SECTION)
        before, new, after = recipes[0]["pieces"]
        self.assertEqual(
            ((before["until"], new["length"]), (after["from"], after["until"])), ((5, 10.5), (15.5, 24))
        )
        self.assertEqual(self.durations(record), [24, 24])
        self.assertEqual(record["response"]["sunoData"][0]["prompt"], SECTION["fullLyrics"])

    def test_a_song_is_named_by_its_task_and_its_id(self):
        task_id = self.task(duration=30, model="V5_5")
        song = self.songs(task_id)[0]
        record, recipes = self.finished(
            "replace-section", taskId=task_id, audioId=song["id"], **SECTION | {"model": None}
        )
        self.assertEqual((record["type"], len(recipes[0]["pieces"])), ("chirp-fenix", 3))

    def test_the_song_has_to_be_of_that_task(self):
        song = self.songs(self.task(duration=30))[0]
        for task_id, audio_id in ((uuid.uuid4().hex, song["id"]), (self.task(), song["id"]), ("x", "y")):
            told = self.failed(
                "replace-section", taskId=task_id, audioId=audio_id, **SECTION | {"model": None}
            )
            self.assertEqual(told, (500, "Original music record does not exist"))

    def test_the_two_kinds_of_source_are_never_mixed(self):
        upload, track = (
            {"uploadUrl": "http://x/y", "model": "V6"},
            {"taskId": "x", "audioId": "y", "model": None},
        )
        for fields, said in (
            (upload | {"model": None}, "Please enter model."),
            (upload | {"taskId": "x"}, "taskId must not be sent here."),
            (upload | {"audioId": "x"}, "audioId must not be sent here."),
            (track | {"audioId": None}, "Please enter audioId."),
            (track | {"model": "V6"}, "Please enter uploadUrl."),
            ({"model": None}, "Please enter taskId."),
        ):
            self.assertEqual(self.refusal("replace-section", **SECTION | fields), said)

    def test_the_range_is_ten_seconds_at_least_in_hundredths(self):
        for start, end in ((5, 14.99), (15, 5), (5, 15.123), (-1, 12)):
            fields = {"uploadUrl": "http://x/y", "infillStartS": start, "infillEndS": end}
            self.assertIn("infill", self.refusal("replace-section", **SECTION | fields))

    def test_the_range_is_half_of_the_source_at_most(self):
        url = self.upload(tone(24))
        self.finished("replace-section", uploadUrl=url, **SECTION | {"infillStartS": 12, "infillEndS": 24})
        for start, end in ((5, 17.01), (14, 24.01)):
            fields = SECTION | {"infillStartS": start, "infillEndS": end}
            self.assertEqual(self.failed("replace-section", uploadUrl=url, **fields)[0], 500)

    def test_the_callback_and_nothing_else_may_be_left_out(self):
        self.finished("replace-section", uploadUrl=self.upload(tone(24)), callBackUrl=None, **SECTION)
        for name in SECTION:
            self.refusal("replace-section", uploadUrl="http://x/y", **SECTION | {name: None})


class SoundsTests(SongCase):
    def test_two_takes_differ_and_are_as_long_as_told(self):
        record, recipes = self.finished("sounds", soundTempo=120, soundKey="C#m", soundLoop=True, **SOUND)
        self.assertNotEqual(recipes[0]["seed"], recipes[1]["seed"])
        self.assertEqual((recipes[0]["tempo"], recipes[0]["key"], recipes[0]["loop"]), (120, "C#m", True))
        self.assertAlmostEqual(self.durations(record)[0] % 2, 0, places=1)  # whole bars

    def test_all_but_two_fields_may_be_left_out(self):
        self.finished("sounds", callBackUrl=None, **SOUND)
        for name in SOUND:
            self.refusal("sounds", **SOUND | {name: None})

    def test_any_is_a_key_too(self):
        self.assertEqual(self.ask("sounds", soundKey="Any", **SOUND)["code"], 200)

    def test_what_it_refuses(self):
        for fields in (
            {"soundKey": "H"},
            {"soundTempo": 0},
            {"soundTempo": 301},
            {"soundTempo": 99.5},
            {"soundLoop": "yes"},
            {"prompt": "x" * 501},
            {"model": "V4_5PLUS"},
        ):
            self.refusal("sounds", **SOUND | fields)
