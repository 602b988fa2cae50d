import json
from decimal import Decimal
from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Draft, MadeFile, Stage

TASK = "2fac0000000000000000000000009f72"
URL = "https://x.example/a.wav"


def record(result=None, state="success", **changes):
    data = {"taskId": TASK, "model": "ai-music-api/generate", "state": state, "creditsConsumed": 12}
    if result is not None:
        data["resultJson"] = result if isinstance(result, str) else json.dumps(result)
    return {"code": 200, "msg": "success", "data": data | changes}


def read(family, *args, **changes):
    return READERS[family].by("market").record(record(*args, **changes))


class MarketSongTests(TestCase):
    def test_it_reads_the_songs_in_the_text_of_the_record(self):
        result = read("music", {"data": [{"id": "a", "title": "T", "audio_url": URL, "duration": 12.5}]})
        clip = result.clips[0]
        self.assertEqual((clip.audio_id, clip.title, clip.audio_url, clip.duration), ("a", "T", URL, 12.5))
        self.assertEqual((result.task_id, result.stage, result.credits), (TASK, Stage.COMPLETE, Decimal(12)))

    def test_both_spellings_of_a_song_and_a_bare_list_are_read(self):
        self.assertEqual(read("music", {"data": [{"id": "a", "audioUrl": URL}]}).clips[0].audio_url, URL)
        self.assertEqual(read("music", [{"id": "a", "audioUrl": URL}]).clips[0].audio_url, URL)

    def test_the_same_in_the_response_does_where_the_text_is_missing(self):
        response = {"data": [{"id": "a", "audio_url": URL}]}
        self.assertEqual(len(read("music", response=response).clips), 1)
        self.assertEqual(len(read("music", response=json.dumps(response)).clips), 1)
        self.assertEqual(len(read("music", "no JSON", response=response).clips), 1)

    def test_songs_that_are_mere_addresses_get_ids_that_stay(self):
        urls = {"resultUrls": [URL, "https://x.example/b.mp3"]}
        clips = read("music", urls).clips
        self.assertEqual([clip.audio_id for clip in clips], [f"{TASK}-0", f"{TASK}-1"])
        self.assertEqual(clips[0].audio_url, URL)
        self.assertEqual(READERS["music"].by("market").callback(record(urls)).clips, clips)

    def test_success_with_nothing_in_it_is_complete_without_songs(self):
        self.assertEqual((read("music").stage, read("music").clips), (Stage.COMPLETE, ()))


class MarketFileTests(TestCase):
    def test_a_wav_and_a_video_are_the_first_address(self):
        for kind in ("wav", "video"):
            result = read(kind, {"resultUrls": [URL]})
            self.assertEqual((result.stage, result.files), (Stage.COMPLETE, (MadeFile(kind, URL),)))

    def test_one_address_may_stand_without_a_list_and_in_another_spelling(self):
        self.assertEqual(read("wav", {"result_urls": URL}).files[0].url, URL)
        self.assertEqual(read("wav", {"resultObject": {"audioWavUrl": URL}}).files[0].url, URL)

    def test_success_without_a_file_is_still_waited_for(self):
        for result in (None, {}, {"resultUrls": []}, {"resultUrls": ["/a.wav"]}, "[[[", "5"):
            self.assertEqual(read("wav", result).stage, Stage.PENDING, result)

    def test_lyrics_are_in_an_object_of_their_own(self):
        result = read("lyrics", {"resultObject": {"lyricsData": [{"title": "T", "text": "la\nla"}]}})
        self.assertEqual((result.stage, result.drafts), (Stage.COMPLETE, (Draft("T", "la\nla"),)))


class MarketStateTests(TestCase):
    def test_each_state_has_its_stage(self):
        stages = {
            "waiting": Stage.PENDING,
            "queuing": Stage.PENDING,
            "generating": Stage.PENDING,
            "success": Stage.COMPLETE,
            "fail": Stage.ERROR,
            "new": Stage.UNREADABLE,
            None: Stage.UNREADABLE,
        }
        songs = {"data": [{"id": "a", "audio_url": URL}]}
        for state, stage in stages.items():
            self.assertEqual(read("music", songs, state).stage, stage, state)

    def test_a_failure_has_its_code_and_words_and_what_it_cost(self):
        told = {"failCode": "400", "failMsg": "no", "creditsConsumed": 0}
        for family in ("music", "lyrics", "wav", "video"):
            result = read(family, "not json", "fail", **told)
            self.assertEqual(
                (result.stage, result.error_code, result.error_message), (Stage.ERROR, 400, "no")
            )
            self.assertEqual(result.credits, 0)

    def test_a_failure_with_only_words_in_the_message_has_those(self):
        body = record(state="fail", failCode="", failMsg=None) | {"code": 501, "msg": "could not"}
        result = READERS["music"].by("market").callback(body)
        self.assertEqual((result.error_code, result.error_message), (501, "could not"))

    def test_an_unknown_task_is_none(self):
        for family in ("music", "lyrics", "wav", "video"):
            self.assertIsNone(READERS[family].by("market").record({"code": 200, "data": None}))

    def test_a_callback_in_the_older_shape_is_read_as_well(self):
        older = {"code": 200, "data": {"task_id": TASK, "audioWavUrl": URL}}
        self.assertEqual(READERS["wav"].by("market").callback(older).files, (MadeFile("wav", URL),))
