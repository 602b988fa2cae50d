import base64
import io
import tempfile
import unittest
from array import array
from itertools import pairwise
from pathlib import Path

import av

from music.media import decode, seeking
from tests.media.sounds import RATE, mp3, tone, wav


def places(content):
    return seeking.places(io.BytesIO(content))


def heard(content, kind="mp3", rate=RATE):
    path = Path(tempfile.mkdtemp()) / "sound"
    path.write_bytes(content)
    return array("h", [sample for part in decode.samples(path, kind, 1, rate, 4096) for sample in part])


def told_by_ffmpeg(seconds=3):
    """An MP3 whose encoder says how much silence it put first."""
    path = Path(tempfile.mkdtemp()) / "sound.mp3"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libmp3lame", rate=44100, layout="mono")
        frame = av.AudioFrame(format="s16p", layout="mono", samples=44100 * seconds)
        frame.rate = 44100
        frame.planes[0].update(bytes(2 * 44100 * seconds))
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


class Mp3Tests(unittest.TestCase):
    def test_a_part_decoded_alone_is_the_same_as_in_the_whole(self):
        content = mp3(tone(4))
        found, whole = places(content), heard(content)
        first, lead = 5, found.lead
        part = heard(content[found.places[first - lead] : found.places[first + 2]])
        begin = first * found.step
        ours = part[lead * found.step : lead * found.step + found.step]
        self.assertEqual(len(ours), found.step)
        self.assertLessEqual(max(abs(a - b) for a, b in zip(ours, whole[begin:], strict=False)), 1)

    def test_every_place_is_as_many_samples_behind_the_one_before(self):
        content = mp3(tone(4))
        found = places(content)
        self.assertEqual((found.rate, found.places[-1]), (RATE, len(content)))
        self.assertEqual(found.samples, len(heard(content)))
        self.assertTrue(all(one < other for one, other in pairwise(found.places)))
        self.assertEqual(len(found.places) - 1, -(-found.samples // found.step))

    def test_silence_that_the_encoder_tells_of_is_no_part_of_the_song(self):
        content = told_by_ffmpeg()
        self.assertEqual(places(content).skip, 1105)
        self.assertEqual(places(mp3(tone(1))).skip, 0)

    def test_tags_before_and_after_are_no_sound(self):
        content = mp3(tone(1))
        tag = b"ID3\x04\0\0" + bytes([0, 0, 2, 0]) + bytes(256)
        found = places(tag + content + b"TAG" + bytes(125))
        self.assertEqual((found.places[0], found.places[-1]), (len(tag), len(tag) + len(content)))

    def test_rubbish_is_refused(self):
        for content in (b"", b"ID3" + bytes(500), bytes(500), b"\xff\xfb", b"<html>", b"RIFF1234WAVEfmt "):
            with self.subTest(content[:10]), self.assertRaises(seeking.NotSeekable):
                places(content)


class WavTests(unittest.TestCase):
    def test_a_part_behind_the_head_is_a_file_of_its_own(self):
        samples = tone(2)
        content = wav(samples)
        found = places(content)
        self.assertEqual((found.rate, found.samples, found.skip, found.lead), (RATE, len(samples), 0, 0))
        head, part = base64.b64decode(found.head), content[found.places[1] : found.places[2]]
        head = head[:-4] + len(part).to_bytes(4, "little")
        self.assertEqual(heard(head + part, "wav"), samples[seeking.STEP : 2 * seeking.STEP])

    def test_one_that_claims_more_than_it_has_ends_where_it_ends(self):
        content = wav(tone(1))
        self.assertEqual(places(content[:-1000]).samples, RATE - 500)
