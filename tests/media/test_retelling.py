import unittest

from music.media import timed
from music.media.retelling import retold

WORDS = [
    ["[Verse]\nThe ", 12.1, 12.4], ["driver ", 12.4, 12.9], ["knows\n", 12.9, 13.6],
    ["He ", 14.0, 14.2], ["dims\n", 14.2, 15.0], ["[Chorus]\nSea\n", 31.25, 33.0],
]  # fmt: skip
LYRICS = "[Verse]\nThe driver knows\nHe dims\n\n[Chorus]\nSea"


def told(words):
    return [line.heading or (line.text, line.start) for line in timed.lines(words)]


class RetoldTests(unittest.TestCase):
    def test_what_is_sung_keeps_its_time_and_new_words_share_what_is_between(self):
        found = timed.sung(retold(WORDS, LYRICS.replace("The driver knows", "The old driver knew"), LYRICS))[
            0
        ]
        words = {word.text.strip(): word.start for word in found.words}
        self.assertEqual((words["The"], words["driver"]), (12.1, 12.4))
        self.assertTrue(12.1 < words["old"] < 12.4 < words["knew"] < 14)

    def test_a_new_line_stands_between_its_neighbours(self):
        found = told(retold(WORDS, LYRICS.replace("He dims", "Nobody speaks\nHe dims"), LYRICS))
        self.assertEqual([line[0] for line in found if line != "Verse" and line != "Chorus"],
                         ["The driver knows", "Nobody speaks", "He dims", "Sea"])  # fmt: skip
        self.assertTrue(13.6 <= found[2][1] <= 14)

    def test_signs_and_capitals_may_change(self):
        found = told(retold(WORDS, LYRICS.replace("He dims", "“he dims!”"), LYRICS))
        self.assertIn(("“he dims!”", 14.0), found)

    def test_a_line_that_was_taken_out_is_gone(self):
        self.assertNotIn(("He dims", 14.0), told(retold(WORDS, LYRICS.replace("He dims\n", ""), LYRICS)))

    def test_what_the_lyrics_never_covered_stays(self):
        """An extension's lyrics are only those of its new part."""
        found = told(retold(WORDS, "[Chorus]\nSea of love", "[Chorus]\nSea"))
        self.assertEqual(found[:3], ["Verse", ("The driver knows", 12.1), ("He dims", 14.0)])
        self.assertEqual(found[-1], ("Sea of love", 31.25))

    def test_the_same_words_stay_as_they_were_cut(self):
        self.assertIs(retold(WORDS, LYRICS), WORDS)
        self.assertIs(retold(WORDS, "[Chorus]\nSea"), WORDS)

    def test_lyrics_that_are_of_another_song_change_nothing_by_themselves(self):
        self.assertIs(retold(WORDS, "A slow waltz about a harbour"), WORDS)
        self.assertIs(retold(WORDS, ""), WORDS)

    def test_but_a_person_may_write_all_anew(self):
        found = timed.sung(retold(WORDS, "The driver sleeps\nand all is new", LYRICS))
        self.assertEqual([line.text for line in found], ["The driver sleeps", "and all is new"])
