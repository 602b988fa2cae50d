"""Files from mono samples (see synth)."""

import io
import wave

import lameenc

from .timbres import RATE


def mp3(sound, kilobits=128):
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(kilobits)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(sound) + encoder.flush())


def wav(sound):
    """The very samples, with a header."""
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(sound)
    return out.getvalue()
