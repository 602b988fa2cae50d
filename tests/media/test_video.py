import tempfile
import unittest
from pathlib import Path

import av

from music.media import video
from tests.media.sounds import mp3, tone


def film(path, seconds=3, rate=5):
    """A small grey film."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=rate)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(seconds * rate):
            frame = av.VideoFrame(64, 48, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([(number * 7) % 255]) * plane.buffer_size)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


class VideoTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "film.mp4"

    def test_its_length_is_measured(self):
        self.assertAlmostEqual(video.check(film(self.path)), 3.0, delta=0.3)

    def test_a_cut_one_is_refused(self):
        content = film(self.path).read_bytes()
        self.path.write_bytes(content[: len(content) // 2])
        with self.assertRaises(video.NotVideo):
            video.check(self.path)

    def test_a_web_page_and_a_sound_are_refused(self):
        for content in (b"<html>Sorry</html>", mp3(tone(2))):
            self.path.write_bytes(content)
            with self.assertRaises(video.NotVideo):
                video.check(self.path)
