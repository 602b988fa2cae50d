import time
import unittest

from music.tell.beside import words


def told(before, after):
    return [
        "".join(f"[{text}]" if changed else text for changed, text in side) for side in words(before, after)
    ]


class WordsTests(unittest.TestCase):
    def test_the_same_text_has_no_marks(self):
        self.assertEqual(told("one two\nthree", "one two\nthree"), ["one two\nthree"] * 2)
        self.assertEqual(words("", ""), ([], []))

    def test_words_that_the_other_has_not_are_marked_on_their_side(self):
        self.assertEqual(told("the old bus", "the new bus stop"), ["the [old] bus", "the [new] bus [stop]"])

    def test_blanks_alone_make_no_difference(self):
        self.assertEqual(told("one\ntwo", "one  two "), ["one\ntwo", "one  two"])

    def test_chinese_is_compared_by_characters(self):
        self.assertEqual(told("夜里的车", "夜里的船"), ["夜里的[车]", "夜里的[船]"])

    def test_where_words_come_again_too_often_lines_are_compared(self):
        before = "\n".join(f"la la la {number}" for number in range(70))
        one, _other = told(before, before.replace("la 69", "lu 69"))
        self.assertTrue(one.endswith("la la la 68\n[la la la 69]"), one)

    def test_what_would_take_seconds_is_marked_whole(self):
        begun = time.monotonic()
        one, other = words("a\n" * 2500, "b\na\n" * 1250)
        self.assertEqual([[changed for changed, _text in side] for side in (one, other)], [[True], [True]])
        words("a " * 240, "b a " * 120)
        self.assertLess(time.monotonic() - begun, 3)
