import tempfile
from array import array
from pathlib import Path
from unittest import mock

from django.test import SimpleTestCase

from music.media import audio
from tests.media.sounds import RATE, encoded, fragmented, m4a, mp3, tone, wav, webm


class Files(SimpleTestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def file(self, content, name="song.part"):
        path = self.folder / name
        path.write_bytes(content)
        return path


class CheckTests(Files):
    def test_it_measures_an_mp3(self):
        found = audio.check(self.file(mp3(tone(3))))
        self.assertEqual((found.kind, found.bitrate), ("mp3", 64000))
        self.assertAlmostEqual(found.duration, 3, delta=0.2)

    def test_it_measures_a_wav(self):
        self.assertEqual(
            audio.check(self.file(wav(tone(2), 1))), audio.Audio(duration=2, kind="wav", bitrate=RATE * 16)
        )

    def test_it_measures_an_m4a(self):
        found = audio.check(self.file(m4a(3)))
        self.assertEqual(found.kind, "m4a")
        self.assertAlmostEqual(found.duration, 3, delta=0.1)

    def test_it_measures_what_browsers_record(self):
        for content, kind in ((webm(tone(3)), "webm"), (fragmented(tone(3)), "m4a")):
            found = audio.check(self.file(content))
            self.assertEqual(found.kind, kind)
            self.assertAlmostEqual(found.duration, 3, delta=0.1)

    def test_it_measures_what_only_ffmpeg_opens(self):
        for kind, form, codec in (
            ("opus", "ogg", "libopus"),
            ("aiff", "aiff", "pcm_s16be"),
            ("aac", "adts", "aac"),
        ):
            found = audio.check(self.file(encoded(tone(3), form, codec)))
            self.assertEqual(found.kind, kind)
            self.assertAlmostEqual(found.duration, 3, delta=0.1)

    def test_it_does_not_unpack_days_of_silence(self):
        with mock.patch.object(audio, "LONGEST", 2), self.assertRaises(audio.NotAudio) as caught:
            audio.check(self.file(webm(tone(3))))
        self.assertEqual(caught.exception.code, "long")

    def test_content_counts_and_not_the_name(self):
        self.assertEqual(audio.check(self.file(wav(tone(1)), "song.mp3")).kind, "wav")
        self.assertEqual(audio.check(self.file(mp3(tone(1)), "song.flac")).kind, "mp3")

    def test_it_reads_names_in_any_language(self):
        self.assertEqual(audio.check(self.file(wav(tone(1)), "夜の歌 – ночь.wav")).duration, 1)

    def test_it_measures_without_a_decoder(self):
        with mock.patch.object(audio, "miniaudio", None):
            self.assertAlmostEqual(audio.check(self.file(mp3(tone(3)))).duration, 3, delta=0.2)

    def test_it_says_that_a_web_page_is_one(self):
        for page in (b"<!DOCTYPE html><p>Sign in", b"\xef\xbb\xbf\n <html>"):
            with self.assertRaisesMessage(audio.NotAudio, "This is a web page, not a sound file."):
                audio.check(self.file(page, "song.mp3"))

    def test_it_says_that_a_file_is_empty(self):
        with self.assertRaisesMessage(audio.NotAudio, "The file is empty."):
            audio.check(self.file(b"", "song.mp3"))

    def test_it_refuses_rubbish_behind_the_first_bytes_of_a_song(self):
        for start in (
            b"ID3",
            b"\xff\xfb",
            b"RIFF",
            b"fLaC",
            b"OggS",
            b"\0\0\0\x18ftyp",
            b"FORM",
            b"\xff\xf1",
            b"\x1a\x45\xdf\xa3",
        ):
            for rest in (b"", b"{}", b"<html>" * 500, b"\xff\xfb\x90" * 900, bytes(5000)):
                with self.subTest(start=start, rest=rest[:6]), self.assertRaises(audio.NotAudio):
                    audio.check(self.file(start + rest))

    def test_it_refuses_text_and_pictures(self):
        for content in (b"{}", b"\x89PNG\r\n\x1a\n" + bytes(99), b"a"):
            with self.assertRaisesMessage(audio.NotAudio, "This is not a sound file of a known kind."):
                audio.check(self.file(content))

    def test_it_refuses_files_that_end_early(self):
        for whole in (wav(tone(4)), m4a()):
            with self.assertRaisesMessage(audio.NotAudio, "The file ends early"):
                audio.check(self.file(whole[: len(whole) * 2 // 3]))

    def test_it_refuses_a_song_without_a_single_sound(self):
        with self.assertRaises(audio.NotAudio):
            audio.check(self.file(wav(array("h"))))


class PeaksTests(Files):
    def test_silence_then_sound_can_be_seen(self):
        for encode in (wav, mp3):
            bars = audio.peaks(self.file(encode(array("h", bytes(RATE * 4)) + tone(2))), 100)
            self.assertEqual(len(bars), 100)
            self.assertLess(max(bars[:48]), 5)
            self.assertGreater(min(bars[52:95]), 200)
            self.assertEqual(max(bars), 255)

    def test_a_quiet_part_stays_lower_than_a_loud_one(self):
        bars = audio.peaks(self.file(wav(tone(2, 0.2) + tone(2, 0.8))), 10)
        self.assertAlmostEqual(bars[2] / bars[7], 0.25, delta=0.02)

    def test_a_quiet_song_fills_the_height_too(self):
        self.assertEqual(max(audio.peaks(self.file(wav(tone(1, 0.01))))), 255)

    def test_silence_stays_flat(self):
        for encode in (wav, mp3):
            self.assertEqual(audio.peaks(self.file(encode(array("h", bytes(RATE * 4)))), 50), bytes(50))

    def test_sides_that_cancel_each_other_out_are_seen(self):
        samples = array("h", [sign * sample for sample in tone(1) for sign in (1, -1)])
        self.assertGreater(min(audio.peaks(self.file(wav(samples, 2)), 20)), 200)

    def test_a_sound_shorter_than_its_bars_is_stretched(self):
        self.assertEqual(len(audio.peaks(self.file(wav(tone(0.05))), 800)), 800)

    def test_recordings_and_m4a_have_them_too(self):
        for content in (webm(tone(2)), m4a(2), fragmented(tone(2))):
            bars = audio.peaks(self.file(content), 50)
            self.assertEqual((len(bars), max(bars)), (50, 255))

    def test_where_there_is_no_miniaudio_ffmpeg_does_it(self):
        with mock.patch.object(audio, "miniaudio", None):
            self.assertEqual(max(audio.peaks(self.file(wav(tone(1))))), 255)

    def test_there_are_none_without_a_song(self):
        for content in (b"<html>", b"", b"ID3" + bytes(3000)):
            self.assertEqual(audio.peaks(self.file(content)), b"")
        self.assertEqual(audio.peaks(self.folder / "nothing.mp3"), b"")

    def test_a_waveform_has_bars_for_a_page_and_fewer_for_a_row(self):
        fine, row = audio.waveform(self.file(wav(tone(2))))
        self.assertEqual((len(fine), row), (800, audio.encode(audio.shrink(fine, 72))))


class BarsTests(SimpleTestCase):
    def test_shrinking_keeps_the_highest_of_each_slice(self):
        self.assertEqual(audio.shrink(bytes([1, 9, 2, 3, 200, 0]), 3), bytes([9, 3, 200]))
        self.assertEqual(audio.shrink(bytes([5, 1, 2, 3, 4]), 2), bytes([5, 4]))

    def test_shrinking_never_adds_bars(self):
        self.assertEqual(audio.shrink(b"\1\2", 10), b"\1\2")
        self.assertEqual(audio.shrink(b"", 10), b"")

    def test_a_bar_becomes_one_character(self):
        self.assertEqual(audio.encode(bytes([0, 4, 5, 127, 254, 255])), "AABf-_")
        self.assertEqual(audio.encode(b""), "")
