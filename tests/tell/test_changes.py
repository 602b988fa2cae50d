import unittest

from music.tell.changes import changes


def told(before, after):
    marks = {"gone": "-", "new": "+", "same": " ", "skipped": "…"}
    return [marks[change.kind] + change.text for change in changes(before, after)]


class ChangesTests(unittest.TestCase):
    def test_the_same_words_have_none(self):
        self.assertEqual(told("one\ntwo", "one\ntwo"), [])
        self.assertEqual(told("one  \ntwo\n", "one\ntwo"), [])
        self.assertEqual(told("", ""), [])

    def test_a_line_that_is_written_anew_is_gone_and_new(self):
        self.assertEqual(told("one\ntwo\nthree", "one\nzwei\nthree"), [" one", "-two", "+zwei", " three"])

    def test_lines_far_from_a_change_are_skipped(self):
        before = "a\nb\nc\nd\ne"
        self.assertEqual(told(before, "a\nb\nc\nd\nE"), ["…", " d", "-e", "+E"])
        self.assertEqual(told(before, "A\nb\nc\nd\ne"), ["-a", "+A", " b", "…"])

    def test_a_first_text_is_all_new(self):
        self.assertEqual(told("", "one\ntwo"), ["+one", "+two"])
