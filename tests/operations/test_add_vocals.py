from music.models import Job, Source
from tests.base import heard
from tests.factories import make_track

from .base import SongOperationTestCase


class AddVocalsTestCase(SongOperationTestCase):
    slug = "add-vocals"
    needed = {"title": "Ferry", "style": "close voice", "negative_tags": "choir", "prompt": "[Verse]\nla"}


class FormTests(AddVocalsTestCase):
    def test_it_needs_words_a_title_a_style_and_what_to_leave_out(self):
        for field in self.needed:
            self.refuses(field, **{field: " "})

    def test_words_under_their_newer_name_do_as_well(self):
        self.takes(prompt="", lyrics="la")

    def test_its_texts_have_their_limits(self):
        for field, most in {"title": 100, "style": 1000, "negative_tags": 200, "prompt": 5000}.items():
            self.takes(**{field: "x" * most})
            self.refuses(field, **{field: "x" * (most + 1)})

    def test_no_version_before_v4_5_plus_can_do_it(self):
        self.takes(model="V4_5PLUS")
        self.refuses("model", model="V4_5ALL")

    def test_it_begins_with_the_words_of_the_song(self):
        song = make_track(owner=self.user)
        form = self.blank(song)
        told = [form[name].value() for name in ("prompt", "title", "style", "model")]
        self.assertEqual(told, [song.lyrics, song.title, song.style, "V6"])


class RequestTests(AddVocalsTestCase):
    def test_the_v6_family_is_sent_the_words_under_both_names(self):
        (address,) = self.hand_over(self.upload)
        path, body = self.sent(vocal_gender="m")
        self.assertEqual(path, "/api/v1/generate/add-vocals")
        expected = {"uploadUrl": address, "model": "V6", "title": "Ferry", "style": "close voice", "vocalGender": "m",
                    "negativeTags": "choir", "prompt": "[Verse]\nla", "lyrics": "[Verse]\nla"}  # fmt: skip
        self.assertEqual(body, expected)

    def test_older_versions_are_sent_a_prompt(self):
        self.hand_over(self.upload)
        body = self.sent_to_market(model="V5", prompt="", lyrics="la")
        self.assertEqual(body["model"], "ai-music-api/add-vocals")
        self.assertEqual(body["input"]["prompt"], "la")
        self.assertNotIn("lyrics", body["input"])


class ResultTests(AddVocalsTestCase):
    def test_what_is_sung_to_an_instrumental_is_no_instrumental(self):
        song = make_track(owner=self.user, is_instrumental=True)
        job = self.start((song,))
        self.hear(job, heard(), heard())
        self.assertEqual([link.how for link in Source.objects.filter(source=song)], ["vocals"] * 2)
        self.assertFalse(any(track.is_instrumental for track in job.tracks.all()))

    def test_a_failure_leaves_nothing(self):
        job = self.start()
        self.hear(job, heard("error", code=500))
        self.assertEqual((job.state, job.tracks.count()), (Job.State.FAILED, 0))


class PageTests(AddVocalsTestCase):
    def test_songs_and_uploads_have_it(self):
        track = make_track(owner=self.user)
        for place, song in {"tracks": track, "uploads": self.upload}.items():
            self.assertContains(self.client.get(f"/{place}/{song.uuid}/add-vocals/"), 'name="style"')

    def test_it_can_be_had_again(self):
        self.assert_it_can_be_had_again(self.start())

    def test_another_s_is_not_there(self):
        self.assert_another_s_is_not_there()
