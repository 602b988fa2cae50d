from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import Track
from tests.base import StudioTestCase
from tests.factories import make_job, make_playlist, make_track, make_user

LOUD = {"match": "all", "rules": [{"filter": "instrumental", "not": True, "value": True, "word": ""}], "sort": "title", "limit": None}  # fmt: skip


class HeardTestCase(StudioTestCase):
    def told(self, address):
        response = self.client.get(address)
        self.assertEqual(response.status_code, 200)
        return response.json()

    def all_of(self, address):
        """Titles of all pages, one after another."""
        titles, pages = [], 0
        while address and pages < 20:
            told = self.told(address)
            titles += [song["title"] for song in told["songs"]]
            address, pages = told["next"], pages + 1
        return titles


@mock.patch("music.heard.PAGE", 4)
@mock.patch("music.lists.PAGE", 4)
class OrderTests(HeardTestCase):
    def setUp(self):
        super().setUp()
        self.songs = [make_track(owner=self.user, title=f"Song {n:02}") for n in range(11)]
        self.titles = [song.title for song in self.songs]

    def test_the_library_is_told_to_its_end_in_the_order_of_its_page(self):
        for query in ("", "?sort=title", "?view=stacks", "?q=song", "?q=song&sort=longest"):
            page = self.client.get(f"/library/{query}").context["listing"]
            shown = [track.title for takes in page.groups for track in takes]
            self.assertEqual(self.all_of(f"/library/songs.json{query}"), shown, query)

    def test_only_what_the_filters_let_through_is_told(self):
        Track.objects.filter(title__in=self.titles[2:8]).update(is_favourite=True)
        self.assertEqual(self.all_of("/library/songs.json?favourite=on"), self.titles[7:1:-1])
        shuffled = self.all_of("/library/songs.json?favourite=on&shuffle=7")
        self.assertEqual(sorted(shuffled), self.titles[2:8])

    def test_the_page_of_the_library_says_where_the_player_goes_on(self):
        with mock.patch("music.listing.PAGE", 4):
            page = self.client.get("/library/?sort=title").content.decode()
        address = page.split('data-rest="')[1].split('"')[0].replace("&amp;", "&")
        self.assertEqual(self.all_of(address), self.titles[4:])

    def test_a_list_by_hand_is_told_to_its_end_each_place_once(self):
        playlist = make_playlist(*self.songs, *self.songs[:3], owner=self.user)
        address = f"/playlists/{playlist.uuid}/songs.json"
        self.assertEqual(self.all_of(address), self.titles + self.titles[:3])
        shuffled = self.all_of(f"{address}?shuffle=7")
        self.assertEqual(sorted(shuffled), sorted(self.titles + self.titles[:3]))

    def test_a_list_by_rule_is_told_in_its_order_up_to_its_limit(self):
        for limit, most in ((None, 11), (6, 6)):
            playlist = make_playlist(owner=self.user, rule={**LOUD, "limit": limit})
            address = f"/playlists/{playlist.uuid}/songs.json"
            self.assertEqual(self.all_of(address), self.titles[:most])
            self.assertEqual(sorted(self.all_of(f"{address}?shuffle=7")), self.titles[:most])

    def test_chance_puts_them_into_another_order_with_each_seed_and_stays_while_songs_come(self):
        orders = {tuple(self.all_of(f"/library/songs.json?shuffle={seed}")) for seed in range(5)}
        self.assertEqual(len(orders), 5)
        first = self.told("/library/songs.json?shuffle=7")
        make_track(owner=self.user, title="New")
        heard_after = self.all_of(first["next"])
        told = [song["title"] for song in first["songs"]] + heard_after
        self.assertEqual(sorted(title for title in told if title != "New"), self.titles)

    def test_more_than_can_be_shuffled_is_said(self):
        self.assertEqual(self.told("/library/songs.json?shuffle=7")["said"], "")
        with mock.patch("music.heard.MOST", 5):
            self.assertEqual(len(self.all_of("/library/songs.json?shuffle=7")), 5)
            first = self.told("/library/songs.json?shuffle=7")
            said = first["said"]
            self.assertEqual(self.told(first["next"])["said"], "")
        self.assertEqual(said, "Only 5 songs of this list are shuffled: more are too many at once.")

    def test_what_has_no_sound_is_left_out_and_the_rest_goes_on(self):
        Track.objects.filter(title__in=self.titles[3:9]).update(audio_url="", stream_url="")
        left = self.titles[:3] + self.titles[9:]
        self.assertEqual(self.all_of("/library/songs.json?sort=title"), left)
        self.assertEqual(sorted(self.all_of("/library/songs.json?shuffle=7")), left)

    def test_nobody_hears_of_another_person_s(self):
        make_track(owner=make_user(), title="Theirs")
        for query in ("", "?shuffle=7"):
            self.assertNotIn("Theirs", self.all_of(f"/library/songs.json{query}"))

    def test_nonsense_is_the_beginning(self):
        for query in ("?after=x", "?shuffle=7&after=x", "?shuffle=%F0%9F%8E%B2&after=-1", "?sort=x&view=x"):
            self.assertEqual(len(self.told(f"/library/songs.json{query}")["songs"]), 4, query)

    def test_a_later_page_takes_no_more_queries(self):
        for query in ("", "?shuffle=7"):
            with CaptureQueriesContext(connection) as first:
                told = self.told(f"/library/songs.json{query}")
            with self.assertNumQueries(len(first)):
                self.told(told["next"])
            self.assertLess(len(first), 12)


class SongTests(HeardTestCase):
    def test_a_later_take_says_which_one_it_is_where_it_stands_below_the_first(self):
        job = make_job(owner=self.user)
        for _take in range(2):
            make_track(job=job)
        takes = [song["take"] for song in self.told("/library/songs.json")["songs"]]
        self.assertEqual(takes, ["", ", Take 2"])
        takes = [song["take"] for song in self.told("/library/songs.json?sort=title")["songs"]]
        self.assertEqual(takes, ["", ""])

    def test_it_is_as_the_page_has_it(self):
        track = make_track(owner=self.user, loudness=-9.26, true_peak=-0.4, thumb="x", bars="abc")
        (song,) = self.told("/library/songs.json")["songs"]
        self.assertEqual((song["uuid"], song["src"]), (str(track.uuid), track.audio_url))
        self.assertEqual((song["loud"], song["bars"]), ("-9.3 -0.4", "abc"))
        self.assertContains(self.client.get("/library/"), f'src="{song["thumb"]}"')

    def test_all_of_a_library_or_a_project_is_heard_by_two_buttons(self):
        project = self.user.projects.create(name="Album")
        make_track(owner=self.user, project=project, title="In")
        make_track(owner=self.user, title="Out")
        self.assertContains(self.client.get("/library/?q=in"), 'data-play-all="/library/songs.json?q=in"', 2)
        page = self.client.get(f"/projects/{project.uuid}/")
        address = f"/library/songs.json?project={project.uuid}"
        self.assertContains(page, f'data-play-all="{address}"', 2)
        self.assertEqual(self.all_of(address), ["In"])

    def test_nothing_can_be_heard_of_nothing(self):
        self.assertNotContains(self.client.get("/library/?q=nowhere"), "data-play-all")
        project = self.user.projects.create(name="Album")
        self.assertNotContains(self.client.get(f"/projects/{project.uuid}/"), "data-play-all")
