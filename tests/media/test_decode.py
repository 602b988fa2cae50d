from contextlib import suppress

import av

from music.media import audio, decode
from tests.media.sounds import fragmented, m4a, tone, wav, webm
from tests.media.test_audio import Files


class ConvertTests(Files):
    def converted(self, content, kind, to):
        target = self.folder / f"out.{to}"
        decode.convert(self.file(content), kind, target, to)
        return audio.check(target)

    def test_a_recording_becomes_an_mp3_of_the_same_length(self):
        for content, kind in ((webm(tone(2)), "webm"), (fragmented(tone(2)), "m4a")):
            found = self.converted(content, kind, "mp3")
            self.assertEqual(found.kind, "mp3")
            self.assertAlmostEqual(found.duration, 2, delta=0.15)

    def test_samples_become_a_wav(self):
        found = self.converted(m4a(2), "m4a", "wav")
        self.assertEqual(found.kind, "wav")
        self.assertAlmostEqual(found.duration, 2, delta=0.1)

    def test_the_same_sound_becomes_the_same_file(self):
        path = self.file(webm(tone(1)))
        for name in ("a", "b"):
            decode.convert(path, "webm", self.folder / name, "mp3")
        self.assertEqual((self.folder / "a").read_bytes(), (self.folder / "b").read_bytes())

    def test_rubbish_is_told(self):
        with self.assertRaises(decode.Undecodable):
            self.converted(b"\x1a\x45\xdf\xa3" + bytes(3000), "webm", "mp3")


class LookTests(Files):
    def test_a_sound_has_no_picture(self):
        self.assertFalse(decode.look(self.file(webm(tone(1))), "webm").has_picture)

    def test_a_film_has_one(self):
        self.assertTrue(decode.look(self.film(), "m4a").has_picture)

    def film(self):
        path = self.folder / "film.mp4"
        with av.open(str(path), "w") as container:
            picture = container.add_stream("mpeg4", rate=5, width=16, height=16, pix_fmt="yuv420p")
            sound = container.add_stream("aac", rate=44100, layout="mono")
            frame = av.VideoFrame(16, 16, "yuv420p")
            container.mux(picture.encode(frame))
            quiet = av.AudioFrame(format="s16", layout="mono", samples=1024)
            quiet.rate = 44100
            quiet.planes[0].update(bytes(2048))
            container.mux(sound.encode(quiet))
            container.mux(picture.encode(None))
            container.mux(sound.encode(None))
        return path

    def test_another_kind_of_file_is_not_guessed(self):
        playlist = self.file(b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/hostname\n")
        for kind in decode.DEMUXERS:
            with self.subTest(kind), suppress(decode.Undecodable):
                self.assertEqual(list(decode.samples(playlist, kind, 1, 44100, 1024)), [])

    def test_a_piece_has_as_many_samples_as_asked_for(self):
        pieces = list(decode.samples(self.file(wav(tone(1))), "wav", 2, 44100, 1000))
        self.assertEqual({len(piece) for piece in pieces[:-1]}, {2000})
        self.assertAlmostEqual(sum(map(len, pieces)) / 88200, 1, delta=0.01)
