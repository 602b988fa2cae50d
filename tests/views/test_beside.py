import re

from music.models import LedgerEntry
from tests.base import StudioTestCase
from tests.factories import make_job, make_track


class BesideTests(StudioTestCase):
    def song(self, params=None, **fields):
        asked = {"model": "V6", "prompt": "A slow waltz", "instrumental": False, **(params or {})}
        return make_track(job=make_job(owner=self.user, params=asked), **fields)

    def page(self, one, other):
        return self.client.get(f"/tracks/{one.uuid}/beside/{other.uuid}/")

    def test_words_that_differ_are_marked(self):
        page = self.page(self.song(lyrics="the old bus"), self.song(lyrics="the new bus"))
        self.assertContains(page, "the <del>old</del> bus")
        self.assertContains(page, "the <ins>new</ins> bus")

    def test_the_prompt_is_compared_too(self):
        page = self.page(self.song({"prompt": "A slow waltz"}), self.song({"prompt": "A fast waltz"}))
        self.assertContains(page, "A <ins>fast</ins> waltz")

    def test_settings_have_the_names_of_their_form(self):
        page = self.page(self.song({"weirdness_constraint": 0.2}), self.song({"weirdness_constraint": 0.7}))
        said = [(str(row.label), row.before, row.after) for row in page.context["settings"]]
        self.assertEqual(said, [("Weirdness", "20%", "70%")])

    def test_what_is_the_same_is_not_marked(self):
        song = self.song()
        self.assertNotContains(self.page(song, song), 'class="differs"')

    def test_length_loudness_version_and_cost_are_marked_where_they_differ(self):
        page = self.page(self.song(duration=100, loudness=-9), self.song(duration=200, loudness=-14.2))
        rows = re.findall(r'<tr class="differs"><th scope="row">([\w ]+)', page.content.decode())
        self.assertEqual([row.strip() for row in rows], ["Length", "Loudness"])

    def test_a_cost_that_differs_is_marked(self):
        one, other = self.song(), self.song()
        for song, credits in ((one, 12), (other, 24)):
            LedgerEntry.objects.create(
                job=song.job, account=song.job.account, kind="charged", credits=credits, source="table"
            )
        self.assertContains(self.page(one, other), '<tr class="differs"><th scope="row">Cost of its job')
        self.assertNotContains(self.page(one, one), '<tr class="differs"><th scope="row">Cost of its job')

    def test_waves_stand_on_one_axis_and_where_they_differ_is_said(self):
        one = self.song(duration=120, peaks=bytes([200] * 800))
        other = self.song(duration=60, peaks=bytes([200] * 400 + [20] * 400))
        page = self.page(one, other)
        self.assertContains(page, 'data-room="120"', count=2)
        self.assertContains(page, 'data-marks="M30 110h30"', count=2)
        self.assertContains(page, "Alike until 0:30. Clearly different in height: 0:30–1:00.")
        self.assertContains(page, '<tr class="differs"><th scope="row">Waveform')

    def test_both_can_be_played_with_one_playhead(self):
        page = self.page(self.song(), self.song())
        self.assertContains(page, "data-playhead")
        self.assertContains(page, "data-play ", count=2)

    def test_songs_of_others_are_not_found_on_either_side(self):
        mine, foreign = self.song(), make_track()
        for pair in ((mine, foreign), (foreign, mine)):
            self.assertEqual(self.page(*pair).status_code, 404)

    def test_two_that_were_chosen_lead_there(self):
        one, other = self.song(), self.song()
        answer = self.client.get(f"/beside/?one={one.uuid}&other={other.uuid}")
        self.assertRedirects(answer, f"/tracks/{one.uuid}/beside/{other.uuid}/")
        for query in (
            "",
            f"?one={one.uuid}",
            f"?one={one.uuid}&other=nonsense",
            f"?one={one.uuid}&other={make_track().uuid}",
        ):
            self.assertEqual(self.client.get(f"/beside/{query}").status_code, 404)

    def test_a_stack_offers_two_to_choose(self):
        job = make_job(owner=self.user)
        one, two = make_track(job=job), make_track(job=job)
        page = self.client.get(f"/tracks/{one.uuid}/stack/")
        self.assertContains(page, 'action="/beside/"')
        self.assertContains(page, f'<option value="{two.uuid}"')
