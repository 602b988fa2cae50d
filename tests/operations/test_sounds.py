from music.models import Job, Track
from music.operations import registry
from tests.base import clip, heard

from .base import SongOperationTestCase


class SoundsTestCase(SongOperationTestCase):
    slug = "sounds"
    sources = ()
    needed = {"prompt": "rain on a tin roof"}


class FormTests(SoundsTestCase):
    def test_a_description_is_needed_and_ends_at_500(self):
        self.refuses("prompt", prompt=" ")
        self.takes(prompt="x" * 500)
        self.refuses("prompt", prompt="x" * 501)

    def test_tempo_and_key_have_their_ranges(self):
        for tempo in ("1", "300", ""):
            self.takes(sound_tempo=tempo)
        for tempo in ("0", "301", "90.5", "fast"):
            self.refuses("sound_tempo", sound_tempo=tempo)
        self.takes(sound_key="F#m")
        self.refuses("sound_key", sound_key="H")

    def test_only_v5_and_later_make_sounds(self):
        self.takes(model="V5")
        self.refuses("model", model="V4_5PLUS")

    def test_a_studio_that_prefers_an_older_version_offers_the_first(self):
        with self.settings(KIE_DEFAULT_VERSION="V4"):
            self.assertEqual(self.blank()["model"].value(), "V6")


class RequestTests(SoundsTestCase):
    def test_what_is_left_to_the_provider_is_not_sent(self):
        path, body = self.sent()
        self.assertEqual(path, "/api/v1/generate/sounds")
        expected = {"prompt": "rain on a tin roof", "model": "V6", "soundLoop": False, "grabLyrics": False}
        self.assertEqual(body, expected)

    def test_the_market_is_sent_our_names(self):
        body = self.sent_to_market(sound_loop="on", sound_tempo="96", sound_key="Am", grab_lyrics="on")
        self.assertEqual(body["model"], "ai-music-api/sounds")
        told = {
            name: body["input"][name] for name in ("sound_loop", "sound_tempo", "sound_key", "grab_lyrics")
        }
        self.assertEqual(
            told, {"sound_loop": True, "sound_tempo": 96, "sound_key": "Am", "grab_lyrics": True}
        )


class ResultTests(SoundsTestCase):
    def test_they_are_sounds_without_words(self):
        job = self.start()
        self.hear(job, heard(), heard())
        self.assertEqual(job.state, Job.State.DONE)
        kinds = {(track.kind, track.lyrics, track.is_instrumental) for track in job.tracks.all()}
        self.assertEqual(kinds, {(Track.Kind.SOUND, "", True)})

    def test_words_that_were_asked_for_are_kept(self):
        job = self.start(grab_lyrics="on")
        self.hear(job, heard("complete", [clip(prompt="hey ho")]))
        self.assertEqual([track.lyrics for track in job.tracks.all()], ["hey ho"])

    def test_a_failure_leaves_nothing(self):
        job = self.start()
        self.hear(job, heard("error", code=531))
        self.assertEqual((job.state, job.tracks.count()), (Job.State.FAILED, 0))


class PageTests(SoundsTestCase):
    def test_it_starts_from_nothing(self):
        self.assertContains(self.client.get("/create/sounds/"), "2.5 credits")
        self.client.post("/create/sounds/", {"model": "V6", **self.needed})
        self.assertEqual(Job.objects.get().operation, "sounds")
        self.assertFalse(registry.get("sounds").starts_from)

    def test_it_can_be_had_again(self):
        self.assert_it_can_be_had_again(self.start(sound_tempo="96", sound_key="Am", sound_loop="on"))
