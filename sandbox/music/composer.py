"""Composes a score from a seed: the same seed gives the same notes, and one word more gives others."""

import random
from itertools import pairwise

from . import melody
from .score import STEPS, Note, Score, Section, bars_of

PROGRESSIONS = (
    (0, 4, 5, 3),
    (5, 3, 0, 4),
    (0, 5, 3, 4),
    (0, 3, 4, 3),
    (0, 2, 3, 4),
    (3, 0, 4, 5),
    (0, 3, 0, 4),
)
SLOW = {"slow", "ballad", "lofi", "lo-fi", "ambient", "sleep", "calm", "lullaby", "sad", "chill", "downtempo"}
FAST = {
    "fast",
    "punk",
    "techno",
    "dance",
    "house",
    "metal",
    "drum",
    "upbeat",
    "energetic",
    "rock",
    "trance",
    "edm",
}
DARK = {
    "sad",
    "dark",
    "minor",
    "melancholic",
    "melancholy",
    "moody",
    "gothic",
    "lonely",
    "metal",
    "night",
    "rain",
}
BRIGHT = {"happy", "bright", "major", "sunny", "summer", "pop", "upbeat", "children", "joyful", "country"}
FORMS = (  # up to so many bars: intro, verse, chorus, bridge, outro
    (4, "VC"),
    (9, "IVC"),
    (14, "IVCO"),
    (40, "IVCVCO"),
    (80, "IVCVCBCO"),
    (10_000, "IVCVCBVCVCO"),
)
WEIGHTS = {"I": 2, "V": 4, "C": 4, "B": 2, "O": 2}


def compose(piece):
    """The score of one piece of a recipe: seed, take, mood, length, lyrics, sung, gender, opening, maybe key."""
    home = random.Random(
        f"home {piece.get('key') or piece['seed']}"
    )  # both takes share it, and so do extensions
    rng = random.Random(f"notes {piece['seed']} {piece['take']}")
    mood = set(piece["mood"].lower().replace(",", " ").split())
    score = Score(
        tempo(home, mood),
        home.randrange(12),
        scale(home, mood),
        piece["length"],
        piece["gender"] or home.choice("mf"),
    )
    score.sections = plan(score, rng, piece["opening"])
    score.voices = {"drums": drums(score, rng), "bass": bass(score, rng), "chords": chords(score, rng)}
    tune = melody.Tune(score, rng)
    if piece["sung"]:
        score.voices["vocals"] = melody.sing(score, tune, piece["lyrics"])
    score.voices["lead"] = melody.play(score, tune, "IB" if piece["sung"] else "IVCBO")
    return score


def tempo(rng, mood):
    low, high = (66, 88) if mood & SLOW else (118, 148) if mood & FAST else (84, 126)
    return rng.randrange(low, high)


def scale(rng, mood):
    if mood & DARK:
        return rng.choice(("minor", "dorian"))
    return rng.choice(
        ("major", "mixolydian") if mood & BRIGHT else ("major", "minor", "dorian", "mixolydian")
    )


def plan(score, rng, opening):
    """Sections that fill the score's bars by their weights; an extension begins without an intro."""
    bars = -(-score.steps // STEPS)
    form = next(form for most, form in FORMS if bars <= most)
    form = form if opening else form.lstrip("I")
    loops = {kind: rng.choice(PROGRESSIONS) for kind in "IVCBO"}
    loops["I"], loops["O"] = loops["V"], loops["C"]
    whole, past, sections = sum(WEIGHTS[kind] for kind in form), 0, []
    for kind in form:
        first = even(bars * past // whole, bars)
        past += WEIGHTS[kind]
        end = bars if past == whole else even(bars * past // whole, bars)
        sections.append(Section(kind, first, end - first, loops[kind]))
    return [section for section in sections if section.bars]


def even(bar, bars):
    """Sections change on every second bar only, in all but the shortest songs."""
    return bar - bar % 2 if bars >= 24 else bar


def chords(score, rng):
    """Four notes held through each bar, struck twice where it is loud."""
    notes, colour = [], rng.choice((6, 6, 8))  # a seventh or a ninth
    for section, bar, start in bars_of(score):
        degree = section.degree(bar)
        beats = ((0, 8), (8, 8)) if section.energy > 0.9 else ((0, 16),)
        for offset, length in beats:
            for place in (0, 2, 4, colour):
                pitch = score.pitch(degree + place, 4)
                pitch -= 12 if pitch > 76 else 0
                notes.append(Note(start + offset, length, pitch, section.energy))
    return notes


def bass(score, rng):
    """Roots with a fifth or an octave now and then, in a pattern for each kind of section."""
    patterns = {
        kind: rng.choice(((0, 8), (0, 6, 8, 14), (0, 4, 8, 12), (0, 3, 6, 8, 11, 14))) for kind in "VCB"
    }
    notes = []
    for section, bar, start in bars_of(score):
        starts = patterns.get(section.kind, (0,))
        for offset, end in pairwise((*starts, STEPS)):
            place = 0 if offset % 8 == 0 else rng.choice((0, 0, 4, 7))
            pitch = score.pitch(section.degree(bar) + place, 2)
            notes.append(Note(start + offset, end - offset, pitch, 0.5 + section.energy / 2))
    return notes


KICKS = ((0, 8), (0, 7, 8), (0, 10), (0, 4, 8, 12), (0, 6, 10))
KICK, SNARE, HAT, CRASH = 36, 38, 42, 49


def drums(score, rng):
    """None in the intro; hats and backbeat in verses, everything in choruses, a fill before each change."""
    kicks, quick, notes = rng.choice(KICKS), rng.random() < 0.6, []
    for section, bar, start in bars_of(score):
        if section.kind in "IO" and not (section.kind == "I" and bar == section.bars - 1):
            continue
        loud = section.energy > 0.9
        if loud and bar == 0:
            notes.append(Note(start, STEPS, CRASH, 0.9))
        notes += [Note(start + step, 2, KICK, 0.95) for step in kicks]
        notes += [Note(start + step, 2, SNARE, section.energy) for step in (4, 12)]
        gap = 2 if loud or quick else 4
        notes += [Note(start + step, 1, HAT, 0.5 if step % 4 else 0.8) for step in range(0, STEPS, gap)]
        if bar == section.bars - 1:
            notes += [Note(start + step, 1, SNARE, 0.5 + step / 40) for step in (13, 14, 15)]
    return notes
