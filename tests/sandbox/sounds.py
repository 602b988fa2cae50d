"""Recordings to hand over: tones, as the bytes of a WAV file."""

import io
import math
import wave
from array import array

RATE = 8000


def tone(seconds, hertz=440):
    samples = array("h", [int(9000 * math.sin(2 * math.pi * hertz * place / RATE)) for place in range(RATE)])
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        whole, rest = divmod(seconds, 1)
        file.writeframes(samples.tobytes() * int(whole) + samples[: round(rest * RATE)].tobytes())
    return content.getvalue()
