"""How the voices sound: wavetables of one period each, envelopes, drums. Levels are chosen so that a mix cannot clip."""

import math
import random
from array import array
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

RATE = 44100
SIZE = 2048  # samples of a wavetable
MASK = SIZE - 1
LEVELS = {"vocals": 7500, "lead": 5000, "chords": 1350, "bass": 5000, "drums": 2500}  # peak of one note


@dataclass(frozen=True)
class Timbre:
    bright: tuple[float, ...]  # strength of each harmonic at the start of a note
    dull: tuple[float, ...]  # and at its end
    attack: float  # seconds
    decay: float  # seconds to fall to a third, from there on
    release: float  # seconds, within the note's own length


def falling(power, count, odd=False):
    return tuple(0.0 if odd and n % 2 == 0 else n**-power for n in range(1, count + 1))


TIMBRES = {
    "chords": Timbre(falling(1.4, 10), falling(2.2, 6), 0.03, 2.5, 0.08),
    "bass": Timbre(falling(1.2, 9), falling(2.4, 4), 0.006, 0.9, 0.03),
    "lead": Timbre(falling(1.1, 12, odd=True), falling(2.0, 5), 0.005, 0.6, 0.05),
    "vocals": Timbre((), (), 0.04, 6.0, 0.06),
}
VOWELS = {  # formants: hertz and strength
    "a": ((800, 1.0), (1250, 0.6), (2700, 0.25)),
    "e": ((480, 1.0), (1900, 0.45), (2550, 0.3)),
    "i": ((320, 1.0), (2200, 0.35), (2950, 0.3)),
    "o": ((500, 1.0), (900, 0.5), (2500, 0.15)),
    "u": ((350, 1.0), (750, 0.4), (2300, 0.12)),
}


@cache
def table(harmonics):
    """One period made of these harmonics, its peak at 1."""
    wave = [0.0] * SIZE
    for number, strength in enumerate(harmonics, start=1):
        if strength > 0.002:
            turn = 2 * math.pi * number / SIZE
            wave = [value + strength * math.sin(turn * place) for place, value in enumerate(wave)]
    peak = max(map(abs, wave)) or 1.0
    return [value / peak for value in wave]


def sung(frequency, vowel):
    """The harmonics of a voice at this pitch, raised around the vowel's formants."""

    def strength(hertz):
        peaks = (
            gain * math.exp(-(((hertz - centre) / (110 + centre / 14)) ** 2))
            for centre, gain in VOWELS[vowel]
        )
        return 0.06 / (1 + hertz / 900) + sum(peaks)

    count = min(40, int(7000 / frequency))
    return tuple(round(strength(frequency * n) / n**0.35, 4) for n in range(1, count + 1))


@cache
def envelope(count, attack, decay, release):
    """`count` factors: a rise, an exponential fall, and a fade to nothing at the end."""
    rise, fade = max(1, min(count // 3, int(attack * RATE))), max(1, min(count // 3, int(release * RATE)))
    step, level, curve = 3.0 ** (-1 / (decay * RATE)), 1.0, []
    for _ in range(count):
        curve.append(level)
        level *= step
    curve[:rise] = [place / rise for place in range(rise)]
    curve[-fade:] = [value * (fade - place) / fade for place, value in enumerate(curve[-fade:])]
    return array("d", curve)


def kick(count):
    turn = [2 * math.pi * (46 * t + 130 * 0.035 * (1 - math.exp(-t / 0.035))) for t in times(count)]
    return [math.sin(angle) * math.exp(-t / 0.11) for angle, t in zip(turn, times(count), strict=True)]


def snare(count):
    rng = random.Random("snare")
    return [
        (0.6 * rng.uniform(-1, 1) * math.exp(-t / 0.06) + 0.4 * math.sin(1250 * t) * math.exp(-t / 0.04))
        for t in times(count)
    ]


def hiss(count, fall):
    """Noise without its low end."""
    rng = random.Random("hiss")
    noise = [rng.uniform(-0.5, 0.5) for _ in range(count + 1)]
    changes = [after - before for before, after in pairwise(noise)]
    return [change * math.exp(-t / fall) for change, t in zip(changes, times(count), strict=True)]


def times(count):
    return [place / RATE for place in range(count)]


DRUMS = {36: kick, 38: snare, 42: lambda count: hiss(count, 0.025), 49: lambda count: hiss(count, 0.45)}
DRUM_GAIN = {36: 2.6, 38: 1.9, 42: 0.8, 49: 0.9}
