import base64
import io
import json
import os
import time
import uuid
from array import array
from itertools import pairwise

import av
import requests

from sandbox.music import pieces as spans

from .base import NOBODY, SandboxCase, until
from .sounds import tone

COVER = {"customMode": True, "instrumental": False, "style": "jazz", "title": "Cover", "prompt": "Rain again"}
EXTENSION = {
    "defaultParamFlag": True,
    "style": "jazz",
    "title": "More",
    "prompt": "More rain",
    "continueAt": 5,
}
SECTION = {
    "prompt": "Sun",
    "tags": "jazz",
    "title": "Other",
    "fullLyrics": "Rain\nSun\nRain",
    "infillStartS": 5,
    "infillEndS": 15.5,
}
PATHS = {
    "upload-cover": COVER,
    "upload-extend": EXTENSION,
    "add-instrumental": {"title": "Band", "tags": "jazz", "negativeTags": "metal"},
    "add-vocals": {"title": "Sung", "style": "jazz", "negativeTags": "metal", "prompt": "La la la"},
    "replace-section": SECTION,
}
SOUND = {"prompt": "Door that slams", "model": "V5"}


class SongCase(SandboxCase):
    def upload(self, content, name="tone.wav"):
        """The address of a file that was handed over."""
        text = base64.b64encode(content).decode()
        response = self.post("/api/file-base64-upload", base64Data=text, uploadPath="tests", fileName=name)
        return response.json()["data"]["downloadUrl"]

    def ask(self, slug, **fields):
        fields = {"callBackUrl": NOBODY, "model": "V6"} | fields
        return self.post(f"/api/v1/generate/{slug}", **fields).json()

    def task_of(self, slug, **fields):
        answer = self.ask(slug, **fields)
        self.assertEqual(answer["code"], 200, answer["msg"])
        return answer["data"]["taskId"]

    def finished(self, slug, **fields):
        """(record, recipes of its songs)."""
        task_id = self.task_of(slug, **fields)
        record = self.record_at(task_id, "SUCCESS", "CALLBACK_EXCEPTION")
        return record, [item.recipe for item in self.server.sandbox.store.items(task_id)]

    def failed(self, slug, **fields):
        record = self.record_at(
            self.task_of(slug, **fields),
            "CREATE_TASK_FAILED",
            "GENERATE_AUDIO_FAILED",
            "SENSITIVE_WORD_ERROR",
        )
        return record["errorCode"], record["errorMessage"]

    def refusal(self, slug, **fields):
        answer = self.ask(slug, **fields)
        self.assertEqual((answer["code"], answer["data"]), (422, None))
        return answer["msg"]

    def durations(self, record):
        return [song["duration"] for song in record["response"]["sunoData"]]


class RecordTests(SongCase):
    def test_all_of_them_tell_two_songs_in_the_record_of_songs(self):
        url = self.upload(tone(24))
        for slug, fields in PATHS.items():
            with self.subTest(slug):
                record, _ = self.finished(slug, uploadUrl=url, **fields)
                self.assertEqual(
                    (record["operationType"], record["type"]), (slug.replace("-", "_"), "chirp-hawk")
                )
                self.assertEqual(json.loads(record["param"])["uploadUrl"], url)
                titles = {song["title"] for song in record["response"]["sunoData"]}
                self.assertEqual((len(record["response"]["sunoData"]), titles), (2, {fields["title"]}))

    def test_prices(self):
        url = self.upload(tone(24))
        for slug, fields in PATHS.items():
            self.task_of(slug, uploadUrl=url, **fields)
        self.task_of("sounds", **SOUND)
        charges = [line["credits"] for line in self.books()["charges"]]
        self.assertEqual(charges, [-12, -12, -12, -12, -5, -2.5])


class CallbackTests(SongCase):
    def kinds(self, slug, **fields):
        receiver = self.receiver()
        self.finished(slug, callBackUrl=receiver.url, **fields)
        until(receiver.kinds, lambda kinds: kinds[-1:] == ["complete"])
        return receiver

    def test_songs_of_uploads_come_in_three_stages(self):
        receiver = self.kinds("upload-cover", uploadUrl=self.upload(tone(12)), **COVER)
        self.assertEqual(receiver.kinds(), ["text", "first", "complete"])
        self.assertIn("source_audio_url", receiver.taken[-1][1]["data"]["data"][0])

    def test_a_replaced_section_comes_at_once(self):
        receiver = self.kinds("replace-section", uploadUrl=self.upload(tone(24)), **SECTION)
        self.assertEqual(receiver.kinds(), ["complete"])

    def test_sounds_come_as_songs_do(self):
        self.assertEqual(self.kinds("sounds", **SOUND).kinds()[-1], "complete")

    def test_each_page_has_its_own_way_to_tell_a_failure(self):
        for slug, rest in (
            ("upload-cover", {"data": []}),
            ("upload-extend", {"data": []}),
            ("add-vocals", {"data": None}),
            ("replace-section", {"error": "The file could not be fetched."}),
        ):
            receiver = self.receiver()
            gone = f"{self.url}/media/uploads/gone.mp3"
            task_id = self.task_of(slug, uploadUrl=gone, callBackUrl=receiver.url, **PATHS[slug])
            receiver.wait(1)
            body = receiver.taken[0][1]
            self.assertEqual((body["code"], body["msg"]), (451, "The file could not be fetched."))
            self.assertEqual(body["data"], {"callbackType": "error", "task_id": task_id} | rest)


class SourceTests(SongCase):
    def test_what_is_wrong_with_a_source_shows_later_and_costs_nothing(self):
        expired = self.upload(tone(12), "old.wav")
        path = self.server.sandbox.media / "uploads/tests/old.wav"
        os.utime(path, (time.time() - 90_000,) * 2)
        for url, code in (
            (expired, 451),
            (f"{self.url}/media/uploads/none.mp3", 451),
            (f"{self.url}/media/{uuid.uuid4()}.mp3", 451),
            ("http://127.0.0.1:1/none.mp3", 451),
            (self.upload(b"no sound at all", "text.mp3"), 400),
            (self.upload(b"#EXTM3U\n/etc/hostname\n", "list.m3u8"), 400),
            (self.upload(tone(481), "long.wav"), 400),
        ):
            self.assertEqual(self.failed("upload-cover", uploadUrl=url, **COVER)[0], code, url)
        self.assertEqual(self.books()["balance"], 1000)

    def test_eight_minutes_are_not_too_long(self):
        record, _ = self.finished("upload-cover", uploadUrl=self.upload(tone(480)), **COVER)
        self.assertEqual(self.durations(record), [480, 480])

    def test_a_song_of_ours_gives_its_pieces_by_any_of_its_addresses(self):
        song = self.songs(self.task())[0]
        item = self.server.sandbox.store.item(song["id"])
        minted = self.post("/api/v1/common/download-url", url=song["audioUrl"]).json()["data"]
        local = song["audioUrl"].replace("127.0.0.1", "localhost")
        for url in (song["audioUrl"], song["streamAudioUrl"], minted, local):
            _, recipes = self.finished("upload-extend", uploadUrl=url, **EXTENSION)
            first = recipes[0]["pieces"][0]
            self.assertEqual((first["seed"], first["until"]), (item.recipe["pieces"][0]["seed"], 5.0))

    def test_an_expired_song_of_ours_is_gone(self):
        song = self.songs(self.task())[0]
        self.server.sandbox.store.run("UPDATE items SET at = at - 15 * 86400 WHERE id = ?", song["id"])
        self.assertEqual(self.failed("upload-cover", uploadUrl=song["audioUrl"], **COVER)[0], 451)

    def test_another_servers_file_is_fetched(self):
        other = self.__class__("another_sandbox")
        other.setUp()
        self.addCleanup(other.doCleanups)
        record, _ = self.finished("upload-cover", uploadUrl=other.upload(tone(11)), **COVER)
        self.assertEqual(self.durations(record), [11, 11])

    def another_sandbox(self):
        """So that a second one can be set up."""

    def test_a_new_file_of_the_same_name_does_not_change_old_songs(self):
        url = self.upload(tone(12))
        _, recipes = self.finished("upload-extend", uploadUrl=url, **EXTENSION)
        self.upload(tone(12, 880))
        kept = self.server.sandbox.media / recipes[0]["pieces"][0]["file"]
        self.assertEqual(kept.read_bytes(), tone(12))


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


class RealSoundTests(SongCase):
    real_music = True

    def test_an_extension_begins_with_the_very_file(self):
        record, recipes = self.finished(
            "upload-extend", uploadUrl=self.upload(tone(4)), **EXTENSION | {"continueAt": 3}
        )
        address = record["response"]["sunoData"][0]["audioUrl"]
        sound = decoded(requests.get(address, timeout=10).content)
        seconds = len(sound) / 8000
        self.assertAlmostEqual(seconds, 3 + recipes[0]["pieces"][1]["length"], delta=0.2)
        turns = sum(one < 0 <= two for one, two in pairwise(sound[8000:16001]))
        self.assertAlmostEqual(turns, 440, delta=2)

    def test_all_the_others_can_be_rendered(self):
        url = self.upload(tone(24))
        tasks = [
            self.task_of(slug, uploadUrl=url, **fields)
            for slug, fields in PATHS.items()
            if slug != "upload-extend"
        ]
        tasks.append(self.task_of("mashup", uploadUrlList=[url, url], **COVER))
        tasks.append(self.task_of("sounds", **SOUND))
        for task_id in tasks:
            self.record_at(task_id, "SUCCESS", "CALLBACK_EXCEPTION", seconds=60)


def decoded(content):
    """Samples of an MP3, 8,000 a second."""
    resampler, samples = av.AudioResampler(format="s16", layout="mono", rate=8000), array("h")
    with av.open(io.BytesIO(content)) as media:
        for frame in media.decode(audio=0):
            for part in resampler.resample(frame):
                samples.frombytes(bytes(part.planes[0])[: 2 * part.samples])
    return samples
