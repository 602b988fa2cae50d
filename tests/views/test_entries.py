import uuid
from unittest import mock

from music.models import Playlist
from music.services import playlists
from tests.base import StudioTestCase
from tests.factories import make_playlist, make_track

HTMX = {"HX-Request": "true"}


class AddTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.songs = [make_track(owner=self.user, title=title) for title in "ABC"]
        self.playlist = make_playlist(owner=self.user, name="Late hours")

    def add(self, songs, **fields):
        return self.client.post("/playlists/add/", {"tracks": [song.uuid for song in songs], **fields})

    def titles(self, playlist):
        return [entry.track.title for entry in playlist.entries.showing()]

    def test_songs_are_put_at_the_end_in_the_order_they_come(self):
        self.add([self.songs[0]], playlist=self.playlist.uuid)
        response = self.add([self.songs[2], self.songs[1]], playlist=self.playlist.uuid, next="/library/")
        self.assertRedirects(response, "/library/")
        self.assertEqual(self.titles(self.playlist), list("ACB"))

    def test_they_make_a_new_list_by_its_name(self):
        self.add(self.songs, name="New one")
        self.assertEqual(self.titles(Playlist.objects.get(name="New one")), list("ABC"))

    def test_without_a_place_it_asks_for_one(self):
        page = self.add(self.songs)
        self.assertContains(page, "Late hours")
        self.assertContains(page, f'name="tracks" value="{self.songs[2].uuid}"')

    def test_a_list_by_rule_or_in_the_trash_or_of_another_person_takes_none(self):
        for other in (
            make_playlist(owner=self.user, rule={}),
            make_playlist(),
            make_playlist(owner=self.user, is_folder=True),
        ):
            page = self.add(self.songs, playlist=other.uuid)
            self.assertContains(page, "This list is gone.", status_code=422)
            self.assertFalse(other.entries.exists())

    @mock.patch("music.services.playlists.MOST", 2)
    def test_it_says_so_where_they_are_too_many_at_once(self):
        said = "A list takes 2 songs at once: these are the first ones."
        self.assertContains(self.add(self.songs), said)
        page = self.client.get(self.add(self.songs, playlist=self.playlist.uuid).url)
        self.assertContains(page, said)
        self.assertEqual(self.titles(self.playlist), list("AB"))
        self.assertNotContains(self.add(self.songs[:2]), said)

    def test_it_wants_a_name_or_a_list(self):
        self.assertContains(
            self.add(self.songs, name=" "), "Choose a list, or name a new one.", status_code=422
        )

    def test_no_song_is_no_page_to_choose_on(self):
        self.assertContains(self.client.get("/playlists/add/"), "No song chosen")
        self.assertEqual(self.add([], name="New one").status_code, 422)
        self.assertEqual(Playlist.objects.count(), 1)

    def test_a_song_of_another_person_or_of_nobody_is_not_found(self):
        for key in (make_track().uuid, uuid.uuid4(), "nonsense"):
            response = self.client.post(
                "/playlists/add/", {"tracks": [self.songs[0].uuid, key], "name": "New"}
            )
            self.assertEqual(response.status_code, 404)
        self.assertEqual(Playlist.objects.count(), 1)

    def test_a_row_s_menu_turns_into_the_lists(self):
        address = f"/playlists/add/?tracks={self.songs[0].uuid}"
        self.assertContains(self.client.get(f"/tracks/{self.songs[0].uuid}/menu/"), f'hx-get="{address}"')
        menu = self.client.get(address, headers=HTMX)
        self.assertNotContains(menu, "<html")
        self.assertContains(menu, "Late hours")


class OrderTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        songs = [make_track(owner=self.user, title=title) for title in "ABCD"]
        self.playlist = make_playlist(*songs, owner=self.user)
        self.address = f"/playlists/{self.playlist.uuid}/"
        self.entries = {entry.track.title: entry for entry in self.playlist.entries.all()}

    def titles(self):
        return "".join(entry.track.title for entry in self.playlist.entries.showing())

    def test_a_song_is_dragged_behind_another_or_before_all(self):
        for title, after, order in (
            ("D", "A", "ADBC"),
            ("A", "C", "DBCA"),
            ("C", "", "CDBA"),
            ("B", "B", "CDBA"),
        ):
            sent = {"entry": self.entries[title].pk, "after": self.entries[after].pk if after else ""}
            response = self.client.post(self.address + "move/", sent, headers=HTMX)
            self.assertEqual((response.status_code, self.titles()), (204, order))

    def test_it_goes_up_and_down_by_buttons_past_what_is_hidden(self):
        self.client.post(f"/tracks/{self.entries['B'].track.uuid}/trash/")
        for way, title, order in (
            ("up", "C", "CAD"),
            ("up", "C", "CAD"),
            ("down", "A", "CDA"),
            ("down", "A", "CDA"),
        ):
            response = self.client.post(self.address + "move/", {way: self.entries[title].pk})
            self.assertRedirects(response, self.address)
            self.assertEqual(self.titles(), order)

    def test_it_is_taken_out_and_put_back_where_it_was(self):
        sent = {"entry": self.entries["B"].pk}
        page = self.client.post(self.address + "remove/", sent, follow=True)
        self.assertEqual(self.titles(), "ACD")
        back = f"{self.address}put-back/{self.entries['B'].track.uuid}/{self.entries['B'].position}/"
        self.assertContains(page, f'action="{back}"')
        for _ in range(2):
            self.client.post(back)
            self.assertEqual(self.titles(), "ABCD")

    def test_where_another_song_came_there_meanwhile_it_comes_behind_it_at_a_place_of_its_own(self):
        last = self.entries["D"]
        self.client.post(self.address + "remove/", {"entry": last.pk})
        playlists.add(self.playlist, [make_track(title="E", owner=self.user)])
        for _ in range(2):
            self.client.post(f"{self.address}put-back/{last.track.uuid}/{last.position}/")
            self.assertEqual(self.titles(), "ABCED")
        places = list(self.playlist.entries.values_list("position", flat=True))
        self.assertEqual(len(set(places)), len(places))

    def test_an_entry_of_another_list_is_not_found(self):
        other = make_playlist(make_track(owner=self.user), owner=self.user).entries.get()
        for path, sent in (("move/", {"entry": other.pk}), ("move/", {"up": other.pk}), ("remove/", {"entry": other.pk}),
                           ("move/", {"entry": self.entries["A"].pk, "after": other.pk}), ("move/", {"entry": "x"}),
                           ("move/", {}), ("remove/", {"entry": "9" * 30})):  # fmt: skip
            with self.subTest(path=path, sent=sent):
                self.assertEqual(self.client.post(self.address + path, sent).status_code, 404)
        self.assertEqual(self.titles(), "ABCD")

    def test_the_page_has_a_handle_and_buttons_for_each(self):
        page = self.client.get(self.address)
        self.assertContains(page, f'data-handle data-entry="{self.entries["C"].pk}"')
        self.assertContains(page, f'form="move" name="up" value="{self.entries["C"].pk}"')
        self.assertContains(
            page, f'formaction="{self.address}remove/" name="entry" value="{self.entries["C"].pk}"'
        )
