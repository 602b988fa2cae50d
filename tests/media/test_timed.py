import unittest

from music.media import timed

WORDS = [
    ["[Verse]\nThe ", 12.1, 12.4], ["driver ", 12.4, 12.9], ["knows\n", 12.9, 13.6],
    ["He ", 14.0, 14.2], ["dims\n\n", 14.2, 15.0], ["[Chorus]\nSea", 31.256, 33.0],
]  # fmt: skip


def told(words):
    return [line.heading or line.text for line in timed.lines(words)]


class LinesTests(unittest.TestCase):
    def test_they_end_where_the_words_say_so_and_parts_have_their_names(self):
        self.assertEqual(told(WORDS), ["Verse", "The driver knows", "He dims", "Chorus", "Sea"])

    def test_a_line_begins_with_its_first_word_and_ends_with_its_last(self):
        first = timed.sung(WORDS)[0]
        self.assertEqual((first.start, first.end), (12.1, 13.6))

    def test_each_word_keeps_its_time(self):
        words = [(word.text, word.start, word.end) for word in timed.sung(WORDS)[0].words]
        self.assertEqual(words, [("The ", 12.1, 12.4), ("driver ", 12.4, 12.9), ("knows", 12.9, 13.6)])

    def test_a_blank_belongs_to_the_word_before_it(self):
        words = timed.sung([["Rain", 0, 1], [" falls", 1, 2], [" ", 2, 3], ["\tdown", 3, 4]])[0].words
        self.assertEqual([word.text for word in words], ["Rain ", "falls ", "down"])

    def test_words_without_blanks_get_them(self):
        self.assertEqual(told([["Rain", 0, 1], ["falls\n", 1, 2], ["down", 2, 3]]), ["Rain falls", "down"])

    def test_chinese_stays_without_blanks(self):
        self.assertEqual(told([["雨", 0, 1], ["水\n", 1, 2], ["信", 2, 3]]), ["雨水", "信"])

    def test_a_word_over_a_line_s_end_is_cut_there_by_its_letters(self):
        first, second = timed.sung([["sea\nsalty", 0, 8]])
        self.assertEqual([(first.text, first.start, first.end)], [("sea", 0, 3)])
        self.assertEqual([(second.text, second.start, second.end)], [("salty", 3, 8)])

    def test_a_mark_takes_no_time(self):
        (line,) = timed.sung([["[Verse 1] Rain", 5.0, 6.0]])
        self.assertEqual((line.text, line.start, line.end), ("Rain", 5.0, 6.0))

    def test_a_mark_may_be_spread_over_words(self):
        words = [["[Verse ", 0, 1], ["1]\n", 1, 2], ["Rain ", 2, 3], ["falls", 3, 4]]
        self.assertEqual(told(words), ["Verse 1", "Rain falls"])

    def test_a_mark_at_the_end_of_a_word_heads_what_follows(self):
        self.assertEqual(
            told([["sea [Solo]\n[Outro]\n", 0, 1], ["Bye ", 2, 3]]), ["sea", "Solo", "Outro", "Bye"]
        )

    def test_a_bracket_that_never_closes_is_sung(self):
        self.assertEqual(told([["[oh no", 0, 1], ["yes", 1, 2]]), ["[oh no yes"])

    def test_nothing_gives_no_lines(self):
        for nothing in ([], [["", 0, 1]], [[" \n ", 0, 1]]):
            self.assertEqual(timed.lines(nothing), [])


class FilesTests(unittest.TestCase):
    def test_lrc_has_a_time_a_line_and_is_empty_where_nobody_sings(self):
        self.assertEqual(
            timed.lrc(WORDS, "Night [live]\nbus", 187.9).splitlines(),
            ["[ti:Night (live) bus]", "[length:03:07]", "[00:12.10]The driver knows", "[00:14.00]He dims",
             "[00:15.00]", "[00:31.26]Sea", "[00:33.00]"],
        )  # fmt: skip

    def test_enhanced_lrc_has_a_time_a_word(self):
        line = timed.enhanced_lrc(WORDS).splitlines()[0]
        self.assertEqual(line, "[00:12.10]<00:12.10>The <00:12.40>driver <00:12.90>knows <00:13.60>")

    def test_srt_has_numbered_lines_with_milliseconds(self):
        blocks = timed.srt(WORDS).split("\n\n")
        self.assertEqual(blocks[0], "1\n00:00:12,100 --> 00:00:13,600\nThe driver knows")
        self.assertEqual(blocks[2], "3\n00:00:31,256 --> 00:00:33,000\nSea\n")

    def test_a_subtitle_ends_before_the_next_and_never_where_it_begins(self):
        words = [["one\n", 1, 5], ["two\n", 3, 3]]
        self.assertIn("00:00:01,000 --> 00:00:03,000", timed.srt(words))
        self.assertIn("00:00:03,000 --> 00:00:03,001", timed.srt(words))

    def test_a_moment_is_never_sixty_seconds(self):
        self.assertIn("[01:00.00]", timed.lrc([["late", 59.999, 61]]))
        self.assertIn("00:01:00,000", timed.srt([["late", 59.9999, 61]]))

    def test_a_long_song_s_minutes_go_on_in_lrc_and_become_hours_in_srt(self):
        self.assertIn("[75:00.00]", timed.lrc([["late", 4500, 4501]]))
        self.assertIn("01:15:00,000", timed.srt([["late", 4500, 4501]]))

    def test_nothing_sung_is_an_empty_file(self):
        self.assertEqual((timed.lrc([]), timed.srt([])), ("", ""))
