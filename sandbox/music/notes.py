"""The notes of a song by instrument, as the provider gives them for MIDI."""

from . import composer, synth
from .pieces import placed, span
from .voices import INSTRUMENTS, only


def of(pieces, voices=None):
    """[{"name", "notes": [{"pitch", "start", "end", "velocity"}]}]: MIDI numbers, seconds of the song, 0 to 1.

    Drums have General MIDI's pitches. Instruments without a note are left out; recordings have none.
    """
    played = {name: [] for name in INSTRUMENTS}
    for zero, piece in placed(pieces):
        if "file" not in piece:
            score = only(composer.compose(piece), piece.get("voices"), voices)
            for name, notes in score.voices.items():
                played[name] += heard(
                    notes, zero, span(piece), synth.samples(score.step_seconds) / synth.RATE
                )
    return [
        {"name": INSTRUMENTS[name], "notes": sorted(notes, key=lambda note: (note["start"], note["pitch"]))}
        for name, notes in played.items()
        if notes
    ]


def heard(notes, zero, span, step):
    """Those of a piece's notes that begin within the span, cut to its end."""
    first, last = span
    return [
        {
            "pitch": note.pitch,
            "start": round(zero + note.start * step, 4),
            "end": round(zero + min((note.start + note.length) * step, last), 4),
            "velocity": round(min(1.0, note.velocity), 3),
        }
        for note in notes
        if first <= note.start * step < last
    ]
