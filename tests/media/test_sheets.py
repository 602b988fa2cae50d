from django.test import SimpleTestCase

from music.media import sheets


class SheetTests(SimpleTestCase):
    def test_what_is_written_can_be_read(self):
        sheet = {"title": '夜\n"1"', "sources": [{"second": 12.5}], "lyrics": None}
        self.assertEqual(sheets.load(sheets.dump(sheet)), {**sheet, "sheet": 3})

    def test_a_person_can_read_it(self):
        self.assertEqual(
            sheets.dump({"title": "夜", "artist": "Ada"}).decode(),
            '{\n  "artist": "Ada",\n  "sheet": 3,\n  "title": "夜"\n}\n',
        )

    def test_half_an_emoji_does_not_stop_it(self):
        self.assertEqual(sheets.load(sheets.dump({"title": "a\ud83d"}))["title"], "a?")

    def test_an_earlier_one_can_be_read(self):
        self.assertEqual(sheets.load(b'{"sheet": 1, "title": "x"}')["title"], "x")

    def test_it_refuses_what_is_no_sheet(self):
        for data in (b"", b"[]", b"{}", b'{"sheet": 4}', b"\xff", b"<html>"):
            with self.subTest(data), self.assertRaises(ValueError):
                sheets.load(data)
