from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Stage, TaskResult

MUSIC = READERS["music"].dedicated
TASK = "2fac0000000000000000000000009f72"
SONG = {
    "id": "8ca376e7-2693-48d2-875d-08aaf2c6dd27",
    "audio_url": "https://example.com/r/8ca376e7.mp3",
    "stream_audio_url": "https://example.com/s/8ca376e7",
    "image_url": "https://example.com/8ca376e7.jpeg",
    "prompt": "[Verse] ...",
    "model_name": "chirp-v4-5",
    "title": "Side B",
    "tags": "synthwave",
    "createTime": "2026-01-01 00:00:00",
    "duration": 198.44,
}
RECORD_SONG = {
    "id": SONG["id"],
    "audioUrl": SONG["audio_url"],
    "streamAudioUrl": SONG["stream_audio_url"],
    "imageUrl": SONG["image_url"],
    "prompt": SONG["prompt"],
    "modelName": SONG["model_name"],
    "title": SONG["title"],
    "tags": SONG["tags"],
    "createTime": 1769670760000,
    "duration": "198.44",
}
ANOTHER = SONG | {"id": "other"}


def callback(kind="complete", songs=(SONG,), code=200, **changes):
    data = {"callbackType": kind, "task_id": TASK, "data": list(songs), **changes}
    return {"code": code, "msg": "All generated successfully.", "data": data}


def record(status="SUCCESS", songs=(RECORD_SONG,), **changes):
    response = {"taskId": TASK, "sunoData": list(songs)}
    return {
        "code": 200,
        "msg": "success",
        "data": {"taskId": TASK, "status": status, "response": response} | changes,
    }


class CallbackTests(TestCase):
    def test_it_reads_the_songs(self):
        result = MUSIC.callback(callback(songs=[SONG, ANOTHER]))
        self.assertTrue(result.is_complete)
        self.assertEqual(result.task_id, TASK)
        clip = result.clips[0]
        self.assertEqual((clip.title, clip.lyrics, clip.tags), ("Side B", "[Verse] ...", "synthwave"))
        self.assertEqual(clip.audio_url, "https://example.com/r/8ca376e7.mp3")
        self.assertEqual((clip.duration, clip.model_name), (198.44, "chirp-v4-5"))
        self.assertEqual(result.clips[1].audio_id, "other")

    def test_early_stages_may_have_no_songs(self):
        self.assertEqual(MUSIC.callback(callback("text", songs=[])), TaskResult(TASK, Stage.TEXT))
        self.assertEqual(MUSIC.callback(callback("first")).stage, Stage.FIRST)

    def test_a_failure_has_its_code_and_words_with_null_as_with_an_empty_list(self):
        for songs in (None, []):
            body = callback("error", code=501, data=songs) | {"msg": "Audio generation failed."}
            result = MUSIC.callback(body)
            self.assertTrue(result.is_failure)
            self.assertEqual((result.error_code, result.error_message), (501, "Audio generation failed."))

    def test_the_code_decides_even_if_it_calls_itself_complete(self):
        self.assertTrue(MUSIC.callback(callback("complete", code="400")).is_failure)

    def test_a_failure_without_a_code_is_a_failure(self):
        self.assertEqual(MUSIC.callback(callback("error", code=None)).error_code, "failed")
        self.assertEqual(MUSIC.callback(callback("error", code=200)).error_code, "failed")

    def test_replace_section_says_why_in_a_key_of_its_own(self):
        result = MUSIC.callback(callback("error", code=500, error="Range too long, see https://x.example/a"))
        self.assertEqual(result.error_message, "Range too long, see •••")

    def test_a_good_song_of_a_failed_pair_is_kept(self):
        self.assertEqual(len(MUSIC.callback(callback("error", code=501)).clips), 1)

    def test_nonsense_is_unreadable(self):
        for body in (
            None,
            [],
            5,
            "text",
            {},
            {"data": []},
            {"data": {"callbackType": ["complete"]}},
            callback("done"),
        ):
            self.assertEqual(MUSIC.callback(body).stage, Stage.UNREADABLE, body)


class SongTests(TestCase):
    def clip(self, **changes):
        return MUSIC.callback(callback(songs=[SONG | changes])).clips[0]

    def test_a_song_without_a_usable_id_is_left_out_and_one_heard_twice_counts_once(self):
        songs = [SONG | {"id": value} for value in (None, "", " ", 7, "x" * 65, "a\x00b", ["id"])]
        self.assertEqual(MUSIC.callback(callback(songs=songs)).clips, ())
        self.assertEqual(len(MUSIC.callback(callback(songs=[SONG, SONG])).clips), 1)

    def test_what_is_no_address_of_the_web_is_left_out(self):
        for value in (
            None,
            5,
            "",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "/r/x.mp3",
            "https://",
            "http://[::1",
        ):
            self.assertEqual(self.clip(audio_url=value).audio_url, "", value)
        self.assertEqual(self.clip(audio_url="https://x.example/a\nb").audio_url, "")

    def test_blanks_around_an_address_do_not_belong_to_it(self):
        self.assertEqual(self.clip(audio_url=" https://x.example/a ").audio_url, "https://x.example/a")
        self.assertEqual(self.clip(audio_url=" javascript:alert(1)//https://x.example").audio_url, "")

    def test_an_address_is_used_exactly_as_given(self):
        address = "https://x.example/d9_Lead Vocal.mp3?sig=a%2Fb"
        self.assertEqual(self.clip(audio_url=address).audio_url, address)

    def test_a_duration_is_a_length_in_seconds_or_nothing(self):
        for value in (None, 0, -1, float("nan"), float("inf"), "NaN", True, [3], 10**400, 1e300, "long"):
            self.assertIsNone(self.clip(duration=value).duration, value)
        self.assertEqual(self.clip(duration="12.5").duration, 12.5)

    def test_texts_are_cut_and_made_storable(self):
        clip = self.clip(title="a\x00b" + "x" * 400, tags="t" * 3000, prompt="\ud800" + "p" * 30_000)
        self.assertEqual((len(clip.title), len(clip.tags), len(clip.lyrics)), (300, 2000, 20_000))
        self.assertTrue(clip.title.startswith("abx"))
        self.assertEqual(self.clip(title=["no text"]).title, "")


class RecordTests(TestCase):
    def test_it_reads_the_same_songs_as_the_callback(self):
        self.assertEqual(MUSIC.record(record()).clips, MUSIC.callback(callback()).clips)

    def test_an_unknown_task_is_none(self):
        self.assertIsNone(MUSIC.record({"code": 200, "msg": "success", "data": None}))

    def test_each_status_has_its_stage(self):
        stages = {
            "PENDING": Stage.PENDING,
            "TEXT_SUCCESS": Stage.TEXT,
            "FIRST_SUCCESS": Stage.FIRST,
            "SUCCESS": Stage.COMPLETE,
            "CREATE_TASK_FAILED": Stage.ERROR,
            "GENERATE_AUDIO_FAILED": Stage.ERROR,
            "SENSITIVE_WORD_ERROR": Stage.ERROR,
            "NEW_STATUS": Stage.UNREADABLE,
            None: Stage.UNREADABLE,
        }
        for status, stage in stages.items():
            self.assertEqual(MUSIC.record(record(status)).stage, stage, status)

    def test_an_error_code_fails_a_task_that_still_says_pending(self):
        result = MUSIC.record(record("PENDING", [], errorCode=413, errorMessage="matches existing work"))
        self.assertEqual((result.stage, result.error_code), (Stage.ERROR, 413))
        self.assertEqual(result.error_message, "matches existing work")
        for fine in (None, 0, 200, "200"):
            self.assertEqual(MUSIC.record(record("PENDING", [], errorCode=fine)).stage, Stage.PENDING)

    def test_a_finished_song_stays_finished_whatever_the_error_code(self):
        self.assertTrue(MUSIC.record(record("SUCCESS", errorCode=500)).is_complete)

    def test_success_without_addresses_is_complete_with_nothing_to_fetch_yet(self):
        self.assertEqual(MUSIC.record(record("SUCCESS", response=None)).clips, ())
        clips = MUSIC.record(record("SUCCESS", [RECORD_SONG | {"audioUrl": None}])).clips
        self.assertEqual(clips[0].audio_url, "")

    def test_a_callback_that_could_not_be_delivered_is_an_ordinary_end(self):
        result = MUSIC.record(record("CALLBACK_EXCEPTION", errorCode=500, errorMessage="callback failed"))
        self.assertTrue(result.is_complete)
        self.assertEqual((len(result.clips), result.error_message), (1, ""))

    def test_it_is_a_failure_only_with_an_error_code_and_no_songs(self):
        self.assertTrue(MUSIC.record(record("CALLBACK_EXCEPTION", [], errorCode=531)).is_failure)
        self.assertTrue(MUSIC.record(record("CALLBACK_EXCEPTION", [])).is_complete)

    def test_refused_words_have_a_code_of_their_own(self):
        result = MUSIC.record(record("SENSITIVE_WORD_ERROR", [], errorMessage="artist name in tags"))
        self.assertEqual((result.error_code, result.error_message), ("sensitive", "artist name in tags"))
        self.assertEqual(MUSIC.record(record("GENERATE_AUDIO_FAILED", [])).error_code, "failed")
