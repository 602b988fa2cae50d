import io
import unittest
from array import array

import miniaudio
import requests
from PIL import Image

from sandbox.music import composer, cover, lanes, song, synth, words
from sandbox.operations.extend import cut

from .base import NOBODY, SandboxCase


def piece(prompt="rain on a tin roof", take=0, **changes):
    return {
        "seed": words.seed(prompt),
        "take": take,
        "mood": "",
        "length": 10.0,
        "lyrics": words.lyrics(prompt, take),
        "sung": True,
        "gender": "f",
        "opening": True,
    } | changes


class ComposerTests(unittest.TestCase):
    def test_the_same_seed_gives_the_same_notes(self):
        self.assertEqual(composer.compose(piece()), composer.compose(piece()))

    def test_one_word_more_gives_other_notes(self):
        one, other = (
            composer.compose(piece("rain on a roof", sung=False)),
            composer.compose(piece(sung=False)),
        )
        self.assertNotEqual(one.voices["lead"], other.voices["lead"])

    def test_takes_differ_in_notes_but_share_key_and_tempo(self):
        one, other = composer.compose(piece()), composer.compose(piece(take=1))
        self.assertNotEqual(one.voices["vocals"], other.voices["vocals"])
        self.assertEqual((one.tempo, one.root, one.scale), (other.tempo, other.root, other.scale))

    def test_every_syllable_is_sung_on_a_note(self):
        sung = composer.compose(piece(lyrics="[Verse]\nKettle on")).voices["vocals"]
        self.assertEqual([note.word for note in sung[:3]], ["Ke", "ttle", "on"])

    def test_a_long_song_has_verses_and_choruses(self):
        score = composer.compose(piece(length=180.0))
        self.assertRegex("".join(section.kind for section in score.sections), "^I(VC)+B.*CO$")
        self.assertEqual(sum(section.bars for section in score.sections), -(-score.steps // 16))


class SoundTests(unittest.TestCase):
    def test_it_is_as_long_as_asked_loud_and_not_clipped(self):
        sound = array("h", song.sound([piece()]))
        self.assertEqual(len(sound), 10 * synth.RATE)
        self.assertTrue(10_000 < max(map(abs, sound)) < 32_000)

    def test_choruses_are_louder_than_the_intro(self):
        whole = piece(length=40.0, sung=False)
        score, sound = composer.compose(whole), array("h", song.sound([whole]))

        def loudness(kind):
            section = next(section for section in score.sections if section.kind == kind)
            start = int(section.bar * 16 * score.step_seconds * synth.RATE)
            part = sound[start : start + synth.RATE]
            return sum(map(abs, part)) / len(part)

        self.assertGreater(loudness("C"), 1.5 * loudness("I"))

    def test_an_extension_begins_with_the_samples_of_its_source(self):
        source = song.sound([piece()])
        longer = song.sound([*cut([piece()], 6.5), piece("more", key=words.seed("x"), opening=False)])
        self.assertEqual(longer[: 2 * synth.samples(6.5)], source[: 2 * synth.samples(6.5)])
        self.assertEqual(len(longer), 2 * (synth.samples(6.5) + synth.samples(10)))

    def test_an_extension_of_an_extension_is_cut_where_it_should_be(self):
        pieces = cut([piece(until=6.0), piece("more")], 4.0)
        self.assertEqual([part["until"] for part in pieces], [4.0])
        pieces = cut([piece(until=6.0), piece("more")], 9.0)
        self.assertEqual([part["until"] for part in pieces], [6.0, 3.0])


class LaneTests(unittest.TestCase):
    def test_it_adds_and_halves_samples(self):
        one, other = array("h", [1, -200, 30_000, -5]), array("h", [2, 100, -30_001, -6])
        self.assertEqual(
            array("h", lanes.mix([one.tobytes(), other.tobytes()])), array("h", [3, -100, -1, -11])
        )
        self.assertEqual(array("h", lanes.halved(one.tobytes())), array("h", [0, -100, 15_000, -3]))


class WordTests(unittest.TestCase):
    def test_a_title_is_made_of_the_words_that_matter(self):
        self.assertEqual(words.title("Write a song about the old harbour at night"), "Old Harbour Night")
        self.assertEqual(words.title(""), "Untitled")


class CoverTests(unittest.TestCase):
    def test_it_is_a_square_picture_of_its_own(self):
        image = Image.open(io.BytesIO(cover.paint("one")))
        self.assertEqual((image.size, image.format), ((1024, 1024), "JPEG"))
        self.assertNotEqual(cover.paint("one"), cover.paint("two"))


class RealSongTests(SandboxCase):
    real_music = True

    def decoded(self, url):
        return miniaudio.decode(
            requests.get(url, timeout=10).content, nchannels=1, sample_rate=synth.RATE
        ).samples

    def test_a_song_and_its_extension_can_be_played(self):
        source = self.songs(self.task())[0]
        sound = self.decoded(source["audioUrl"])
        self.assertAlmostEqual(len(sound) / synth.RATE, 10, delta=0.2)
        answer = self.post(
            "/api/v1/generate/extend",
            defaultParamFlag=True,
            audioId=source["id"],
            continueAt=6,
            model="V6",
            prompt="More rain",
            style="folk",
            title="Longer",
            callBackUrl=NOBODY,
        )
        longer = self.decoded(self.songs(answer.json()["data"]["taskId"])[0]["audioUrl"])
        end = int(5.8 * synth.RATE)
        error = sum(abs(a - b) for a, b in zip(sound[:end:7], longer[:end:7], strict=True)) / (end / 7)
        loudness = sum(map(abs, sound[:end:7])) / (end / 7)
        self.assertLess(error, loudness / 10)
        image = Image.open(io.BytesIO(requests.get(source["imageUrl"], timeout=10).content))
        self.assertEqual(image.size, (1024, 1024))
