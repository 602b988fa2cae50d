"""Small sound files made on the spot."""

import math
import struct
import wave
from array import array
from io import BytesIO

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


def atom(name, *parts):
    content = b"".join(parts)
    return struct.pack(">I4s", 8 + len(content), name) + content


def m4a(seconds=3):
    """The atoms of an M4A file; its sound is rubbish, which nothing here decodes."""
    times = struct.pack(">IIIII", 0, 0, 0, RATE, seconds * RATE)
    media = atom(b"mdia", atom(b"mdhd", times, bytes(4)), atom(b"hdlr", bytes(8), b"soun", bytes(13)))
    movie = atom(b"moov", atom(b"mvhd", times, bytes(80)), atom(b"trak", media))
    return atom(b"ftyp", b"M4A \0\0\0\0M4A mp42") + movie + atom(b"mdat", bytes(2000))
