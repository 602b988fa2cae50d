"""The notes of a song's stems. The market gives them by callback alone, so these go to their own path."""

from ..results import Family, Instrument, Note
from ..values import MAX_SECONDS, code_of, dict_of, number_of, parse
from ..words import plain
from .base import by_task, either

MAX_INSTRUMENTS = 64
MAX_NOTES = 50_000


def notes(held):
    """`instruments`, in the callback beside the task's id, in the record inside `midiData`. They may be
    none: `midiData` can be an empty object although all went well."""
    data = either(held, "midiData")
    data = dict_of(parse(data) if isinstance(data, str) else data)
    listed = either(data, "instruments") or either(held, "instruments")
    items = listed[:MAX_INSTRUMENTS] if isinstance(listed, list) else []
    return {"instruments": tuple(map(instrument_of, filter(dict_of, items)))}


def instrument_of(item):
    listed = item.get("notes")
    found = map(note_of, listed[:MAX_NOTES]) if isinstance(listed, list) else ()
    return Instrument(plain(item.get("name"), 80).strip(), tuple(note for note in found if note))


def note_of(item):
    """A note, None without a pitch or a time. Numbers and numeric texts stand side by side."""
    item = dict_of(item)
    pitch = code_of(item.get("pitch"))
    start, end, velocity = (number_of(item.get(name)) for name in ("start", "end", "velocity"))
    if not isinstance(pitch, int) or not 0 <= pitch <= 127 or start is None or end is None:
        return None
    if not start <= end <= MAX_SECONDS:  # a MIDI file cannot even tell of a pause of many days
        return None
    return Note(pitch, float(start), float(end), 1.0 if velocity is None else min(float(velocity), 1.0))


FAMILY = Family(by_task(notes, "/api/v1/midi/record-info", may_be_empty=True))
