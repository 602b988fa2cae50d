"""PostgreSQL gets the words of each owner while the release before goes on writing."""

from importlib import import_module
from types import SimpleNamespace
from unittest import mock, skipUnless

from django.db import connection
from django.test import TransactionTestCase

from music import search
from music.models import Track, TrackText
from tests.factories import make_track, make_user

words_of_each_owner = import_module("music.migrations.0050_words_of_each_owner")


@skipUnless(connection.vendor == "postgresql", "SQLite finds words without it.")
class WordsOfEachOwnerTests(TransactionTestCase):
    def setUp(self):
        self.owner = make_user()
        self.editor = SimpleNamespace(connection=connection)
        self.addCleanup(TrackText.objects.all().delete)
        self.addCleanup(self.migrate)

    def migrate(self):
        with mock.patch.object(words_of_each_owner, "AT_ONCE", 2):
            words_of_each_owner.forwards(None, self.editor)

    def make_song(self, title):
        return make_track(owner=self.owner, title=title)

    def test_songs_of_before_and_of_meanwhile_are_found(self):
        before = [self.make_song(f"Night bus {number}") for number in range(3)]
        words_of_each_owner.backwards(None, self.editor)
        before.append(self.make_song("Night bus of the release before"))
        for _run in range(2):
            self.migrate()
        songs = [*before, self.make_song("Night bus of this one")]
        mine = Track.objects.of(self.owner)
        self.assertEqual(list(mine.found_by(self.owner, "bus nig")), songs[::-1])
        self.assertEqual(list(Track.objects.matching(search.in_any_title("night bus"))), songs[::-1])

    def test_a_song_has_new_words_when_it_is_written_anew(self):
        song = self.make_song("Night bus")
        song.title = "Day train"
        TrackText.objects.put(song)
        found = [bool(Track.objects.of(self.owner).found_by(self.owner, text)) for text in ("bus", "train")]
        self.assertEqual(found, [False, True])
