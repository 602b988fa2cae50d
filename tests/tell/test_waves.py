from types import SimpleNamespace

from django.test import SimpleTestCase

from music.tell.waves import compared


def song(duration, *parts):
    """Of parts (height, how many of 800 bars)."""
    peaks = b"".join(bytes([height]) * count for height, count in parts)
    return SimpleNamespace(duration=duration, peaks=peaks, bars="known")


class WaveTests(SimpleTestCase):
    def test_the_same_wave_has_no_marks(self):
        one = song(120, (200, 800))
        pair = compared(one, one)
        self.assertEqual((pair.differs, pair.said), (False, "No clear difference in height."))
        self.assertEqual([wave.marks for wave in pair.waves], ["", ""])

    def test_a_little_higher_is_no_difference(self):
        self.assertFalse(compared(song(120, (200, 800)), song(120, (220, 800))).differs)

    def test_a_part_that_differs_is_marked_and_told_of_in_seconds(self):
        one, other = song(120, (200, 800)), song(120, (200, 400), (60, 200), (200, 200))
        pair = compared(one, other)
        self.assertTrue(pair.differs)
        self.assertEqual(pair.said, "Alike until 1:00. Clearly different in height: 1:00–1:30.")
        self.assertEqual([wave.marks for wave in pair.waves], ["M60 110h30"] * 2)

    def test_the_shorter_one_is_drawn_shorter_and_compared_second_by_second(self):
        one, other = song(120, (100, 400), (250, 400)), song(60, (100, 800))
        long, short = compared(one, other).waves
        self.assertEqual([len(long.bars), len(short.bars)], [120, 60])
        self.assertEqual([long.room, short.room], [120, 120])
        self.assertFalse(compared(one, other).differs)
        self.assertTrue(compared(other, song(60, (250, 800))).differs)

    def test_many_places_are_counted(self):
        parts = [(250, 40), (50, 40)] * 10
        said = compared(song(120, *parts), song(120, (250, 800))).said
        self.assertIn("0:06–0:12, 0:18–0:24", said)
        self.assertTrue(said.endswith("And 4 places more."), said)

    def test_where_a_wave_is_not_known_nothing_is_said(self):
        pair = compared(song(120, (200, 800)), song(None))
        self.assertEqual((pair.said, pair.waves[0].room, pair.waves[1].bars), ("", 0, "known"))

    def test_few_peaks_are_enough(self):
        self.assertEqual(len(compared(song(100, (9, 3)), song(50, (9, 1))).waves[1].bars), 60)
