"""Small sound files made on the spot."""

import math
import tempfile
import uuid
import wave
from array import array
from io import BytesIO
from pathlib import Path

import av
import lameenc

RATE = 22050


def tone(seconds, loudness=0.8, channels=1):
    """Interleaved 16-bit samples of an A; loudness 0–1."""
    wave_of = (round(32767 * loudness * math.sin(index * 2 * math.pi * 440 / RATE)) for index in range(RATE))
    second = array("h", [sample for sample in wave_of for _ in range(channels)])
    return (second * math.ceil(seconds))[: round(seconds * RATE) * channels]


def wav(samples, channels=1):
    buffer = BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(channels)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return buffer.getvalue()


def mp3(samples, channels=1):
    encoder = lameenc.Encoder()
    encoder.silence()
    encoder.set_bit_rate(64)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(channels)
    encoder.set_quality(7)
    return bytes(encoder.encode(samples.tobytes()) + encoder.flush())


def encoded(samples, form, codec, metadata=None, **options):
    """One channel of samples in a container of FFmpeg's, e.g. "webm" with "libopus"."""
    path = Path(tempfile.gettempdir()) / f"{uuid.uuid4()}"  # one with its index first is written twice
    with av.open(str(path), "w", format=form, options=options) as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream(codec, rate=48000 if codec == "libopus" else RATE, layout="mono")
        for start in range(0, len(samples), 1024):
            part = samples[start : start + 1024]
            frame = av.AudioFrame(format="s16", layout="mono", samples=len(part))
            frame.rate = RATE
            frame.planes[0].update(part.tobytes())
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    content = path.read_bytes()
    path.unlink()
    return content


def webm(samples):
    """What Chromium's recorder writes."""
    return encoded(samples, "webm", "libopus")


def m4a(seconds=3):
    return encoded(tone(seconds), "mp4", "aac", movflags="faststart")


def fragmented(samples):
    """What Safari's recorder writes: its head says no length."""
    return encoded(samples, "mp4", "aac", movflags="frag_keyframe+empty_moov")
