from uuid import UUID

from django.test import SimpleTestCase

from music.media.names import short_id, slug_of


class SlugTests(SimpleTestCase):
    def test_it_keeps_letters_and_digits_of_any_language(self):
        for text in ("Ночь 7", "夜の歌", "Café del Mar", "شب نیلی", "Don't Stop (Live) & more", "🎧 up"):
            self.assertEqual(slug_of(text, "song"), text)

    def test_it_takes_path_tricks_apart(self):
        self.assertEqual(slug_of("../../etc/passwd", "song"), "etc passwd")
        self.assertEqual(slug_of('a/b\\c:d*e?f"g<h>i|j', "song"), "a b c d e f g h i j")
        self.assertEqual(slug_of("...hidden", "song"), "hidden")
        self.assertEqual(slug_of("a\0b\nc\x1b[31m", "song"), "a b c [31m")

    def test_it_drops_marks_that_turn_the_reading_direction(self):
        self.assertEqual(slug_of("song\u202egpj.exe\u2066\u200f", "song"), "song gpj.exe")

    def test_it_keeps_the_joiners_that_some_scripts_need(self):
        self.assertEqual(slug_of("می\u200cخواهم", "song"), "می\u200cخواهم")

    def test_it_ends_without_dots_and_blanks(self):
        self.assertEqual(slug_of("  So  it\tgoes. . ", "song"), "So it goes")

    def test_it_gives_the_fallback_when_nothing_is_left(self):
        for text in ("", " ", "...", "///", "\u202e", "\ud83d"):
            self.assertEqual(slug_of(text, "song"), "song")

    def test_it_avoids_the_devices_of_windows(self):
        for text in ("con", "NUL", "Com1", "lpt9.mp3", "aux .txt", "COM¹"):
            self.assertEqual(slug_of(text, "song"), f"_{text}")
        self.assertEqual(slug_of("Console", "song"), "Console")
        self.assertEqual(slug_of("Console", "song", 3), "_Co")

    def test_it_cuts_at_a_character(self):
        self.assertEqual(slug_of("é" * 60, "song"), "é" * 50)
        self.assertEqual(slug_of("夜" * 60, "song"), "夜" * 33)
        self.assertEqual(slug_of("ab 夜", "song", 4), "ab")

    def test_two_spellings_of_one_letter_give_one_name(self):
        self.assertEqual(slug_of("Cafe\u0301", "song"), slug_of("Caf\u00e9", "song"))


class ShortIdTests(SimpleTestCase):
    def test_it_is_the_start_of_the_id(self):
        uuid = UUID("0a1b2c3d-0000-4000-8000-000000000000")
        self.assertEqual((short_id(uuid), short_id(str(uuid))), ("0a1b2c3d", "0a1b2c3d"))
