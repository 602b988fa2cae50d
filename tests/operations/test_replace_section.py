from datetime import timedelta

from django.utils import timezone

from music.models import Handover, Job, Source, TimedLyrics
from music.operations.replace_section import ReplaceSection
from music.services import handovers
from tests.base import StudioTestCase, heard
from tests.factories import make_job, make_track, make_upload, make_user
from tests.operations.base import SongOperationTestCase

NEEDED = {
    "infill_start_s": "1:00", "infill_end_s": "1:20.25", "prompt": "[Bridge]\nNothing but sea",
    "full_lyrics": "The driver knows\nNothing but sea", "tags": "waltz", "title": "Night bus",
}  # fmt: skip


class ReplaceSectionTestCase(SongOperationTestCase):
    slug = "replace-section"
    needed = NEEDED

    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user, duration=187.3)

    @property
    def sources(self):
        return (self.track,)


class FormTests(ReplaceSectionTestCase):
    def test_a_part_has_ten_seconds_at_the_least(self):
        self.takes(infill_start_s="10", infill_end_s="20")
        self.assertIn("10 s", self.refuses("infill_end_s", infill_start_s="10", infill_end_s="19.99"))

    def test_a_part_is_at_most_half_of_the_song(self):
        self.takes(infill_start_s="0", infill_end_s="93.65")
        self.assertIn("1:33.65", self.refuses("infill_end_s", infill_start_s="0", infill_end_s="93.66"))

    def test_half_of_a_song_is_never_a_hundredth_too_much(self):
        odd = make_track(owner=self.user, duration=60.037)
        self.takes((odd,), infill_start_s="0", infill_end_s="30.01")
        self.refuses("infill_end_s", (odd,), infill_start_s="0", infill_end_s="30.02")

    def test_a_part_ends_with_the_song_at_the_latest(self):
        self.takes(infill_start_s="170", infill_end_s="187.3")
        self.assertIn("3:07.3", self.refuses("infill_end_s", infill_start_s="170", infill_end_s="187.31"))

    def test_the_end_lies_behind_the_beginning(self):
        self.refuses("infill_end_s", infill_start_s="80", infill_end_s="60")

    def test_both_ends_are_needed_and_have_to_be_moments(self):
        for name in ("infill_start_s", "infill_end_s"):
            for wrong in ("", "soon", "-1", "1:75"):
                self.refuses(name, **{name: wrong})

    def test_moments_have_two_decimals(self):
        self.assertEqual(self.takes(infill_start_s="1:00.128").params()["infill_start_s"], 60.13)

    def test_the_beginning_of_the_song_can_be_replaced(self):
        self.assertEqual(self.takes(infill_start_s="0", infill_end_s="20").params()["infill_start_s"], 0)

    def test_words_style_and_title_are_needed(self):
        for name in ("prompt", "full_lyrics", "tags", "title"):
            self.refuses(name, **{name: " "})

    def test_the_new_words_of_a_v6_song_are_limited(self):
        self.takes(prompt="海" * 5000)
        self.refuses("prompt", prompt="海" * 5001)

    def test_a_song_too_short_for_any_part_is_refused_with_the_reason(self):
        short = make_track(owner=self.user, duration=19.9)
        self.assertIn("too short", ReplaceSection().why_not(short, self.account))
        self.assertFalse(ReplaceSection().why_not(make_track(owner=self.user, duration=20), self.account))

    def test_what_is_of_another_key_or_in_the_trash_is_refused(self):
        self.refuses("__all__", (make_track(owner=self.user, trashed_at=timezone.now()),))
        self.refuses("__all__", (make_upload(owner=self.user, trashed_at=timezone.now()),))
        self.refuses("__all__", (make_track(owner=self.user, audio_id=""),))

    def test_only_an_upload_has_its_version_chosen(self):
        self.assertEqual(self.takes(model="V4").params()["model"], "V6")
        self.assertEqual(self.takes((self.upload,), model="V4").params()["model"], "V4")
        self.refuses("model", (self.upload,), model="")

    def test_voice_and_weights_are_for_the_v6_family(self):
        old = make_track(owner=self.user, model_version="V5", duration=187.3)
        self.assertNotIn("style_weight", self.takes((old,), style_weight="0.5", vocal_gender="f").params())
        self.assertEqual(self.takes(style_weight="0.5").params()["style_weight"], 0.5)

    def test_it_begins_with_the_song_s_words_and_a_part_in_its_middle(self):
        form = self.blank(self.track)
        self.assertEqual(form["full_lyrics"].value(), self.track.lyrics)
        self.assertEqual((form["infill_start_s"].value(), form["infill_end_s"].value()), ("1:23.7", "1:43.7"))
        self.assertEqual((form["title"].value(), form["tags"].value()), (self.track.title, self.track.style))

    def test_where_no_words_are_written_down_it_begins_with_those_that_are_sung(self):
        track = make_track(owner=self.user, lyrics="")
        TimedLyrics.objects.create(
            track=track, job=track.job, words=[["[Verse]\nThe sea", 1, 2], ["\nsleeps", 2, 3]]
        )
        self.assertEqual(self.blank(track)["full_lyrics"].value(), "[Verse]\nThe sea\nsleeps")

    def test_an_instrumental_begins_as_one(self):
        form = self.blank(make_track(owner=self.user, is_instrumental=True, lyrics=""))
        self.assertEqual((form["prompt"].value(), form["full_lyrics"].value()), ("[Instrumental]",) * 2)


class RequestTests(ReplaceSectionTestCase):
    def test_a_track_is_told_by_its_ids_and_without_a_version(self):
        path, sent = self.sent()
        self.assertEqual(path, "/api/v1/generate/replace-section")
        self.assertEqual((sent["taskId"], sent["audioId"]), (self.track.job.task_id, self.track.audio_id))
        self.assertFalse({"uploadUrl", "model"} & sent.keys())
        self.assertEqual((sent["infillStartS"], sent["infillEndS"]), (60, 80.25))
        self.assertEqual((sent["prompt"], sent["lyrics"]), (NEEDED["prompt"],) * 2)

    def test_an_upload_is_told_by_its_address_and_a_version(self):
        (address,) = self.hand_over(self.upload)
        _path, sent = self.sent((self.upload,), model="V5")
        self.assertEqual((sent["uploadUrl"], sent["model"]), (address, "V5"))
        self.assertFalse({"taskId", "audioId", "lyrics"} & sent.keys())

    def test_the_market_is_told_the_same_under_its_names(self):
        self.hand_over(self.upload)
        body = self.sent_to_market((self.upload,), model="V5")
        self.assertEqual((body["model"], body["input"]["model"]), ("ai-music-api/replace-section", "V5"))
        self.assertEqual(body["input"]["full_lyrics"], NEEDED["full_lyrics"])
        self.assertIn("callBackUrl", body)

    def test_an_upload_is_handed_over_first_and_a_track_never(self):
        self.assertTrue(handovers.are_ready(self.start()))
        self.assertFalse(Handover.objects.exists())
        job = self.start((self.upload,))
        self.assertFalse(handovers.are_ready(job))
        Handover.objects.update(url="https://copies.example/a.mp3", until=timezone.now() + timedelta(hours=9))
        self.assertTrue(handovers.are_ready(job))

    def heard(self, job):
        self.hear(job, heard(), heard())
        return list(job.tracks.all())

    def test_its_songs_know_their_source_the_seam_and_all_the_words(self):
        tracks = self.heard(self.start())
        self.assertEqual(
            [(source.source, source.how, source.at) for source in Source.objects.all()],
            [(self.track, "section", 60)] * 2,
        )
        self.assertEqual({track.lyrics for track in tracks}, {NEEDED["full_lyrics"]})
        self.assertEqual({(track.style, track.model_version) for track in tracks}, {("waltz", "V6")})

    def test_the_song_s_page_says_where_it_is_new(self):
        (track, _other) = self.heard(self.start())
        self.assertContains(self.client.get(track.get_absolute_url()), "new at 1:00")
        self.assertContains(self.client.get(self.track.get_absolute_url()), "new at 1:00")

    def test_a_song_from_an_upload_knows_it(self):
        self.heard(self.start((self.upload,)))
        self.assertEqual({source.upload for source in Source.objects.all()}, {self.upload})

    def test_an_instrumental_stays_one_until_somebody_sings(self):
        silent = {"prompt": "[Instrumental]", "full_lyrics": "[Instrumental]"}
        self.assertTrue(all(track.is_instrumental for track in self.heard(self.start(**silent))))
        self.assertFalse(any(track.is_instrumental for track in self.heard(self.start())))

    def test_a_failure_leaves_nothing_behind(self):
        job = self.start()
        self.hear(job, heard("error", code=501, msg="failed"))
        self.assertEqual((job.state, job.tracks.count()), ("failed", 0))

    def test_it_can_be_had_again(self):
        self.assert_it_can_be_had_again(self.start(style_weight="0.5"))


class PageTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user, job=make_job(owner=self.user), lyrics="one\ntwo\nthree")
        self.address = f"/tracks/{self.track.uuid}/replace-section/"

    def test_the_rule_stands_in_the_page_and_for_the_script(self):
        page = self.client.get(self.address)
        self.assertContains(page, 'data-least="10" data-most="93.65" data-end="187.30"')
        self.assertContains(page, "at most half of the song, 1:33.65")

    def test_a_refused_form_marks_what_changed(self):
        page = self.client.post(self.address, NEEDED | {"title": "", "full_lyrics": "one\r\nzwei\r\nthree"})
        self.assertEqual(page.status_code, 422)
        self.assertContains(page, "<del>two</del>", status_code=422)
        self.assertContains(page, "<ins>zwei</ins>", status_code=422)

    def test_sung_lines_can_be_chosen_where_they_are_timed(self):
        self.assertNotContains(self.client.get(self.address), "Choose by the words")
        TimedLyrics.objects.create(track=self.track, job=self.track.job, words=[["one", 1, 2]])
        self.assertContains(self.client.get(self.address), 'data-from="1.00" data-to="2.00"')

    def test_an_upload_offers_the_versions_and_a_track_does_not(self):
        upload = make_upload(owner=self.user)
        page = self.client.get(f"/uploads/{upload.uuid}/replace-section/")
        self.assertContains(page, 'type="radio" name="model"')
        self.assertNotContains(self.client.get(self.address), 'type="radio" name="model"')

    def test_a_song_of_unknown_length_can_be_replaced_in_by_the_fields(self):
        track = make_track(owner=self.user, duration=None)
        page = self.client.get(f"/tracks/{track.uuid}/replace-section/")
        self.assertContains(page, "at most half of the song</span>")

    def test_a_press_starts_the_job_and_its_settings_can_be_used_again(self):
        response = self.client.post(self.address, NEEDED)
        job = Job.objects.get(operation="replace-section")
        self.assertRedirects(response, f"/jobs/{job.uuid}/")
        self.assertContains(self.client.get(f"{self.address}?like={job.uuid}"), 'value="1:20.25"')

    def test_another_s_song_and_upload_are_not_there(self):
        theirs = make_user()
        for address in (
            f"/tracks/{make_track(owner=theirs).uuid}/replace-section/",
            f"/uploads/{make_upload(owner=theirs).uuid}/replace-section/",
        ):
            self.assertEqual(self.client.post(address, NEEDED).status_code, 404)
