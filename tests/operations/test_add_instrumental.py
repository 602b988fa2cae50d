from music.models import Job, Source
from tests.base import heard
from tests.factories import make_track, make_upload

from .base import SongOperationTestCase


class AddInstrumentalTestCase(SongOperationTestCase):
    slug = "add-instrumental"
    needed = {"title": "Ferry", "tags": "brushed drums", "negative_tags": "choir"}


class FormTests(AddInstrumentalTestCase):
    def test_it_needs_a_title_a_style_and_what_to_leave_out(self):
        for field in self.needed:
            self.refuses(field, **{field: " "})

    def test_its_texts_have_their_limits(self):
        for field, most in {"title": 100, "tags": 1000, "negative_tags": 200, "lyrics": 5000}.items():
            self.takes(**{field: "x" * most})
            self.refuses(field, **{field: "x" * (most + 1)})

    def test_no_version_before_v4_5_plus_can_do_it(self):
        self.takes(model="V4_5PLUS")
        for version in ("V4", "V4_5", "V4_5ALL"):
            self.refuses("model", model=version)

    def test_no_length_is_too_long(self):
        self.takes((make_upload(owner=self.user, duration=900),))
        self.assertFalse(self.blank(self.upload).fields["model"].help_text)

    def test_it_begins_with_the_values_of_the_song_and_a_word_to_leave_out(self):
        song = make_track(owner=self.user, model_version="V4")
        form = self.blank(song)
        told = [form[name].value() for name in ("title", "tags", "model", "negative_tags")]
        self.assertEqual(told, [song.title, song.style, "V6", "noise"])


class RequestTests(AddInstrumentalTestCase):
    def test_the_style_is_called_tags(self):
        (address,) = self.hand_over(self.upload)
        path, body = self.sent(style_weight="0.5", vocal_gender="f")
        self.assertEqual(path, "/api/v1/generate/add-instrumental")
        expected = {"uploadUrl": address, "model": "V6", "title": "Ferry", "tags": "brushed drums",
                    "negativeTags": "choir", "styleWeight": 0.5, "vocalGender": "f"}  # fmt: skip
        self.assertEqual(body, expected)

    def test_words_and_variety_are_for_the_v6_family(self):
        self.hand_over(self.upload)
        body = self.sent_to_market(lyrics="la", variety="1")
        self.assertEqual(body["model"], "ai-music-api/add-instrumental")
        self.assertEqual((body["input"]["lyrics"], body["input"]["variety"]), ("la", 1))
        body = self.sent_to_market(lyrics="la", variety="1", model="V5")
        self.assertFalse({"lyrics", "variety"} & body["input"].keys())


class ResultTests(AddInstrumentalTestCase):
    def test_its_songs_accompany_the_recording(self):
        job = self.start()
        self.hear(job, heard(), heard())
        self.assertEqual(
            [(link.upload, link.how) for link in Source.objects.all()], [(self.upload, "instrumental")] * 2
        )
        self.assertEqual({track.style for track in job.tracks.all()}, {"brushed drums"})

    def test_a_failure_leaves_nothing(self):
        job = self.start()
        self.hear(job, heard("error", code=500))
        self.assertEqual((job.state, job.tracks.count()), (Job.State.FAILED, 0))


class PageTests(AddInstrumentalTestCase):
    def test_songs_and_uploads_have_it(self):
        track = make_track(owner=self.user)
        for place, song in {"tracks": track, "uploads": self.upload}.items():
            self.assertContains(self.client.get(f"/{place}/{song.uuid}/add-instrumental/"), 'name="tags"')

    def test_it_can_be_had_again(self):
        self.assert_it_can_be_had_again(self.start())

    def test_another_s_is_not_there(self):
        self.assert_another_s_is_not_there()
