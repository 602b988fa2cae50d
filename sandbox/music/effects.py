"""Short sounds from a text: a loop of some bars, or an effect.

A recipe holds `seed` (differs with the text) and perhaps `text`, whose words choose what it is; `tempo` (quarter notes a
minute), `key` ("C#m", "Any"), `length` (seconds) and `loop`. What is left out or None follows from the seed.
"""

import math
import random
import re
from array import array
from dataclasses import replace
from itertools import accumulate

from . import composer, melody, synth
from .edges import faded, over, risen
from .score import STEPS, Score, Section
from .timbres import RATE

KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
SLOWEST = 40  # a loop in a slower tempo is played twice as fast, which keeps its beat
BLEND = 0.5  # seconds in which the end of a noise becomes its beginning
PEAK = 14_000
BANDS = (  # the voices of a loop, and the words that ask for them
    (("drums",), {"drum", "drums", "beat", "percussion", "breakbeat"}),
    (("bass", "drums"), {"bass", "groove", "bassline", "808"}),
    (("chords",), {"pad", "chords", "piano", "organ", "keys", "strings"}),
    (("lead",), {"melody", "lead", "arp", "arpeggio", "guitar", "flute", "synth"}),
    (("chords", "lead"), {"ambient", "dreamy", "lofi", "calm"}),
    (("drums", "bass", "chords", "lead"), {"song", "band", "full", "dance", "house", "techno"}),
)


def length(recipe):
    """The seconds it will last: of a loop a whole number of bars near those asked for."""
    if not recipe.get("loop"):
        return float(recipe.get("length") or chance(recipe, "length").randrange(20, 61) / 10)
    return bars(recipe) * bar_samples(recipe) / RATE


def sound(recipe):
    """Its samples (see synth)."""
    kind = kind_of(recipe)
    if recipe.get("loop"):
        return wash_loop(recipe) if kind is wash else band_loop(recipe)
    count = synth.samples(length(recipe))
    return faded(risen(drawn(kind(chance(recipe, "shape"), hertz(recipe), count)), 0.005), 0.2)


def chance(recipe, what):
    return random.Random(f"{what} {recipe['seed']}")


def named(recipe):
    return set(re.findall(r"\w+", (recipe.get("text") or "").lower()))


def key(recipe):
    """(pitch class, scale)."""
    name = recipe.get("key") or "Any"
    if name == "Any":
        return chance(recipe, "key").randrange(12), chance(recipe, "scale").choice(("major", "minor"))
    return KEYS.index(name.removesuffix("m")), "minor" if name.endswith("m") else "major"


def hertz(recipe):
    return synth.frequency(48 + key(recipe)[0])


def tempo(recipe):
    beats = recipe.get("tempo") or chance(recipe, "tempo").randrange(80, 130)
    while beats < SLOWEST:
        beats *= 2
    return beats


def bar_samples(recipe):
    return STEPS * synth.samples(60 / tempo(recipe) / 4)


def bars(recipe):
    """When no length was asked for: four, fewer where the tempo is slow."""
    wanted = (recipe.get("length") or min(10, 16 * 60 / tempo(recipe))) * RATE
    return max(1, round(wanted / bar_samples(recipe)))


def drawn(wave):
    """Samples of a wave of floats, its peak at PEAK."""
    wave = array("d", wave)
    factor = PEAK / max(0.001, max(wave), -min(wave))
    return array("h", [int(value * factor) for value in wave]).tobytes()


def band_loop(recipe):
    """The second of two rounds, into whose beginning the end of the first sounds on."""
    score, count = band(recipe), bars(recipe) * STEPS
    for name, notes in score.voices.items():
        score.voices[name] = notes + [replace(note, start=note.start + count) for note in notes]
    return synth.together(score)[-2 * bars(recipe) * bar_samples(recipe) :]


def band(recipe):
    """One round of a loop, as a score with time for two."""
    rng, count = chance(recipe, "notes"), bars(recipe)
    score = Score(tempo(recipe), *key(recipe), 2 * length(recipe), "f")
    score.sections = [Section(rng.choice("VC"), 0, count, rng.choice(composer.PROGRESSIONS))]
    make = {
        "drums": lambda: composer.drums(score, rng),
        "bass": lambda: composer.bass(score, rng),
        "chords": lambda: composer.chords(score, rng),
        "lead": lambda: melody.play(score, melody.Tune(score, rng), "VC"),
    }
    asked = [voices for voices, words in BANDS if words & named(recipe)]
    wanted = {name for voices in asked for name in voices} or rng.choice(BANDS)[0]
    score.voices = {name: compose() for name, compose in make.items() if name in wanted}
    return score


def wash_loop(recipe):
    """A noise whose end is blended into its beginning."""
    count, blend = synth.samples(length(recipe)), synth.samples(BLEND)
    whole = drawn(wash(chance(recipe, "shape"), hertz(recipe), count + blend))
    return over(risen(whole[: 2 * count], BLEND), faded(whole[2 * count :], BLEND))


def wash(rng, low, count):
    """Noise that swells, as wind, rain and sea do."""
    dullness, swell, turn = rng.uniform(0.03, 0.6), rng.uniform(0.2, 1.5), rng.uniform(0, 6)
    noise = accumulate(
        (rng.uniform(-1, 1) for _ in range(count)), lambda level, value: level + dullness * (value - level)
    )
    pace = 2 * math.pi * swell / RATE
    return (value * (0.65 + 0.35 * math.sin(pace * place + turn)) for place, value in enumerate(noise))


def sweep(rng, low, count):
    """A tone that climbs or falls by some octaves."""
    (start, end), overtone = rng.choice(((1, 8), (8, 1), (1, 16), (4, 1))), rng.randrange(2, 5)
    first, last = low * start, low * end
    stride = (last / first) ** (1 / count)
    phases = accumulate(
        range(count - 1), lambda phase, place: phase + first * stride**place / RATE, initial=0.0
    )
    return (math.sin(2 * math.pi * p) + 0.5 * math.sin(2 * math.pi * overtone * p) for p in phases)


def bell(rng, low, count):
    """Partials that ring out, the higher the sooner, struck again now and then."""
    partials = [(low * 4 * ratio * rng.uniform(0.98, 1.02), 1 / ratio) for ratio in (1, 2, 2.76, 4.1, 5.4)]
    gap = max(1, count // rng.choice((1, 1, 2, 3)))
    return (
        sum(
            weight
            * math.sin(2 * math.pi * pitch * place / RATE)
            * math.exp(-(place % gap) / RATE / weight / 1.2)
            for pitch, weight in partials
        )
        for place in range(count)
    )


def hit(rng, low, count):
    """A thud with a burst of noise, and again as its echo."""
    gap, fall = max(1, int(count / rng.uniform(1, 6))), rng.uniform(0.08, 0.5)
    grain = rng.uniform(0.1, 0.8)
    for place in range(count):
        past = place % gap / RATE
        tone = math.sin(2 * math.pi * (low / 2 * past + 3 * (1 - math.exp(-past / 0.03))))
        yield (tone + grain * rng.uniform(-1, 1)) * math.exp(-past / fall) * 0.6 ** (place // gap)


EFFECTS = (
    (
        wash,
        {
            "rain",
            "wind",
            "sea",
            "ocean",
            "waves",
            "storm",
            "thunder",
            "fire",
            "water",
            "crowd",
            "noise",
            "forest",
        },
    ),
    (sweep, {"riser", "rise", "sweep", "laser", "siren", "alarm", "zap", "whoosh", "transition", "drop"}),
    (bell, {"bell", "bells", "chime", "ding", "glass", "notification", "coin", "magic", "success"}),
    (
        hit,
        {"hit", "impact", "boom", "kick", "explosion", "drum", "door", "knock", "step", "footsteps", "punch"},
    ),
)


def kind_of(recipe):
    """What the words ask for; else, but for loops, by the seed."""
    asked = [kind for kind, words in EFFECTS if words & named(recipe)]
    if asked or recipe.get("loop"):
        return asked[0] if asked else None
    return chance(recipe, "kind").choice(EFFECTS)[0]
