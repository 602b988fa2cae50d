from unittest import TestCase

from music.kie.readers import READERS
from music.kie.results import Instrument, Note, Stage

TASK = "5c79000000000000000000000000be8e"
MIDI = READERS["midi"].dedicated
DRUMS = {
    "name": "Drums",
    "notes": [
        {"pitch": 73, "start": "0.036458333333333336", "end": "0.18229166666666666", "velocity": 1},
        {"pitch": 61, "start": 0.046875, "end": "0.19270833333333334", "velocity": 0.5},
    ],
}
MADE = (
    Instrument(
        "Drums",
        (
            Note(73, 0.036458333333333336, 0.18229166666666666, 1.0),
            Note(61, 0.046875, 0.19270833333333334, 0.5),
        ),
    ),
)


def record(flag=1, midi_data=None, **changes):
    data = {"taskId": TASK, "midiData": midi_data, "successFlag": flag, "errorCode": None}
    return {"code": 200, "data": data | changes}


class MidiTests(TestCase):
    def test_a_callback_has_notes_with_numbers_as_text(self):
        body = {"code": 200, "data": {"taskId": TASK, "state": "complete", "instruments": [DRUMS]}}
        result = MIDI.callback(body)
        self.assertEqual((result.task_id, result.stage, result.instruments), (TASK, Stage.COMPLETE, MADE))

    def test_the_task_is_named_in_one_of_three_places(self):
        made = {"state": "complete", "instruments": [DRUMS]}
        for body in (
            {"data": made | {"taskId": TASK}},
            {"data": made, "taskId": TASK},
            {"data": made, "task_id": TASK},
        ):
            result = MIDI.callback({"code": 200} | body)
            self.assertEqual((result.task_id, result.stage), (TASK, Stage.COMPLETE))

    def test_a_record_has_them_inside(self):
        result = MIDI.record(record(1, {"state": "complete", "instruments": [DRUMS]}))
        self.assertEqual((result.stage, result.instruments), (Stage.COMPLETE, MADE))

    def test_each_number_has_its_stage(self):
        stages = {0: Stage.PENDING, 1: Stage.COMPLETE, 2: Stage.ERROR, 3: Stage.ERROR, "3": Stage.ERROR}
        for flag, stage in stages.items():
            self.assertEqual(MIDI.record(record(flag)).stage, stage, flag)

    def test_no_notes_are_a_result_as_well(self):
        for midi_data in (None, {}, {"state": "complete", "instruments": []}):
            result = MIDI.record(record(1, midi_data))
            self.assertEqual((result.stage, result.instruments), (Stage.COMPLETE, ()))

    def test_a_failure_has_its_code_which_may_be_a_text(self):
        result = MIDI.record(record(3, errorCode="500", errorMessage="no"))
        self.assertEqual((result.error_code, result.error_message), (500, "no"))
        failed = MIDI.callback({"code": 500, "msg": "MIDI generation failed", "data": {"taskId": TASK}})
        self.assertEqual((failed.stage, failed.error_message), (Stage.ERROR, "MIDI generation failed"))

    def test_a_note_without_pitch_or_time_is_left_out(self):
        good = {"pitch": "60", "start": 1, "end": 2, "velocity": 3}
        odd = [
            good | change
            for change in (
                {"pitch": 128},
                {"pitch": 60.5},
                {"start": None},
                {"end": 0.5},
                {"end": "x"},
                {"end": 10**8},
            )
        ]
        listed = {
            "instruments": [{"name": None, "notes": [None, 5, good, *odd]}, "none", {"name": "X", "notes": 5}]
        }
        first, second = MIDI.record(record(1, listed)).instruments
        self.assertEqual(first, Instrument("", (Note(60, 1.0, 2.0, 1.0),)))
        self.assertEqual(second, Instrument("X", ()))
