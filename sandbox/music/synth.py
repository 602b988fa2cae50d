"""Renders the voices of a score to sound: little-endian signed 16-bit samples, mono, at RATE.

A voice is laid out on as many lanes as it has notes at once; each distinct note is computed once and then copied.
"""

import math
from array import array
from collections import defaultdict
from functools import cache
from itertools import accumulate

from . import lanes
from .timbres import DRUM_GAIN, DRUMS, LEVELS, MASK, RATE, SIZE, TIMBRES, envelope, sung, table

SLICES = 12  # a note passes through so many tables from bright to dull
VIBRATO = 5.4  # hertz


def samples(seconds):
    return round(seconds * RATE)


def frequency(pitch):
    return 440.0 * 2 ** ((pitch - 69) / 12)


def together(score):
    """All voices of a score."""
    sound = bytes(2 * samples(score.length))
    for name in score.voices:
        sound = lanes.mix([sound, voice(score, name)])
    return sound


def voice(score, name):
    """One voice of a score alone, as long as the whole."""
    step, size = samples(score.step_seconds), 2 * samples(score.length)
    chords = defaultdict(list)  # notes that begin and end together become one sound
    for note in score.voices[name]:
        chords[note.start, note.length].append(note_sound(name, note, step))
    placed = [(2 * step * start, lanes.mix(sounds)) for (start, _), sounds in chords.items()]
    sound = lanes.mix([fitted(lane, size) for lane in lay_out(placed)] or [bytes(size)])
    return with_echo(sound, 3 * step) if name in ("lead", "vocals") else sound


def lay_out(placed):
    """Sounds with their places in bytes, on the first lane that is free there."""
    rows = []
    for start, sound in sorted(placed, key=lambda pair: pair[0]):
        row = next((row for row in rows if len(row) <= start), None)
        if row is None:
            rows.append(row := bytearray())
        row += bytes(start - len(row)) + sound
    return rows


def fitted(lane, size):
    del lane[size:]
    lane += bytes(size - len(lane))
    return lane


def with_echo(sound, delay):
    quiet = lanes.halved(lanes.halved(sound))
    return lanes.mix([sound, lanes.delayed(quiet, delay)])


def note_sound(name, note, step):
    level = round(LEVELS[name] * note.velocity)
    if name == "drums":
        return drum(note.pitch, note.length * step, level)
    if name == "vocals":
        return sing(note.pitch, note.length * step, level, vowel(note.word))
    return tone(name, note.pitch, note.length * step, level)


def vowel(word):
    return next((letter for letter in word.lower().replace("y", "i") if letter in "aeiou"), "a")


def shaped(wave, curve, level):
    return array(
        "h", [int(value * factor * level) for value, factor in zip(wave, curve, strict=True)]
    ).tobytes()


@cache
def drum(pitch, count, level):
    wave = DRUMS[pitch](count)
    gain = DRUM_GAIN[pitch]
    fade = envelope(count, 0.0005, 60, 0.01)
    return shaped([max(-2.6, min(2.6, value * gain)) for value in wave], fade, level)


@cache
def tables(name):
    """From bright to dull."""
    timbre = TIMBRES[name]
    dull = timbre.dull + (0.0,) * (len(timbre.bright) - len(timbre.dull))
    pairs = list(zip(timbre.bright, dull, strict=True))
    mixed = [[a + (b - a) * place / (SLICES - 1) for a, b in pairs] for place in range(SLICES)]
    return [table(tuple(harmonics)) for harmonics in mixed]


@cache
def tone(name, pitch, count, level):
    timbre, stride = TIMBRES[name], int(frequency(pitch) * SIZE / RATE * 65536)
    wave, part = [], -(-count // SLICES)
    for place, period in enumerate(tables(name)):
        span = range(stride * part * place, stride * min(count, part * (place + 1)), stride)
        wave += [period[phase >> 16 & MASK] for phase in span]
    return shaped(wave, envelope(count, timbre.attack, timbre.decay, timbre.release), level)


@cache
def wobble():
    """A period of vibrato, as factors of the pitch."""
    count = samples(1 / VIBRATO)
    return [1 + 0.008 * math.sin(2 * math.pi * place / count) for place in range(count)]


@cache
def sing(pitch, count, level, letter):
    timbre, period = TIMBRES["vocals"], table(sung(frequency(pitch), letter))
    stride = frequency(pitch) * SIZE / RATE
    still = min(count, samples(0.18))  # a held note begins to tremble only after a moment
    swing = [stride * factor for factor in wobble()] * ((count - still) // len(wobble()) + 1)
    phases = accumulate([stride] * still + swing[: count - still])
    wave = [period[int(phase) & MASK] for phase in phases]
    return shaped(wave, envelope(count, timbre.attack, timbre.decay, timbre.release), level)
