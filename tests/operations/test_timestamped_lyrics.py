import uuid

from music.kie.readers import READERS
from music.models import Job, TimedLyrics, Track
from music.operations.timestamped_lyrics import TimestampedLyrics, TimestampedLyricsForm
from music.services import hearing, jobs, sheets
from tests.base import StudioTestCase, refused
from tests.factories import make_job, make_track, make_user

PATH = "/api/v1/generate/get-timestamped-lyrics"


def aligned(*words):
    """The answer: each word a text, a start and an end."""
    told = [
        {"word": word, "success": True, "startS": start, "endS": end, "palign": 0}
        for word, start, end in words
    ]
    return {
        "code": 200,
        "msg": "success",
        "data": {"alignedWords": told, "waveformData": [0.1], "hootCer": 0.2},
    }


WORDS = (("[Verse]\nThe ", 1.0, 1.5), ("sea\n", 1.5, 2.0), ("sleeps", 3.0, 4.0))


class TimestampedLyricsTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)

    def start(self, track=None):
        sources = (track or self.track,)
        form = TimestampedLyricsForm({}, owner=self.user, sources=sources)
        self.assertTrue(form.is_valid(), form.errors)
        return jobs.start(
            TimestampedLyrics(), self.user, form.params(), submission=uuid.uuid4(), sources=sources
        )

    def send(self, answer, **kwargs):
        self.answers(answer, path=PATH, **kwargs)
        job = self.start()
        jobs.send(job)
        job.refresh_from_db()
        return job

    def why_not(self, **fields):
        track = make_track(owner=self.user, **fields)
        return TimestampedLyricsForm.why_not(track, track.job.account)

    def test_the_answer_is_the_result(self):
        job = self.send(aligned(*WORDS))
        self.assertEqual((job.state, job.task_id), ("done", ""))
        self.assertEqual(self.sent(), {"taskId": self.track.job.task_id, "audioId": self.track.audio_id})
        self.assertEqual(TimedLyrics.objects.get(track=self.track).words, [list(word) for word in WORDS])

    def test_under_the_market_style_it_goes_to_its_own_path_all_the_same(self):
        with self.settings(KIE_API_STYLE="market"):
            self.assertEqual(self.send(aligned(*WORDS)).state, "done")
        self.assertEqual(self.sent(), {"taskId": self.track.job.task_id, "audioId": self.track.audio_id})

    def test_the_card_says_how_many_lines_follow(self):
        job = self.send(aligned(*WORDS))
        self.assertContains(self.client.get(f"/jobs/{job.uuid}/card/"), "2 lines follow the song")

    def test_the_same_twice_writes_one_row(self):
        job = self.send(aligned(*WORDS))
        hearing.apply_result(job, READERS["timed-lyrics"].dedicated.answer(aligned(*WORDS)))
        self.assertEqual(TimedLyrics.objects.count(), 1)

    def test_where_nobody_sings_it_is_done_and_says_so(self):
        TimedLyrics.objects.all().delete()
        job = self.send(aligned())
        self.assertEqual(job.state, "done")
        self.assertFalse(TimedLyrics.objects.exists())
        self.assertContains(self.client.get(f"/jobs/{job.uuid}/card/"), "heard nobody sing")

    def test_a_refusal_fails_the_job_and_writes_nothing(self):
        job = self.send(refused(422, "unknown audio"))
        self.assertEqual((job.state, job.error_code), ("failed", "422"))
        self.assertFalse(TimedLyrics.objects.exists())

    def test_the_words_go_into_the_sheet(self):
        self.send(aligned(*WORDS))
        kept = sheets.sheet_of(Track.objects.get(pk=self.track.pk))["timed_lyrics"]
        self.assertEqual(kept["words"][0], ["[Verse]\nThe ", 1.0, 1.5])
        self.assertIsNone(sheets.sheet_of(make_track(owner=self.user))["timed_lyrics"])

    def test_an_instrumental_and_a_sound_have_no_words(self):
        self.assertEqual(self.why_not(is_instrumental=True), "An instrumental has no words to follow.")
        self.assertEqual(self.why_not(kind=Track.Kind.SOUND), "A sound has no words to follow.")
        self.assertFalse(self.why_not())

    def test_words_that_follow_already_are_not_paid_for_again(self):
        self.send(aligned(*WORDS))
        response = self.client.post(f"/tracks/{self.track.uuid}/timestamped-lyrics/", {})
        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "Its words follow the song already.", status_code=422)

    def test_a_press_starts_the_job_and_another_s_song_is_not_there(self):
        self.client.post(f"/tracks/{self.track.uuid}/timestamped-lyrics/", {})
        job = Job.objects.get(operation="timestamped-lyrics")
        self.assertEqual(job.sources.get().track, self.track)
        theirs = make_track(owner=make_user())
        self.assertEqual(self.client.post(f"/tracks/{theirs.uuid}/timestamped-lyrics/", {}).status_code, 404)


class PagesTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user, title="Night: bus/")
        job = make_job(owner=self.user, operation="timestamped-lyrics", params={})
        TimedLyrics.objects.create(track=self.track, job=job, words=[list(word) for word in WORDS])
        self.address = f"/tracks/{self.track.uuid}/"

    def test_the_song_s_page_has_each_line_with_its_moment(self):
        page = self.client.get(self.address)
        self.assertContains(page, '<button type="button" data-from="1.00" data-to="2.00">', count=1)
        self.assertContains(page, '<span data-s="1.50">sea</span>', html=True)
        self.assertContains(page, "<h3>Verse</h3>", html=True)

    def test_the_files_are_downloads_with_the_song_s_name(self):
        for kind, begin in {
            "lrc": "[ti:Night: bus/]", "enhanced.lrc": "[ti:Night: bus/]", "srt": "1\n00:00:01,000",
        }.items():  # fmt: skip
            response = self.client.get(f"{self.address}lyrics.{kind}")
            self.assertTrue(response.content.decode().startswith(begin), response.content)
            self.assertEqual(response["Content-Disposition"], f'attachment; filename="Night bus.{kind}"')

    def test_other_kinds_other_songs_and_other_people_s_are_not_there(self):
        theirs = make_track(owner=make_user())
        for address in (
            f"{self.address}lyrics.txt",
            f"/tracks/{make_track(owner=self.user).uuid}/lyrics.lrc",
            f"/tracks/{theirs.uuid}/lyrics.lrc",
        ):
            self.assertEqual(self.client.get(address).status_code, 404)
