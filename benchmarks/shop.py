"""The provider's files, as far as a benchmark needs them: one MP3 under every address."""

import math
import struct
import tempfile
import threading
import wave
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from music.media import decode

RATE = 44100
LOOP = 10  # seconds after which it repeats


class Shop:
    """Serves a song of so many seconds at the port; as a context."""

    def __init__(self, port, seconds):
        content = song(seconds)
        self.size = len(content)
        self.server = ThreadingHTTPServer(("127.0.0.1", port), partial(Counter, content))
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


class Counter(BaseHTTPRequestHandler):
    """Hands the same content over to whoever asks."""

    def __init__(self, content, *args):
        self.content = content
        super().__init__(*args)

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "audio/mpeg")
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *_):
        """Stdout is for figures, stderr for what a person has to know."""


def song(seconds):
    """An MP3 in stereo, of 256,000 bits a second."""
    with tempfile.TemporaryDirectory() as folder:
        plain, made = Path(folder) / "plain.wav", Path(folder) / "made.mp3"
        with wave.open(str(plain), "wb") as file:
            file.setparams((2, 2, RATE, 0, "NONE", ""))
            for _turn in range(seconds // LOOP):
                file.writeframesraw(notes())
        decode.convert(plain, "wav", made, "mp3")
        return made.read_bytes()


def notes():
    """A tone that swells and rests each second, on the left and, an octave higher, on the right."""
    second = b"".join(
        struct.pack("<hh", *(int(9000 * (at / RATE) * math.sin(at * pitch)) for pitch in (0.03, 0.06)))
        for at in range(RATE)
    )
    return second * LOOP
