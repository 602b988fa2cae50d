from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.models import Playlist, Track
from music.services import playlists
from tests.base import StudioTestCase
from tests.factories import keep, make_playlist, make_track, make_user

HTMX = {"HX-Request": "true"}


class ShelfTests(StudioTestCase):
    def shelf(self):
        return self.client.get("/playlists/").context["shelf"]

    def test_a_list_is_made_by_its_name_and_opens(self):
        response = self.client.post("/playlists/", {"name": "Late hours"})
        made = Playlist.objects.of(self.user).get()
        self.assertRedirects(response, f"/playlists/{made.uuid}/")
        self.assertEqual((made.name, made.is_folder), ("Late hours", False))

    def test_it_needs_a_name(self):
        response = self.client.post("/playlists/", {"name": " "})
        self.assertContains(response, "A list needs a name.", status_code=422)
        self.assertFalse(Playlist.objects.exists())

    def test_lists_lie_in_folders_or_outside_in_their_order(self):
        self.client.post("/playlists/", {"name": "Album", "is_folder": "on"})
        folder = Playlist.objects.folders().get()
        for name in ("A", "B", "C"):
            make_playlist(owner=self.user, name=name, folder=folder if name == "B" else None)
        shelf = self.shelf()
        self.assertEqual([each.name for each in shelf.outside], ["A", "C"])
        self.assertEqual([each.name for each in shelf.folders[0].lists], ["B"])

    def test_only_one_s_own_are_shown(self):
        make_playlist()
        self.assertTrue(self.shelf().is_empty)
        self.assertContains(self.client.get("/playlists/"), "No playlists yet")

    def test_it_says_how_many_songs_each_shows_but_those_in_the_trash(self):
        songs = [make_track(owner=self.user) for _ in range(3)]
        make_playlist(*songs, owner=self.user)
        songs[0].trashed_at = timezone.now()
        songs[0].save()
        self.assertEqual(self.shelf().outside[0].size, 2)

    def test_more_lists_take_no_more_queries(self):
        make_playlist(make_track(owner=self.user), owner=self.user)
        self.client.get("/playlists/")
        with CaptureQueriesContext(connection) as few:
            self.client.get("/playlists/")
        folder = make_playlist(owner=self.user, is_folder=True)
        for _ in range(9):
            make_playlist(make_track(owner=self.user), owner=self.user, folder=folder)
        with self.assertNumQueries(len(few)):
            self.client.get("/playlists/")

    def test_a_list_is_renamed_and_put_into_a_folder_by_its_form(self):
        folder, playlist = make_playlist(owner=self.user, is_folder=True), make_playlist(owner=self.user)
        fields = {"name": "Later", "note": "For the bus", "folder": folder.uuid}
        self.client.post(f"/playlists/{playlist.uuid}/edit/", fields)
        playlist.refresh_from_db()
        self.assertEqual((playlist.name, playlist.note, playlist.folder), ("Later", "For the bus", folder))

    def test_another_person_s_folder_cannot_be_chosen(self):
        make_playlist(owner=self.user, is_folder=True)
        theirs, playlist = make_playlist(is_folder=True), make_playlist(owner=self.user)
        fields = {"name": "x", "note": "", "folder": theirs.uuid}
        self.assertEqual(self.client.post(f"/playlists/{playlist.uuid}/edit/", fields).status_code, 422)
        moved = self.client.post("/playlists/move/", {"entry": playlist.uuid, "into": theirs.uuid})
        self.assertEqual(moved.status_code, 404)

    def test_a_list_is_dragged_into_a_folder_and_behind_another(self):
        folder = make_playlist(owner=self.user, is_folder=True)
        inside = make_playlist(owner=self.user, folder=folder, name="A")
        playlist = make_playlist(owner=self.user, name="B")
        sent = {"entry": playlist.uuid, "into": folder.uuid, "after": inside.uuid}
        response = self.client.post("/playlists/move/", sent, headers=HTMX)
        self.assertEqual(response.status_code, 204)
        self.assertEqual([each.name for each in self.shelf().folders[0].lists], ["A", "B"])

    def test_a_list_is_moved_up_and_down_without_a_script(self):
        lists = [make_playlist(owner=self.user, name=name) for name in "ABC"]
        self.client.post("/playlists/move/", {"up": lists[2].uuid})
        self.assertEqual([each.name for each in self.shelf().outside], ["A", "C", "B"])
        self.client.post("/playlists/move/", {"down": lists[0].uuid})
        self.assertEqual([each.name for each in self.shelf().outside], ["C", "A", "B"])
        self.client.post("/playlists/move/", {"down": lists[1].uuid})
        self.assertEqual([each.name for each in self.shelf().outside], ["C", "A", "B"])


class TrashTests(StudioTestCase):
    def test_a_list_goes_to_the_trash_with_undo_and_comes_back(self):
        playlist = make_playlist(owner=self.user, name="Late hours")
        page = self.client.post(f"/playlists/{playlist.uuid}/trash/", follow=True)
        self.assertContains(page, f'action="/playlists/{playlist.uuid}/restore/"')
        self.assertTrue(page.context["shelf"].is_empty)
        self.assertContains(self.client.get("/playlists/?show=trash"), "Late hours")
        self.client.post(f"/playlists/{playlist.uuid}/restore/")
        self.assertEqual(len(self.client.get("/playlists/").context["shelf"].outside), 1)

    def test_the_lists_of_a_folder_in_the_trash_stand_outside_until_it_is_back(self):
        folder = make_playlist(owner=self.user, is_folder=True)
        make_playlist(owner=self.user, folder=folder, name="A")
        self.client.post(f"/playlists/{folder.uuid}/trash/")
        self.assertEqual(len(self.client.get("/playlists/").context["shelf"].outside), 1)
        self.client.post(f"/playlists/{folder.uuid}/restore/")
        self.assertEqual(len(self.client.get("/playlists/").context["shelf"].folders[0].lists), 1)

    def test_it_is_deleted_for_good_out_of_the_trash_only_and_songs_stay(self):
        song = make_track(owner=self.user)
        playlist = make_playlist(song, owner=self.user)
        self.assertEqual(self.client.post(f"/playlists/{playlist.uuid}/delete/").status_code, 404)
        playlist.trash()
        self.client.post(f"/playlists/{playlist.uuid}/delete/")
        self.assertFalse(Playlist.objects.exists())
        song.refresh_from_db()
        self.assertIsNone(song.trashed_at)

    def test_a_folder_that_is_deleted_leaves_its_lists(self):
        folder = make_playlist(owner=self.user, is_folder=True)
        inside = make_playlist(owner=self.user, folder=folder)
        folder.trash()
        self.client.post(f"/playlists/{folder.uuid}/delete/")
        inside.refresh_from_db()
        self.assertIsNone(inside.folder)


class PlaylistTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.songs = [make_track(owner=self.user, title=title, duration=60) for title in "ABCD"]
        self.playlist = make_playlist(*self.songs, owner=self.user, name="Late hours", note="For the bus")
        self.address = f"/playlists/{self.playlist.uuid}/"

    def titles(self, query=""):
        return [track.title for track in self.client.get(self.address + query).context["songs"].tracks]

    def test_it_shows_its_songs_in_order_how_many_and_how_long(self):
        page = self.client.get(self.address)
        self.assertEqual(self.titles(), list("ABCD"))
        for words in ("Late hours", "For the bus", "4 songs · 4:00", "Play all"):
            self.assertContains(page, words)

    def test_the_same_song_may_stand_in_it_twice(self):
        playlists.add(self.playlist, [self.songs[0], self.songs[0]])
        self.assertEqual(self.titles(), list("ABCDAA"))

    def test_a_song_in_the_trash_is_left_out_until_it_is_back_in_its_place(self):
        self.client.post(f"/tracks/{self.songs[1].uuid}/trash/")
        self.assertEqual(self.titles(), list("ACD"))
        self.client.post(f"/tracks/{self.songs[1].uuid}/restore/")
        self.assertEqual(self.titles(), list("ABCD"))

    def test_pages_follow_a_key_and_take_no_more_queries(self):
        self.client.get(self.address)
        with mock.patch("music.lists.PAGE", 2), CaptureQueriesContext(connection) as few:
            self.client.get(self.address)
        playlists.add(self.playlist, [make_track(owner=self.user, title="E") for _ in range(6)])
        with mock.patch("music.lists.PAGE", 8):
            with self.assertNumQueries(len(few)):
                page = self.client.get(self.address)
            after = page.context["songs"].next_address
            self.assertEqual(self.titles(after), ["E", "E"])
            more = self.client.get(self.address + after, headers=HTMX | {"HX-Trigger": "more"})
        self.assertNotContains(more, "<html")
        self.assertLess(len(few), 16)

    def test_a_list_that_its_page_shows_whole_is_counted_there(self):
        Track.objects.filter(pk=self.songs[3].pk).update(duration=None)
        with CaptureQueriesContext(connection) as whole:
            self.assertContains(self.client.get(self.address), "4 songs · 3:00")
        with mock.patch("music.lists.PAGE", 3), CaptureQueriesContext(connection) as parted:
            self.assertContains(self.client.get(self.address), "4 songs · 3:00")
        self.assertEqual(len(parted) - len(whole), 3)

    def songs_told(self):
        return self.client.get(self.address + "songs.json").json()["songs"]

    def test_the_player_knows_where_its_songs_are_told(self):
        with mock.patch("music.lists.PAGE", 2):
            page = self.client.get(self.address)
        self.assertContains(page, f'data-play-all="{self.address}songs.json"', 2)
        self.assertContains(page, f'data-rest="{self.address}songs.json?after=')
        first = self.songs[0]
        keep(first)
        told = self.songs_told()[0]
        self.assertEqual(told["src"], f"/tracks/{first.uuid}/audio")
        self.assertEqual((told["uuid"], told["length"], told["isKept"]), (str(first.uuid), 60, True))

    def test_the_player_is_told_of_each_place_and_of_no_song_without_sound(self):
        playlists.add(self.playlist, [self.songs[0]])
        Track.objects.filter(pk=self.songs[1].pk).update(audio_url="", stream_url="")
        self.assertEqual([song["title"] for song in self.songs_told()], list("ACDA"))
        self.assertEqual(len({song["key"] for song in self.songs_told()}), 4)

    def test_nonsense_as_a_key_is_the_beginning(self):
        self.assertEqual(self.titles("?after=x"), list("ABCD"))

    def test_an_empty_one_teaches(self):
        empty = make_playlist(owner=self.user)
        page = self.client.get(f"/playlists/{empty.uuid}/")
        self.assertContains(page, "Choose “Add to playlist…”")
        self.assertNotContains(page, "data-play-all")

    def test_a_folder_opens_among_the_lists(self):
        folder = make_playlist(owner=self.user, is_folder=True)
        response = self.client.get(f"/playlists/{folder.uuid}/")
        self.assertRedirects(response, f"/playlists/#folder-{folder.uuid}")

    def test_it_is_duplicated_with_its_songs(self):
        response = self.client.post(self.address + "duplicate/")
        self.address = response.url
        self.assertEqual(self.titles(), list("ABCD"))
        self.assertContains(self.client.get(self.address), "Late hours (copy)")

    def test_another_person_s_is_nobody_s(self):
        theirs = make_playlist(owner=make_user())
        self.assertEqual(self.client.get(f"/playlists/{theirs.uuid}/").status_code, 404)
