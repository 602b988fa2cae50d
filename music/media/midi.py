"""Notes as a real MIDI file, and as a small picture of a piano roll.

Notes are [{"name": "Bass", "notes": [[pitch, start, end, velocity], …]}, …]: MIDI numbers, seconds, 0 to 1.
"""

from io import BytesIO

import mido
from PIL import Image, ImageDraw

TICKS = 480  # in a quarter note
TEMPO = 500_000  # microseconds in one: 120 a minute, so that a second has two
DRUMS = 9  # the channel that General MIDI keeps for them
WIDE, HIGH = 720, 160  # pixels of the picture
COLOURS = ["#7c5cff", "#16a394", "#d9822b", "#c2417a", "#3f7fd8", "#7a9a2f", "#a35bd6", "#c94f3d"]


def file_of(instruments) -> bytes:
    """A standard MIDI file of type 1: a track for each instrument, named as the provider names it."""
    song = mido.MidiFile(type=1, ticks_per_beat=TICKS)
    song.tracks.append(mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=TEMPO)]))
    for number, instrument in enumerate(instruments):
        song.tracks.append(_track(instrument, _channel(number, instrument["name"])))
    buffer = BytesIO()
    song.save(file=buffer)
    return buffer.getvalue()


def markers_of(marks) -> bytes:
    """A track of markers: (second, name), in order."""
    song = mido.MidiFile(type=1, ticks_per_beat=TICKS, charset="utf-8")
    track, now = mido.MidiTrack([mido.MetaMessage("set_tempo", tempo=TEMPO)]), 0
    for second, name in marks:
        tick = max(_ticks(second), now)
        track.append(mido.MetaMessage("marker", text=name, time=tick - now))
        now = tick
    song.tracks.append(track)
    buffer = BytesIO()
    song.save(file=buffer)
    return buffer.getvalue()


def _channel(number, name):
    if "drum" in name.lower() or "percussion" in name.lower():
        return DRUMS
    return [channel for channel in range(16) if channel != DRUMS][number % 15]


def _track(instrument, channel):
    track = mido.MidiTrack([mido.MetaMessage("track_name", name=_latin(instrument["name"]))])
    now = 0
    for tick, kind, pitch, velocity in _messages(instrument["notes"]):
        track.append(mido.Message(kind, channel=channel, note=pitch, velocity=velocity, time=tick - now))
        now = tick
    return track


def _messages(notes):
    """(tick, kind, pitch, velocity) in the order of time; a note ends before the same one begins again."""
    messages = []
    for pitch, start, end, velocity in notes:
        pitch, loud = min(127, max(0, round(pitch))), min(127, max(1, round(velocity * 127)))
        messages.append((_ticks(start), "note_on", pitch, loud))
        messages.append((max(_ticks(end), _ticks(start) + 1), "note_off", pitch, 0))
    return sorted(messages, key=lambda message: (message[0], message[1] == "note_on", message[2]))


def _ticks(seconds):
    return round(max(0, seconds) * 1_000_000 / TEMPO * TICKS)


def _latin(name):
    """What a MIDI file can hold."""
    return name.encode("latin-1", "replace").decode("latin-1")


def seconds_of(instruments) -> float:
    return max((note[2] for instrument in instruments for note in instrument["notes"]), default=0.0)


def length_of(path) -> float:
    """Seconds of a MIDI file; ValueError, EOFError or OSError for what is none."""
    return float(mido.MidiFile(path).length)


def picture_of(instruments) -> bytes:
    """The notes on a transparent ground, a colour for each instrument: a PNG."""
    picture = Image.new("RGBA", (WIDE, HIGH), (0, 0, 0, 0))
    pitches = [note[0] for instrument in instruments for note in instrument["notes"]]
    if pitches:
        _draw(ImageDraw.Draw(picture), instruments, min(pitches), max(pitches))
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    return buffer.getvalue()


def _draw(canvas, instruments, low, high):
    across, up = WIDE / max(seconds_of(instruments), 1), HIGH / (high - low + 1)
    for number, instrument in enumerate(instruments):
        for pitch, start, end, _velocity in instrument["notes"]:
            x, y = start * across, (high - pitch) * up
            box = (x, y, max(end * across, x + 1), y + max(up - 1, 1))
            canvas.rectangle(box, fill=COLOURS[number % len(COLOURS)])
