"""Files that were made to do harm: they name other files and addresses, or unpack to more than a machine can hold."""

import socket
import struct
import tempfile
import threading
import tracemalloc
import unittest
import zlib
from array import array
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from unittest import mock

from PIL import Image

from music.kie.readers.midi import notes
from music.media import audio, covers, midi, video
from tests.media.sounds import encoded, m4a, mp3, tone, wav
from tests.media.test_video import film

MEGABYTE = 1024 * 1024


def syncsafe(number):
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def id3(frames):
    return b"ID3\x04\x00\x00" + syncsafe(len(frames)) + frames


class CraftedTestCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, content, name="upload"):
        path = self.folder / name
        path.write_bytes(content)
        return path


class ReferenceTests(CraftedTestCase):
    """Beside the file lie a song and a film that it names, and it names an address where somebody listens."""

    def setUp(self):
        super().setUp()
        self.file(mp3(tone(2)), "secret.mp3")
        film(self.folder / "secret.mp4")
        self.asked = []
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        self.address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        threading.Thread(target=self.listen, args=[listener], daemon=True).start()

    def listen(self, listener):
        try:
            while True:
                connection, _address = listener.accept()
                self.asked.append(connection)
                connection.close()
        except OSError:
            pass  # the test is over

    def playlists(self):
        for target in (
            f"{self.address}/a.ts",
            f"{self.address}/a.mp3",
            "secret.mp3",
            "secret.mp4",
            "file:///etc/passwd",
        ):
            hls = f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{target}\n#EXT-X-ENDLIST\n".encode()
            yield hls
            yield b"\xef\xbb\xbf" + hls
            yield id3(b"\0" * 64) + hls
            yield b"OggS" + hls
            yield b"\x1a\x45\xdf\xa3" + hls
            yield b"RIFF" + struct.pack("<I", len(hls) + 4) + b"AVI " + b"LIST" + b"GAB2\0\2\0" + hls
            yield f"ffconcat version 1.0\nfile '{target}'\n".encode()
            yield f"<MPD><Period><BaseURL>{target}</BaseURL></Period></MPD>".encode()
            yield f"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=-\na=control:{target}\nm=audio 9 RTP/AVP 0\n".encode()
            yield self.reference_movie(target.encode())

    def reference_movie(self, target):
        """QuickTime's way to say: the film is over there."""
        atoms = b"url " + struct.pack(">I", len(target) + 1) + target + b"\0"
        for name in (b"rdrf", b"rmda", b"rmra", b"moov"):
            atoms = (
                struct.pack(">I4s", len(atoms) + 8, name) + (b"\0" * 4 if name == b"rdrf" else b"") + atoms
            )
        return struct.pack(">I4s4sI", 16, b"ftyp", b"qt  ", 0) + atoms

    def test_a_list_of_other_files_is_no_sound_and_no_film_and_leads_nowhere(self):
        for content in self.playlists():
            for name in ("upload", "upload.m3u8", "upload.ffconcat", "upload.mp4"):
                path = self.file(content, name)
                with self.subTest(content[:20], name=name):
                    with self.assertRaises(audio.NotAudio):
                        audio.check(path)
                    with self.assertRaises(video.NotVideo):
                        video.check(path)
                    self.assertEqual(audio.peaks(path), b"")
        self.assertEqual(self.asked, [])

    def test_sound_that_says_its_data_lie_elsewhere_is_read_as_it_is(self):
        away = m4a().replace(b"url \0\0\0\1", b"url \0\0\0\0")
        self.assertNotEqual(away, m4a())
        self.assertAlmostEqual(audio.check(self.file(away)).duration, 3, delta=0.2)
        self.assertEqual(self.asked, [])


class BombTests(CraftedTestCase):
    def test_a_tag_that_unpacks_to_much_is_not_unpacked(self):
        packed = zlib.compress(b"\0" + b"a" * 64 * MEGABYTE)
        frame = b"TIT2" + syncsafe(len(packed) + 4) + b"\x00\x09" + syncsafe(1000) + packed
        riff = b"id3 " + struct.pack("<I", len(id3(frame))) + id3(frame)
        song = wav(tone(1))
        with_tag = song[:4] + struct.pack("<I", len(song) - 8 + len(riff)) + song[8:] + riff
        for content in (id3(frame) + mp3(tone(1)), with_tag):
            path = self.file(content)
            tracemalloc.start()
            self.addCleanup(tracemalloc.stop)
            self.assertAlmostEqual(audio.check(path).duration, 1, delta=0.2)
            self.assertLess(tracemalloc.get_traced_memory()[1], 8 * MEGABYTE)
            tracemalloc.stop()

    def test_a_tag_that_claims_to_be_huge_is_skipped(self):
        for size in (2**28 - 1, 10**6):
            with self.assertRaises(audio.NotAudio):
                audio.check(self.file(b"ID3\x04\x00\x00" + syncsafe(size) + mp3(tone(1))))

    def test_a_few_kilobytes_of_silence_that_last_for_hours_are_given_up(self):
        silence = encoded(array("h", bytes(2 * 22050 * 600)), "flac", "flac")
        self.assertLess(len(silence), 100_000)
        with mock.patch.object(audio, "LONGEST", 300), self.assertRaises(audio.NotAudio) as caught:
            audio.check(self.file(silence))
        self.assertEqual(caught.exception.code, "long")

    def test_what_takes_too_long_to_unpack_is_given_up(self):
        with mock.patch.object(audio, "PATIENCE", 0), self.assertRaises(audio.NotAudio) as caught:
            audio.check(self.file(mp3(tone(30))))
        self.assertEqual(caught.exception.code, "long")

    def test_a_rate_that_nobody_has_is_not_believed(self):
        song = wav(tone(1))
        for rate in (0, 4_000_000_000, 200_000):
            path = self.file(song[:24] + struct.pack("<I", rate) + song[28:])
            with self.subTest(rate), mock.patch.object(audio, "PATIENCE", 2), suppress(audio.NotAudio):
                self.assertLess(audio.check(path).duration, 10)

    def test_a_small_picture_that_unpacks_to_much_is_not_unpacked(self):
        for size in ((9000, 9000), (65_000, 1000), (40_000_001, 1)):
            buffer = BytesIO()
            Image.new("1", size).save(buffer, "PNG")
            self.assertLess(buffer.tell(), 100_000)
            with self.subTest(size), mock.patch.object(Image.Image, "convert") as opened:
                with self.assertRaises(covers.NotPicture):
                    covers.check_and_shrink(buffer.getvalue())
                opened.assert_not_called()

    def test_a_text_in_a_picture_that_unpacks_to_much_is_not_unpacked(self):
        data = b"note\0\0" + zlib.compress(b"a" * 64 * MEGABYTE)
        chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
        buffer = BytesIO()
        Image.new("RGB", (8, 8)).save(buffer, "PNG")
        picture = buffer.getvalue()[:33] + chunk + buffer.getvalue()[33:]
        with self.assertRaises(covers.NotPicture):
            covers.check_and_shrink(picture)


class NotesTests(unittest.TestCase):
    """The provider tells of notes in numbers, and any number can be told."""

    ABSURD = [
        *(0, 86_400, 86_401, 0.0000001, "12.5", -1, 128, 10**30, 1e308, float("nan"), float("inf")),
        *("1e999999", "9" * 5000, True, None, [], {}, "²"),
    ]

    def test_absurd_ones_make_a_file_of_a_sane_size_or_none(self):
        told = [
            {"pitch": pitch, "start": start, "end": end, "velocity": velocity}
            for pitch in self.ABSURD for start in self.ABSURD for end in (start, *self.ABSURD) for velocity in (1, *self.ABSURD)
        ]  # fmt: skip
        instruments = [
            {"name": name, "notes": told[:50_000]} for name in ("", "Bass\0\ud800", "夜" * 500, 5, None)
        ]
        found = notes({"midiData": {"instruments": instruments}})["instruments"]
        listed = [
            {"name": one.name, "notes": [[n.pitch, n.start, n.end, n.velocity] for n in one.notes]}
            for one in found
        ]
        self.assertTrue(any(one["notes"] for one in listed))
        self.assertLess(len(midi.file_of(listed)), 10 * MEGABYTE)
        self.assertLess(len(midi.picture_of(listed)), MEGABYTE)
        self.assertLessEqual(midi.seconds_of(listed), 86_400)
