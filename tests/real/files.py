"""Whether files on disk are what their rows say: they are decoded here, by other means than the studio's where there
are any."""

import wave
from pathlib import Path

import av
import mido
from PIL import Image


def check_sound(row):
    """A row is a dict with the path of its file and its length in seconds."""
    check_kept(row)
    with av.open(row["path"]) as container:
        seconds = sum(frame.samples / frame.sample_rate for frame in container.decode(audio=0))
    assert abs(seconds - row["duration"]) < 0.5


def check_wave(row):
    check_sound(row)
    with wave.open(row["path"]) as file:
        assert abs(file.getnframes() / file.getframerate() - row["duration"]) < 0.1


def check_video(row):
    check_sound(row)
    with av.open(row["path"]) as container:
        assert next(container.decode(video=0)).width >= 320


def check_picture(row):
    check_kept(row)
    for path in (row["path"], row["picture"]):
        with Image.open(path) as picture:
            picture.load()


def check_notes(row):
    check_kept(row)
    notes = [message for message in mido.MidiFile(row["path"]) if message.type == "note_on"]
    assert len(notes) > 20
    with Image.open(row["picture"]) as picture:
        picture.load()


def check_kept(row):
    assert row["archive_state"] == "kept", row["archive_error"]
    assert Path(row["path"]).stat().st_size > 100
