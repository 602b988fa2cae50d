from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from music.models import Entry, Playlist
from music.models.playlists import STEP
from music.services import playlists
from tests.factories import make_playlist, make_track, make_user


class MoveTests(TestCase):
    def setUp(self):
        self.owner = make_user()
        self.songs = [make_track(owner=self.owner, title=title) for title in "ABC"]
        self.playlist = make_playlist(*self.songs, owner=self.owner)

    def order(self):
        return "".join(entry.track.title for entry in self.playlist.entries.showing())

    def entry(self, title):
        return self.playlist.entries.select_related("playlist").get(track__title=title)

    def test_one_move_changes_one_row(self):
        before = dict(Entry.objects.values_list("pk", "position"))
        playlists.move(self.entry("C"), self.entry("A"))
        after = dict(Entry.objects.values_list("pk", "position"))
        self.assertEqual(sum(before[key] != after[key] for key in before), 1)
        self.assertEqual(self.order(), "ACB")

    def test_where_no_room_is_left_all_are_spread_anew_in_one_statement(self):
        for place, title in enumerate("ABC"):
            Entry.objects.filter(track__title=title).update(position=place)
        with CaptureQueriesContext(connection) as queries:
            playlists.move(self.entry("C"), self.entry("A"))
        self.assertEqual(self.order(), "ACB")
        self.assertEqual(sum("row_number" in query["sql"] for query in queries), 1)
        self.assertGreater(self.entry("B").position, STEP)

    def test_before_all_there_is_room_again_and_again(self):
        for _ in range(40):
            last = self.playlist.entries.showing().last()
            order = self.order()
            playlists.move(self.playlist.entries.select_related("playlist").get(pk=last.pk), None)
            self.assertEqual(self.order(), order[-1] + order[:-1])

    def test_its_sheet_is_due_after_each_change_of_its_songs(self):
        for change in (lambda: playlists.add(self.playlist, self.songs), lambda: playlists.move(self.entry("C"), None),
                       lambda: playlists.remove(self.entry("B")), lambda: playlists.put_back(self.playlist, self.songs[1], 7)):  # fmt: skip
            self.playlist.entries.filter(position__gt=STEP * 3).delete()
            Playlist.objects.update(sheet_due_at=None)
            change()
            self.playlist.refresh_from_db()
            self.assertIsNotNone(self.playlist.sheet_due_at)

    def test_so_it_is_when_the_list_itself_changes_or_finds_another_place(self):
        folder = playlists.make(self.owner, "Folder", is_folder=True)
        for change in (lambda: playlists.edit(self.again(), name="Faster", note="", folder=None),
                       lambda: playlists.put(self.again(), folder, None), lambda: playlists.forget(folder),
                       lambda: playlists.put(self.again(), None, None), lambda: self.again().trash(),
                       lambda: self.again().restore()):  # fmt: skip
            Playlist.objects.update(sheet_due_at=None)
            change()
            self.assertIsNotNone(self.again().sheet_due_at)

    def again(self):
        return Playlist.objects.get(pk=self.playlist.pk)
