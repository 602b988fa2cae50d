"""A score: tempo, key, sections, and the notes of every voice.

Time inside a score is counted in steps, sixteenths of a bar; a note's pitch is a MIDI number, drums are General MIDI's.
"""

from dataclasses import dataclass, field

STEPS = 16  # in a bar
SCALES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
}
ENERGY = {"I": 0.4, "V": 0.54, "C": 1.0, "B": 0.5, "O": 0.4}


@dataclass(frozen=True)
class Note:
    start: int  # step
    length: int  # steps
    pitch: int  # MIDI
    velocity: float  # 0 to 1
    word: str = ""  # what is sung on it: a syllable
    text: str = (
        ""  # the word as written that begins here, with what stands before and after it: a mark, a newline
    )


@dataclass(frozen=True)
class Section:
    kind: str  # intro, verse, chorus, bridge, outro: a letter of IVCBO
    bar: int  # its first
    bars: int
    progression: tuple[int, ...]  # scale degrees, one a bar

    @property
    def energy(self):
        return ENERGY[self.kind]

    def degree(self, bar):
        return self.progression[bar % len(self.progression)]


@dataclass
class Score:
    tempo: float  # quarter notes per minute
    root: int  # pitch class of the key, 0 is C
    scale: str
    length: float  # seconds
    gender: str  # of the singer: m or f
    sections: list[Section] = field(default_factory=list)
    voices: dict[str, list[Note]] = field(default_factory=dict)

    @property
    def step_seconds(self):
        return 60 / self.tempo / 4

    @property
    def steps(self):
        return int(self.length / self.step_seconds) + 1

    def pitch(self, degree, octave):
        """The MIDI number of a scale degree, which may lie outside 0–6; octave 4 begins at middle C."""
        lift, place = divmod(degree, 7)
        return 12 * (octave + 1 + lift) + self.root + SCALES[self.scale][place]


def bars_of(score):
    """(section, bar counted from the section's start, first step) of every bar."""
    return [
        (section, bar, (section.bar + bar) * STEPS)
        for section in score.sections
        for bar in range(section.bars)
    ]
