import unittest

from music.media import audio, covers, fetch, video
from music.services import copying
from music.tell import copies

ERRORS = (
    fetch.Gone("The link is dead or refused (HTTP 404)."), fetch.Forbidden("no"), fetch.TooLarge("no"), fetch.Broken("no"),
    covers.NotPicture("no"), video.NotVideo("no"), OSError(28, "No space left on device"), OSError(30, "Read-only"),
    copying.mutagen.MutagenError("no"),
)  # fmt: skip


class WhyTests(unittest.TestCase):
    def test_each_reason_has_a_sentence_of_its_own(self):
        codes = [copying.code_of(error) for error in ERRORS]
        self.assertEqual(len(set(codes)), len(codes))
        self.assertLessEqual(set(codes), set(copies.WORDS))

    def test_what_is_wrong_with_a_sound_has_one_too(self):
        for code in (
            "empty",
            "page",
            "unknown",
            "unreadable",
            "silent",
            "cut",
            "undecodable",
            "long",
            "short",
        ):
            self.assertIn(copying.code_of(audio.NotAudio("no", code)), copies.WORDS)

    def test_words_of_an_older_release_become_a_plain_sentence(self):
        self.assertEqual(copies.why("The link is dead or refused (HTTP 404)."), copies.OTHER)
        self.assertEqual(copies.why(""), "")
