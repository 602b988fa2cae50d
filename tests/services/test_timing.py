from music.media import timed, timing
from music.models import TimedLyrics, Track
from music.services import library
from music.services import timing as service
from tests.base import StudioTestCase
from tests.factories import make_job, make_track

WORDS = [["The ", 12.1, 12.4], ["driver ", 12.4, 12.9], ["knows\n", 12.9, 13.6], ["He ", 14.0, 14.2], ["dims\n", 14.2, 15.0]]  # fmt: skip


class TimingTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user, lyrics="The driver knows\nHe dims")

    def hear(self):
        job = make_job(owner=self.user, operation="timestamped-lyrics", params={})
        TimedLyrics.objects.hear(self.track, job, WORDS)

    def kept(self):
        return TimedLyrics.objects.get(track=self.track)

    def tell(self, text):
        service.tell(self.track, timing.filled(timing.read(text)))

    def texts(self):
        return [line.text for line in timed.sung(self.kept().words)]

    def test_words_that_nobody_timed_can_be_timed_by_hand_without_a_job(self):
        self.tell("[00:10.00]The driver knows\n[00:12.00]He dims")
        self.assertEqual((self.kept().job, self.kept().heard, self.kept().is_by_hand), (None, None, True))
        self.assertEqual([line.start for line in timed.sung(self.kept().words)], [10.0, 12.0])

    def test_the_provider_s_version_is_kept_and_can_be_had_back_and_forth(self):
        self.hear()
        self.tell("[00:13.00]The driver knows\n[00:14.00]He dims")
        own = self.kept().words
        self.assertEqual(self.kept().heard, WORDS)
        self.assertTrue(service.swap(self.track))
        self.assertEqual((self.kept().words, self.kept().own, self.kept().is_by_hand), (WORDS, own, False))
        self.assertTrue(service.swap(self.track))
        self.assertEqual((self.kept().words, self.kept().heard, self.kept().is_by_hand), (own, WORDS, True))

    def test_where_there_is_one_version_nothing_is_swapped(self):
        self.assertFalse(service.swap(self.track))
        self.hear()
        self.assertFalse(service.swap(self.track))
        self.assertEqual(self.kept().words, WORDS)

    def test_lines_written_anew_are_the_song_s_lyrics_and_found(self):
        self.hear()
        self.tell("[Verse]\n[00:12.10]The captain knows\n[00:14.00]He dims")
        track = Track.objects.get(pk=self.track.pk)
        self.assertEqual(track.lyrics, "[Verse]\nThe captain knows\nHe dims")
        self.assertEqual(list(Track.objects.found_by(self.user, "captain")), [track])

    def test_other_times_alone_leave_the_lyrics_as_they_are_written(self):
        self.track.lyrics = "The driver knows\n\n\nHe dims"
        self.track.save()
        self.tell("[00:12.10]The driver knows\n[00:14.00]He dims")
        self.assertEqual(Track.objects.get(pk=self.track.pk).lyrics, "The driver knows\n\n\nHe dims")

    def test_lyrics_that_a_person_edits_are_what_follows_the_song(self):
        self.hear()
        library.rename(self.track, title="x", lyrics="The captain knows\nHe dims")
        self.assertEqual(self.texts(), ["The captain knows", "He dims"])
        self.assertEqual(self.kept().heard, WORDS)
        self.assertEqual(timed.sung(self.kept().words)[1].start, 14.0)

    def test_also_those_edited_before_the_words_were_timed(self):
        self.track.lyrics = "The captain knows\nHe dims"
        self.hear()
        self.assertEqual(self.texts(), ["The captain knows", "He dims"])
        self.assertEqual(self.kept().heard, WORDS)

    def test_what_a_person_timed_still_stands_when_the_provider_times_it_too(self):
        self.tell("[00:10.00]The driver knows\n[00:12.00]He dims")
        own = self.kept().words
        self.hear()
        self.assertEqual((self.kept().words, self.kept().heard), (own, WORDS))
        self.assertIsNotNone(self.kept().job)

    def test_a_title_alone_changes_no_times(self):
        self.hear()
        library.rename(self.track, title="Another")
        self.assertFalse(self.kept().is_by_hand)
