from music.models import TimedLyrics
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track, make_user

WORDS = [["[Verse]\nThe ", 12.1, 12.4], ["driver ", 12.4, 12.9], ["knows\n", 12.9, 13.6], ["He ", 14.0, 14.2], ["dims\n", 14.2, 15.0]]  # fmt: skip
BY_HAND = "[Verse]\n[00:13.00]The driver knows\n[00:15.00]He dims <00:16.00>"


class WordsTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = keep(make_track(owner=self.user, lyrics="[Verse]\nThe driver knows\nHe dims"))
        self.address = f"/tracks/{self.track.uuid}/words/"

    def hear(self):
        job = make_job(owner=self.user, operation="timestamped-lyrics", params={})
        TimedLyrics.objects.hear(self.track, job, WORDS)

    def save(self, text, status=302):
        response = self.client.post(f"{self.address}edit/", {"words": text})
        self.assertEqual(response.status_code, status)
        return response

    def test_the_page_has_each_line_to_press_and_to_follow(self):
        self.hear()
        page = self.client.get(self.address)
        self.assertContains(page, '<button type="button" data-from="12.10" data-to="13.60">', count=1)
        self.assertContains(page, f'id="lyrics" data-of="{self.track.uuid}"')

    def test_it_takes_few_queries(self):
        self.hear()
        with self.assertNumQueries(4):
            self.client.get(self.address)

    def test_untimed_words_stand_there_with_a_way_to_time_them(self):
        page = self.client.get(self.address)
        self.assertContains(page, "<p>The driver knows</p>", html=True)
        self.assertContains(page, f'href="{self.address}edit/"')
        self.assertContains(self.client.get(f"/tracks/{self.track.uuid}/"), "Time them by hand")

    def test_an_instrumental_has_nothing_to_follow(self):
        track = make_track(owner=self.user, lyrics="", is_instrumental=True)
        self.assertContains(self.client.get(f"/tracks/{track.uuid}/words/"), "nobody sings here")

    def test_the_form_begins_with_the_times_there_are_else_with_the_lyrics(self):
        self.assertContains(self.client.get(f"{self.address}edit/"), "The driver knows\nHe dims")
        self.hear()
        page = self.client.get(f"{self.address}edit/")
        self.assertContains(page, "[00:12.10]&lt;00:12.10&gt;The &lt;00:12.40&gt;driver")

    def test_times_by_hand_are_saved_and_in_all_files(self):
        self.save(BY_HAND)
        files = {
            "lrc": "[00:13.00]The driver knows", "enhanced.lrc": "[00:15.00]<00:15.00>He ",
            "srt": "00:00:15,000 --> 00:00:16,000",
        }  # fmt: skip
        for kind, line in files.items():
            self.assertContains(self.client.get(f"/tracks/{self.track.uuid}/lyrics.{kind}"), line)
        self.assertContains(self.client.get(f"/tracks/{self.track.uuid}/"), 'data-from="13.00"')

    def test_saved_as_it_was_it_stays_the_provider_s(self):
        self.hear()
        self.save(self.client.get(f"{self.address}edit/").context["form"].initial["words"])
        kept = TimedLyrics.objects.get()
        self.assertEqual((kept.words, kept.is_by_hand), (WORDS, False))

    def test_the_other_version_can_be_had_back(self):
        self.hear()
        self.assertNotContains(self.client.get(f"{self.address}edit/"), "Back to")
        self.save(BY_HAND)
        self.assertContains(self.client.get(f"{self.address}edit/"), "Back to the provider’s version")
        self.client.post(f"{self.address}swap/")
        self.assertEqual(TimedLyrics.objects.get().words, WORDS)
        self.assertContains(self.client.get(f"{self.address}edit/"), "Back to my own version")

    def test_what_cannot_be_sung_so_is_refused_beside_the_field(self):
        for text, why in {
            "": "A song without words has nothing to follow.",
            "The driver knows": "No line has a time yet. One is enough to begin with.",
            "[00:20.00]one\n[00:10.00]two": "“two” begins before what stands above it.",
            "[59:00.00]late": "“late” begins after the end of the song.",
        }.items():
            response = self.save(text, status=422)
            self.assertFormError(response.context["form"], "words", why)
        self.assertFalse(TimedLyrics.objects.exists())

    def test_words_timed_by_hand_can_still_be_timed_by_the_provider(self):
        self.save(BY_HAND)
        page = self.client.get(f"/tracks/{self.track.uuid}/")
        self.assertContains(page, f'href="/tracks/{self.track.uuid}/timestamped-lyrics/"')

    def test_another_s_words_are_not_there(self):
        theirs = make_track(owner=make_user())
        for place in ("words/", "words/edit/"):
            self.assertEqual(self.client.get(f"/tracks/{theirs.uuid}/{place}").status_code, 404)
        self.assertEqual(self.client.post(f"/tracks/{theirs.uuid}/words/swap/").status_code, 404)
