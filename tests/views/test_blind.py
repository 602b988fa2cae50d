import re

from music.models import Track
from music.services import blind
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_track, make_user


class BlindTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.job = make_job(owner=self.user)
        self.songs = [keep(make_track(job=self.job, title=f"Secret {n}")) for n in range(3)]

    def address(self, songs=None):
        return f"/compare/blind/?tracks={','.join(str(song.uuid) for song in songs or self.songs)}"

    def round(self):
        page = self.client.get(self.address())
        return page, page.context["round"], page.context["token"]

    def vote(self, number=2):
        _page, round_, token = self.round()
        return round_, self.client.post("/compare/blind/", {"round": token, "choice": number})


class ChosenTests(BlindTestCase):
    def choose(self, *songs):
        return self.client.post(
            "/compare/blind/chosen/", {"tracks": [song.uuid for song in songs]}, follow=True
        )

    def test_two_to_eight_songs_of_a_list_are_compared(self):
        page = self.choose(*self.songs)
        self.assertEqual({song.pk for song in page.context["round"].songs}, {song.pk for song in self.songs})

    def test_one_song_or_nine_are_told_why_not(self):
        many = [keep(make_track(owner=self.user)) for _n in range(9)]
        for songs in (self.songs[:1], many):
            self.assertContains(self.choose(*songs), "Choose 2 to 8 songs to compare them blind.")

    def test_another_person_s_are_none(self):
        theirs = [keep(make_track(owner=make_user())) for _n in range(2)]
        self.assertContains(self.choose(*theirs), "Choose 2 to 8 songs")


class HiddenTests(BlindTestCase):
    def test_neither_names_nor_covers_nor_numbers_of_songs_are_in_the_page(self):
        page = self.client.get(self.address()).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        self.assertNotIn("Secret", main)
        for song in self.songs:
            for name in (str(song.uuid), song.uuid.hex, song.sha256):
                self.assertNotIn(name, main)
        self.assertEqual(re.findall(r'name="choice" value="(\d)"', main), ["1", "2", "3"])

    def test_the_order_is_shuffled_and_opens_to_nobody_else(self):
        orders = {tuple(song.pk for song in self.round()[1].songs) for _n in range(30)}
        self.assertGreater(len(orders), 1)
        _page, _round, token = self.round()
        self.client.force_login(make_user())
        for address in (f"/compare/{token}/1/audio", f"/compare/{token}/"):
            self.assertEqual(self.client.get(address).status_code, 404)
        self.assertEqual(self.client.post("/compare/blind/", {"round": token, "choice": 1}).status_code, 404)

    def test_a_number_is_heard_in_ranges_under_no_name(self):
        _page, round_, token = self.round()
        answer = self.client.get(f"/compare/{token}/2/audio", headers={"Range": "bytes=0-2"})
        self.assertEqual((answer.status_code, answer.getvalue()), (206, b"ID3"))
        for value in answer.headers.values():
            for name in ("ecret", round_.songs[1].sha256[:8], str(round_.songs[1].uuid)):
                self.assertNotIn(name, value)
        for number in (0, 4):
            self.assertEqual(self.client.get(f"/compare/{token}/{number}/audio").status_code, 404)

    def test_they_are_as_loud_as_the_softest_once_all_are_measured(self):
        for song, loudness in zip(self.songs, (-14, -20, -14), strict=True):
            Track.objects.filter(pk=song.pk).update(loudness=loudness)
        page, round_, _token = self.round()
        by_song = {song.pk: gain for song, gain in zip(round_.songs, round_.gains, strict=True)}
        self.assertEqual([round(by_song[song.pk], 2) for song in self.songs], [0.5, 1, 0.5])
        self.assertContains(page, "All play as loud as the softest of them.")

    def test_before_that_nothing_is_evened_out_and_the_page_says_so(self):
        Track.objects.filter(pk=self.songs[0].pk).update(loudness=-9)
        page, round_, _token = self.round()
        self.assertIsNone(round_.gains)
        self.assertContains(page, "Not all of them are measured yet")

    def test_two_to_eight_of_one_s_own_that_are_on_the_disk(self):
        theirs = keep(make_track())
        page = self.client.get(self.address([*self.songs[:1], theirs]))
        self.assertIsNone(page.context["round"])
        stream, trashed = make_track(owner=self.user), self.songs[2]
        Track.objects.filter(pk=trashed.pk).update(trashed_at="2026-01-01T00:00:00Z")
        page = self.client.get(self.address([*self.songs, stream]))
        self.assertEqual(len(page.context["round"].songs), 2)
        self.assertContains(page, "2 songs are left out")
        many = [keep(make_track(owner=self.user)) for _n in range(9)]
        self.assertIsNone(self.client.get(self.address(many)).context["round"])


class VoteTests(BlindTestCase):
    def test_the_names_are_told_and_the_winner_rises_in_its_stack(self):
        Track.objects.filter(job=self.job).update(is_top=False, stack=self.job.pk)
        Track.objects.filter(pk=self.songs[0].pk).update(is_top=True)
        round_, answer = self.vote(2)
        page = self.client.get(answer.url)
        self.assertContains(page, "You chose number 2")
        for song in self.songs:
            self.assertContains(page, song.title)
        self.assertEqual(page.context["round"].best, round_.songs[1])
        self.assertEqual(list(Track.objects.filter(is_top=True)), [round_.songs[1]])

    def test_without_a_choice_one_is_asked_for(self):
        for number in ("", "9", "x"):
            _round, answer = self.vote(number)
            self.assertIn("/compare/blind/?tracks=", answer.url)

    def test_before_the_vote_nothing_is_told(self):
        self.assertEqual(self.client.get(f"/compare/{self.round()[2]}/").status_code, 404)

    def test_the_others_go_to_the_trash_and_come_back(self):
        round_, answer = self.vote(1)
        page = self.client.post(f"{answer.url}trash/", follow=True)
        trashed = set(Track.objects.exclude(trashed_at=None))
        self.assertEqual(trashed, set(round_.songs[1:]))
        self.assertContains(page, "2 songs are in the trash.")
        self.assertContains(page, f'action="{answer.url}restore/"')
        self.client.post(f"{answer.url}restore/")
        self.assertFalse(Track.objects.exclude(trashed_at=None).exists())

    def test_a_round_with_a_song_that_is_gone_is_over(self):
        _page, _round, token = self.round()
        self.songs[0].drop()
        self.assertIsNone(blind.opened(token, self.user))
