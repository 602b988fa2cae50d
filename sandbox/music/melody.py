"""Tunes over a score's chords: sung to given lyrics, a note for each syllable, or played."""

import random
import re

from .score import STEPS, Note, bars_of

RHYTHMS = (
    (4, 2, 2, 4, 4),
    (3, 3, 2, 4, 4),
    (2, 2, 2, 2, 4, 4),
    (6, 2, 4, 4),
    (3, 3, 2, 3, 3, 2),
    (4, 4, 8),
    (2, 4, 2, 4, 4),
)
LINE_BARS = 2
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SYLLABLE = re.compile(r"[^aeiouy]*[aeiouy]+(?:[^aeiouy]+$)?", re.IGNORECASE)
SPACELESS = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7af]")  # scripts written without spaces


class Tune:
    """Walks over the scale, pulled to the chord on strong beats; like sections get like tunes."""

    def __init__(self, score, rng):
        self.score = score
        self.seed = rng.random()
        self.centre = rng.choice((4, 5, 6))  # degrees above the key's root
        self.rhythms = {kind: rng.sample(RHYTHMS, 2) for kind in "IVCBO"}

    def rng(self, *what):
        return random.Random(f"{self.seed} {what}")

    def degrees(self, section, line, starts, bar):
        """A degree for each start (steps from the line's beginning at `bar`)."""
        rng = self.rng(section.kind, line % 4)
        here, found = self.centre + (2 if section.kind == "C" else 0), []
        for start in starts:
            here += rng.choice((-2, -1, -1, 0, 1, 1, 2, 3 if section.kind == "C" else -1))
            here += 1 if here < self.centre - 4 else -2 if here > self.centre + 6 else 0
            if start % 8 == 0:
                here = pulled(here, section.degree(bar + start // STEPS))
            found.append(here)
        return found


def pulled(degree, chord):
    """The note of the chord (root, third or fifth) nearest to a degree."""
    return min(
        range(degree - 3, degree + 4),
        key=lambda near: abs(near - degree) if (near - chord) % 7 in (0, 2, 4) else 9,
    )


def play(score, tune, kinds):
    """The tune on an instrument, in the sections of these kinds."""
    notes = []
    for section, bar, start in bars_of(score):
        if section.kind not in kinds:
            continue
        lengths = tune.rhythms[section.kind][bar % 2]
        starts = [sum(lengths[:place]) for place in range(len(lengths))]
        degrees = tune.degrees(section, bar, starts, bar)
        for degree, offset, length in zip(degrees, starts, lengths, strict=True):
            pitch = score.pitch(degree, 5)
            notes.append(Note(start + offset, length, pitch, 0.4 + section.energy / 2))
    return notes


def sing(score, tune, lyrics):
    """Line after line in verses and choruses; too few lines come round again, too many are left out."""
    lines = marked(lyrics)
    slots = [
        (section, bar, start)
        for section, bar, start in bars_of(score)
        if section.kind in "VC" and bar % LINE_BARS == 0
    ]
    octave, notes = (3 if score.gender == "m" else 4), []
    for place, (section, bar, start) in enumerate(slots if lines else ()):
        steps = min(LINE_BARS, section.bars - bar) * STEPS
        mark, line = lines[place % len(lines)]
        syllables = written(mark, spelled(line)[: steps // 2])
        starts = spread(tune.rng("line", section.kind, bar % 8, len(syllables)), len(syllables), steps)
        degrees = tune.degrees(section, bar // LINE_BARS, starts, bar)
        ends = [*starts[1:], min(steps, starts[-1] + 6)] if starts else []
        for (word, text), degree, first, end in zip(syllables, degrees, starts, ends, strict=True):
            pitch = score.pitch(degree, octave)
            notes.append(Note(start + first, end - first, pitch, 0.5 + section.energy / 2, word, text))
    return notes


def marked(lyrics):
    """[(mark, line)] of the lines that are sung; the mark, "[Verse]\n", stands with the first line after it."""
    found, mark = [], ""
    for line in filter(None, map(str.strip, lyrics.splitlines())):
        if line.startswith("["):
            mark += f"{line}\n"
        elif not line.startswith("(") and spelled(line):
            found.append((mark, line))
            mark = ""
    return found


def spread(rng, count, steps):
    """Rising starts for so many syllables within a line, with a breath at its end."""
    room = max(count, min(steps - 4, count * 3))
    lengths = [1] * count
    for _ in range(room - count):
        lengths[rng.randrange(count)] += 1
    return [sum(lengths[:place]) for place in range(count)]


def spelled(line):
    """[(syllable, word that begins on it or "")], roughly: a vowel group each, a character each in Chinese and the like."""
    found = []
    for token in line.split():
        if SPACELESS.search(token):
            found += [(part[0], part) for part in re.findall(r"[^\W_][\W_]*", token)]
        else:
            syllables = [part for word in WORD.findall(token) for part in SYLLABLE.findall(word) or [word]]
            found += [(part, "" if place else token) for place, part in enumerate(syllables)]
    return found


def written(mark, syllables):
    """The same as a line of a song: its mark before the first word, a newline after the last."""
    last = max((place for place, (_, text) in enumerate(syllables) if text), default=0)
    return [
        (part, f"{'' if place else mark}{text}{chr(10) if place == last else ''}")
        for place, (part, text) in enumerate(syllables)
    ]
