"""The synthesiser's voices, and which of them belong to the stems that the provider names.

A choice of voices is a list of names from ALL; "drums" means the whole kit.
"""

from dataclasses import replace

KIT = {36: "kick", 38: "snare", 42: "hat", 49: "crash"}
DRUMS = tuple(KIT.values())
ALL = ("vocals", "lead", "chords", "bass", *DRUMS)
INSTRUMENTS = {"vocals": "Vocals", "lead": "Synth", "chords": "Keyboard", "bass": "Bass", "drums": "Drums"}

STEMS = {  # of a separation into two and into twelve; the twelve share out every voice, each once
    "instrumental": tuple(name for name in ALL if name != "vocals"),
    "vocal": ("vocals",),
    "drums": DRUMS,
    "bass": ("bass",),
    "keyboard": ("chords",),
    "synth": ("lead",),
}
ADVANCED = {  # the nearest voice for the names of the advanced separation; what is not here is silent
    ("vocals",): "Lead Vocal",
    DRUMS: "Drum Kit, Electronic Drum Kit, Percussion",
    ("kick",): "Kick, Congas, Bongos, Timpani, Tabla, Djembe, Taiko",
    ("snare",): "Snare, Hand Clap",
    ("hat",): "Hi-Hat, Shaker, Tambourine, Cowbell",
    ("crash",): "Cymbals",
    ("bass",): "Bass, Synth Bass, Upright Bass, Electric Bass, Double Bass, Bass Guitar, 808, Tuba",
    (
        "chords",
    ): "Piano, Synth Pad, Organ, Synth Keys, Electric Piano, Keyboards, Digital Piano, Rhodes, Synth Strings,"
    "String Section, Orchestra, Guitar, Acoustic Guitar, Electric Guitar, Rhythm Acoustic Guitar,"
    "Rhythm Electric Guitar, Ukulele, Harp, Accordion, Brass Section, Horns, Harpsichord",
    (
        "lead",
    ): "Synth, Synth Lead, Arpeggiator, Lead Guitar, Lead Electric Guitar, Distorted Electric Guitar, Flute, Violin, Trumpet, Clarinet,"
    "Fiddle, Woodwinds, Saxophone, Tenor Saxophone, Alto Saxophone, Synth Brass, Whistle, Theremin",
}
NEAREST = {name.strip(): voices for voices, names in ADVANCED.items() for name in names.split(",")}


def voices_for(stem_name):
    """The voices of a stem, perhaps none: `vocal`, `backing_vocals` … of two and twelve, `Lead Vocal` … of the 98."""
    return list(STEMS.get(stem_name) or NEAREST.get(stem_name, ()))


def without(voices):
    """All voices but these."""
    return [name for name in ALL if name not in voices and not ("drums" in voices and name in DRUMS)]


def are_chosen(names, choices):
    """Whether every choice has one of these names; a choice of None has all."""
    return all(choice is None or any(name in choice for name in names) for choice in choices)


def only(score, *choices):
    """The score with just the notes that every one of these choices lets sound; None lets everything."""
    return replace(
        score,
        voices={
            name: [note for note in notes if are_chosen({name, part_of(name, note)}, choices)]
            for name, notes in score.voices.items()
        },
    )


def part_of(name, note):
    return KIT[note.pitch] if name == "drums" else name
