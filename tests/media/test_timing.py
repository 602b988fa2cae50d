import unittest

from music.media import timed, timing

WORDS = [
    ["[Verse]\nThe ", 12.1, 12.4], ["driver ", 12.4, 12.9], ["knows\n", 12.9, 13.6],
    ["He ", 14.0, 14.2], ["dims\n\n", 14.2, 15.0], ["[Chorus]\nSea", 31.25, 33.0],
]  # fmt: skip


def lines_of(text, duration=None):
    return [line for line in timing.filled(timing.read(text), duration) if line.words]


def spans(text, duration=None):
    return [(line.text, round(line.start, 2), round(line.end, 2)) for line in lines_of(text, duration)]


class ReadingTests(unittest.TestCase):
    def test_what_was_written_is_read_again(self):
        again = timing.words_of(timing.filled(timing.read(timing.written(WORDS))))
        self.assertEqual(timed.lines(again), timed.lines(WORDS))

    def test_a_line_has_its_time_and_each_word_its_own(self):
        (line,) = lines_of("[01:02.50]<01:02.50>Rain <01:03.10>falls <01:04>")
        self.assertEqual([(word.text, word.start, word.end) for word in line.words],
                         [("Rain ", 62.5, 63.1), ("falls", 63.1, 64.0)])  # fmt: skip

    def test_marks_of_parts_head_what_follows_and_tags_are_no_words(self):
        found = timing.read("[ti:Night]\n[length:03:00]\n[Verse 1]\n[00:01.00]Rain")
        self.assertEqual([line.heading or line.text for line in found], ["Verse 1", "Rain"])

    def test_an_empty_line_with_a_time_ends_the_one_before(self):
        self.assertEqual(
            spans("[00:10.00]Rain falls\n[00:11.50]\n[00:30.00]Sea")[0], ("Rain falls", 10.0, 11.5)
        )

    def test_signs_that_are_written_without_blanks_are_words_of_their_own(self):
        (line,) = lines_of("[00:10.00]雨水信 <00:13.00>")
        self.assertEqual(
            [(word.text, word.start) for word in line.words], [("雨", 10), ("水", 11), ("信", 12)]
        )

    def test_the_lyrics_are_the_lines_without_times(self):
        self.assertEqual(
            timing.plain(timed.lines(WORDS)), "[Verse]\nThe driver knows\nHe dims\n\n[Chorus]\nSea"
        )


class FillingTests(unittest.TestCase):
    def test_lines_without_a_time_share_the_room_between_their_neighbours(self):
        found = spans("[00:10.00]one <00:12.00>\nfour\nfive\n[00:20.00]six")
        self.assertEqual(found[1:3], [("four", 12.0, 16.0), ("five", 16.0, 20.0)])

    def test_lines_at_either_end_take_no_more_than_they_need(self):
        first, _known, last = spans("before\n[00:30.00]Sea\nafter it", 180)
        self.assertGreater(first[1], 28)
        self.assertEqual(first[2], 30.0)
        self.assertLess(last[2], 35)

    def test_they_end_with_the_song(self):
        self.assertEqual(spans("[00:09.00]Sea\n" + "a long line of words\n" * 20, 12)[-1][2], 12.0)

    def test_a_line_ends_where_the_next_begins_or_sooner(self):
        self.assertEqual(spans("[00:10.00]many words in one line\n[00:10.50]Sea")[0][2], 10.5)
        self.assertLess(spans("[00:10.00]Rain\n[00:40.00]Sea")[0][2], 12)

    def test_words_share_the_time_of_their_line_by_their_letters(self):
        (line,) = lines_of("[00:10.00]a bcd <00:14.00>")
        self.assertEqual([word.start for word in line.words], [10.0, 11.0])

    def test_without_any_time_nothing_can_be_told(self):
        with self.assertRaises(ValueError):
            timing.filled(timing.read("Rain\nSea"))
