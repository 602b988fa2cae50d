"""MP3 from samples."""

import lameenc

from .timbres import RATE


def mp3(sound, kilobits=128):
    """An MP3 of mono samples (see synth)."""
    encoder = lameenc.Encoder()
    encoder.set_bit_rate(kilobits)
    encoder.set_in_sample_rate(RATE)
    encoder.set_channels(1)
    encoder.set_quality(7)
    encoder.silence()
    return bytes(encoder.encode(sound) + encoder.flush())
