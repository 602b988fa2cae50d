import io
import json
import os
import time
import uuid
from array import array
from itertools import pairwise

import av
import requests

from .base import until
from .songs import COVER, EXTENSION, PATHS, SECTION, SOUND, SongCase
from .sounds import tone


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


class MarketTests(SongCase):
    def market(self, name, **fields):
        """The finished record there."""
        body = {"model": f"ai-music-api/{name}", "input": {"model": "V5"} | fields}
        task_id = self.post("/api/v1/jobs/createTask", **body).json()["data"]["taskId"]

        def ask():
            self.server.sandbox.queries.clear()
            return self.get(f"/api/v1/jobs/recordInfo?taskId={task_id}").json()["data"]

        return until(ask, lambda data: data["state"] in ("success", "fail"))

    def test_all_of_them_can_be_asked_for_without_the_switches_that_are_unknown_there(self):
        url, style = self.upload(tone(24)), {"style": "jazz", "title": "Other"}
        section = {"prompt": "Sun", "tags": "jazz", "title": "Other", "full_lyrics": "Sun"}
        for name, fields in (
            ("upload-and-cover-audio", style | {"upload_url": url, "instrumental": True}),
            ("upload-and-extend-audio", {"upload_url": url}),
            ("add-instrumental", {"upload_url": url, "title": "Band", "tags": "jazz", "negative_tags": "x"}),
            ("add-vocals", style | {"upload_url": url, "prompt": "La", "negative_tags": "x"}),
            ("mashup", style | {"upload_url_list": [url, url]}),
            ("replace-section", section | {"upload_url": url, "infill_start_s": 2, "infill_end_s": 12}),
            ("sounds", {"prompt": "Rain"}),
        ):
            with self.subTest(name):
                record = self.market(name, **fields)
                self.assertEqual((record["state"], record["failMsg"]), ("success", None))
                self.assertEqual(len(json.loads(record["resultJson"])["data"]), 2)


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
