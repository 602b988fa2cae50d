import io
import unittest

import mido
from PIL import Image

from music.media import midi

BASS = {"name": "Bass", "notes": [[36, 0.0, 0.5, 0.8], [36, 0.5, 1.0, 0.6], [40.0, 1.0, 3.0, 1.4]]}
DRUMS = {"name": "Drum Kit", "notes": [[38, 0.25, 0.3, 0.0]]}


def read(content):
    return mido.MidiFile(file=io.BytesIO(content))


class FileTests(unittest.TestCase):
    def test_each_instrument_is_a_track_with_its_name(self):
        song = read(midi.file_of([BASS, DRUMS]))
        self.assertEqual([track.name for track in song.tracks[1:]], ["Bass", "Drum Kit"])

    def test_its_notes_sound_when_they_should(self):
        song = read(midi.file_of([BASS]))
        now, heard = 0.0, []
        for message in song:
            now += message.time
            if message.type == "note_on":
                heard.append((message.note, round(now, 2), message.velocity))
        self.assertEqual(heard, [(36, 0.0, 102), (36, 0.5, 76), (40, 1.0, 127)])
        self.assertAlmostEqual(song.length, 3.0, places=2)

    def test_a_note_ends_before_it_begins_again(self):
        (track,) = read(midi.file_of([BASS])).tracks[1:]
        kinds = [message.type for message in track if message.type.startswith("note") and message.note == 36]
        self.assertEqual(kinds, ["note_on", "note_off", "note_on", "note_off"])

    def test_drums_are_on_their_own_channel_and_can_be_heard(self):
        song = read(midi.file_of([BASS, DRUMS]))
        (note,) = [message for message in song.tracks[2] if message.type == "note_on"]
        self.assertEqual((note.channel, note.velocity), (9, 1))

    def test_a_name_that_no_midi_file_holds_is_no_trouble(self):
        song = read(midi.file_of([{"name": "吉他", "notes": []}]))
        self.assertEqual(song.tracks[1].name, "??")

    def test_sixteen_instruments_leave_the_drums_channel_alone(self):
        many = [{"name": f"Synth {number}", "notes": [[60, 0, 1, 1]]} for number in range(16)]
        channels = {message.channel for message in read(midi.file_of(many)) if message.type == "note_on"}
        self.assertNotIn(9, channels)


class MarkersTests(unittest.TestCase):
    def test_they_stand_where_they_should_with_their_names(self):
        song, now, heard = (
            read(midi.markers_of([(12.1, "[Verse]"), (12.1, "The sea"), (31.25, "雨")])),
            0.0,
            [],
        )
        for message in mido.MidiFile(
            file=io.BytesIO(midi.markers_of([(12.1, "[Verse]"), (31.25, "雨")])), charset="utf-8"
        ):
            now += message.time
            if message.type == "marker":
                heard.append((round(now, 2), message.text))
        self.assertEqual(heard, [(12.1, "[Verse]"), (31.25, "雨")])
        self.assertEqual(len([message for message in song.tracks[0] if message.type == "marker"]), 3)


class PictureTests(unittest.TestCase):
    def test_it_is_a_picture_with_the_notes_on_it(self):
        picture = Image.open(io.BytesIO(midi.picture_of([BASS, DRUMS])))
        self.assertEqual(picture.format, "PNG")
        self.assertGreater(len(picture.getcolors(10_000)), 2)

    def test_no_notes_are_an_empty_picture(self):
        self.assertEqual(midi.seconds_of([]), 0.0)
        self.assertEqual(len(Image.open(io.BytesIO(midi.picture_of([]))).getcolors()), 1)
