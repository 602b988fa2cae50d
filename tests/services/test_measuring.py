from pathlib import Path
from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import Track
from music.services import files, measuring
from tests.services.vault import VaultTestCase


class AFewTests(VaultTestCase):
    def test_old_songs_are_measured_one_at_a_time_and_their_sheets_written_anew(self):
        older, newer = self.song, self.make_song("Morning bus")
        measuring.a_few()
        self.assertIsNone(self.again(older).loudness)
        self.assertGreater(self.again(newer).loudness, -20)
        self.assertIsNotNone(self.again(newer).sheet_due_at)
        measuring.a_few()
        self.assertLess(self.again(older).true_peak, 0.5)
        self.assertFalse(Track.objects.unmeasured().exists())

    def test_a_file_that_is_gone_is_not_tried_for_ever(self):
        Path(self.song.audio.path).unlink()
        measuring.a_few()
        self.assertEqual(self.again(self.song).loudness, -70)

    def test_while_the_whole_media_folder_is_away_nothing_is_called_silent(self):
        Path(self.song.audio.path).unlink()
        with mock.patch.object(files, "check_they_are_there", side_effect=files.Away("away")):
            measuring.a_few()
        self.assertIsNone(self.again(self.song).loudness)

    def test_what_is_to_be_measured_is_found_in_an_index_of_nothing_else(self):
        if connection.vendor != "sqlite":
            self.skipTest("This is SQLite’s plan.")
        with CaptureQueriesContext(connection) as captured, connection.cursor() as cursor:
            measuring.a_few()
            cursor.execute(f"EXPLAIN QUERY PLAN {captured[0]['sql']}")
            self.assertIn("USING INDEX songs_to_measure", cursor.fetchall()[0][-1])
