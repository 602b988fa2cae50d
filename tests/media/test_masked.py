import tempfile
import unittest
from pathlib import Path

from django.core.files import File

from music.media import tags
from music.media.masked import Masked

from .sounds import mp3, tone

HIDDEN = "suno-studio:0b0a2f52-8c7d-4a3c-9d5e-6d1f3c2b1a00"


class MaskedTests(unittest.TestCase):
    def setUp(self):
        self.path = Path(self.enterContext(tempfile.TemporaryDirectory())) / "song.mp3"
        self.path.write_bytes(mp3(tone(1)))
        tags.write(self.path, title="Night bus", comment=HIDDEN)

    def read(self, start=0, size=10**6):
        with open(self.path, "rb") as file, Masked(File(file), HIDDEN).open() as masked:
            masked.seek(start)
            return masked.read(size)

    def test_what_our_own_tags_say_is_not_there_in_any_of_their_encodings(self):
        before, after = self.path.read_bytes(), self.read()
        self.assertEqual(len(after), len(before))
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            self.assertNotIn(HIDDEN[12:].encode(encoding), after)
        self.assertTrue(any(HIDDEN.encode(encoding) in before for encoding in ("utf-8", "utf-16-le")))
        self.path.write_bytes(after)
        said = tags.read(self.path)
        self.assertEqual((said.title, said.comment.strip()), ("Night bus", ""))

    def test_any_part_of_it_is_the_same_as_in_the_whole(self):
        whole = self.read()
        for start in range(0, 400, 7):
            self.assertEqual(self.read(start, 31), whole[start : start + 31])
