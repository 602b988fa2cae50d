"""What the renderer makes of each order: real files, which are decoded again here."""

import io
import json
import subprocess
import sys
import tempfile
import unittest
import wave
from array import array
from itertools import pairwise
from pathlib import Path

import av
from PIL import Image

from sandbox.music import __main__ as renderer
from sandbox.music import effects, encode, files, notes, pieces, song, synth, timing, voices

from .test_music import piece

LYRICS = "[Verse]\nKettle on the stove\nWater sings\n\n[Chorus]\nTin roof, tin roof"


def short(**changes):
    return piece(length=4.0, lyrics=LYRICS) | changes


def samples(sound):
    return array("h", sound)


def loudness(sound):
    values = samples(sound)
    return sum(map(abs, values)) / max(1, len(values))


def difference(one, other):
    """The most by which two sounds differ in a sample."""
    return max(abs(a - b) for a, b in zip(samples(one), samples(other), strict=True))


class RenderCase(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        (self.folder / "uploads").mkdir()

    def render(self, kind, **recipe):
        """The bytes of the files of an order, by suffix."""
        renderer.make({"id": "one", "kind": kind, "folder": str(self.folder), "recipe": recipe})
        return {path.suffix[1:]: path.read_bytes() for path in self.folder.glob("one.*")}

    def upload(self, content, name="voice.wav"):
        (self.folder / "uploads" / name).write_bytes(content)
        return f"uploads/{name}"

    def decoded(self, content, seconds=4.0):
        return files.decoded(self.folder / self.upload(content, "made"), seconds)


class KindTests(RenderCase):
    def test_a_wav_holds_the_samples_of_the_song(self):
        made = self.render("wav", pieces=[short()])
        with wave.open(io.BytesIO(made["wav"])) as file:
            self.assertEqual(
                (file.getnchannels(), file.getsampwidth(), file.getframerate()), (1, 2, synth.RATE)
            )
            self.assertEqual(file.readframes(file.getnframes()), song.sound([short()]))

    def test_a_stem_is_an_mp3_of_its_voices_alone(self):
        made = self.render("stem", pieces=[short()], voices=["bass"])
        heard, whole = self.decoded(made["mp3"]), song.sound([short()])
        self.assertEqual(list(made), ["mp3"])
        self.assertAlmostEqual(loudness(heard) / loudness(song.sound([short()], ["bass"])), 1, delta=0.1)
        self.assertLess(loudness(heard), 0.8 * loudness(whole))

    def test_a_video_has_a_picture_and_the_whole_sound(self):
        made = self.render("video", pieces=[short()], cover="c", title="Tin roof " * 20, author="冬")
        with av.open(io.BytesIO(made["mp4"])) as film:
            self.assertAlmostEqual(film.duration / 1e6, 4, delta=0.3)
            first, *_, last = [frame.to_image() for frame in film.decode(video=0)]
            self.assertEqual(first.size, (640, 360))
            self.assertGreater(sum(last.crop((560, 290, 608, 334)).convert("L").histogram()[240:]), 100)
            self.assertLess(sum(first.crop((560, 290, 608, 334)).convert("L").histogram()[240:]), 100)
        self.assertGreater(loudness(self.decoded(made["mp4"])), loudness(song.sound([short()])) / 2)

    def test_a_picture_is_a_jpeg(self):
        made = self.render("picture", cover="c")
        self.assertEqual((list(made), Image.open(io.BytesIO(made["jpeg"])).format), (["jpeg"], "JPEG"))

    def test_notes_are_json_by_instrument(self):
        made = self.render("notes", pieces=[short()], voices=["bass", "drums"])
        self.assertEqual([part["name"] for part in json.loads(made["json"])], ["Bass", "Drums"])

    def test_a_sound_has_a_cover_too(self):
        made = self.render("sound", seed="s", text="bell", length=1)
        self.assertEqual(set(made), {"jpeg", "mp3"})
        self.assertGreater(loudness(self.decoded(made["mp3"], 1.0)), 300)

    def test_an_order_comes_by_standard_input(self):
        order = {"id": "two", "kind": "picture", "folder": str(self.folder), "recipe": {"cover": "c"}}
        self.assertEqual(self.child(json.dumps(order)).returncode, 0)
        self.assertEqual([path.name for path in self.folder.glob("two*")], ["two.jpeg"])

    def test_an_order_that_is_not_whole_ends_without_a_word(self):
        for order in ("", '{"id": "two", "kin'):  # the server was killed while it asked
            child = self.child(order)
            self.assertEqual((child.returncode, child.stdout, child.stderr), (1, b"", b""))

    def child(self, order):
        command = [sys.executable, "-m", "sandbox.music"]
        return subprocess.run(command, input=order.encode(), capture_output=True, timeout=60)


class StemTests(unittest.TestCase):
    def test_the_stems_add_up_to_the_song(self):
        whole = song.sound([short()])
        for names in (("vocal", "instrumental"), ("vocal", "drums", "bass", "keyboard", "synth", "guitar")):
            stems = [song.sound([short()], voices.voices_for(name)) for name in names]
            self.assertLess(
                difference(array("h", map(sum, zip(*map(samples, stems), strict=True))), whole), 10
            )

    def test_stems_differ_and_an_unknown_one_is_silent(self):
        sounds = {
            song.sound([short()], voices.voices_for(name)) for name in ("Kick", "Snare", "Bass", "Piano")
        }
        self.assertEqual(len(sounds), 4)
        self.assertEqual(loudness(song.sound([short()], voices.voices_for("Bagpipes"))), 0)

    def test_a_stem_and_the_mix_without_it_add_up_too(self):
        kick = voices.voices_for("Kick")
        parts = [song.sound([short()], names) for names in (kick, voices.without(kick))]
        both = array("h", map(sum, zip(*map(samples, parts), strict=True)))
        self.assertLess(difference(both, song.sound([short()])), 10)
        self.assertEqual(voices.without(["drums"]), ["vocals", "lead", "chords", "bass"])

    def test_a_recording_is_shared_out_without_a_rest(self):
        recording = song.sound([short()])
        stems = [
            files.share(recording, voices.voices_for(name)) for name in ("vocal", "drums", "bass", "synth")
        ]
        self.assertEqual([loudness(stem) > 50 for stem in stems], [True, True, True, False])
        self.assertEqual(array("h", map(sum, zip(*map(samples, stems), strict=True))).tobytes(), recording)


class TimingTests(unittest.TestCase):
    def test_words_stand_as_written_with_marks_and_ends_of_lines(self):
        words = [word for word, _, _ in timing.words([piece(length=12.0, lyrics=LYRICS)])]
        self.assertEqual(words[:6], ["[Verse]\nKettle", "on", "the", "stove\n", "Water", "sings\n"])
        self.assertEqual(words[6:8], ["[Chorus]\nTin", "roof,"])

    def test_characters_are_words_where_there_are_no_spaces(self):
        self.assertEqual(
            [w for w, _, _ in timing.words([short(lyrics="你好，世界")])][:4], ["你", "好，", "世", "界\n"]
        )

    def test_the_singer_sounds_while_a_word_lasts(self):
        [(_, start, end), *_] = timing.words([short()])
        voice = song.sound([short()], ["vocals"])
        at = [2 * synth.samples(moment) for moment in (start, end)]
        self.assertEqual(loudness(voice[: at[0]]), 0)
        self.assertGreater(loudness(voice[at[0] : at[1]]), 500)

    def test_words_after_a_cut_come_later_by_what_is_heard_before_it(self):
        alone = timing.words([short(take=1)])
        both = timing.words([short(until=2.5), short(take=1)])
        self.assertEqual(
            [(w, round(s + 2.5, 3)) for w, s, _ in alone], [(w, s) for w, s, _ in both if s >= 2.5]
        )
        self.assertTrue(all(end <= 2.5 for _, start, end in both if start < 2.5))

    def test_no_words_without_a_singer(self):
        self.assertEqual(
            timing.words([short(sung=False), short(voices=["bass"]), {"file": "x", "length": 2}]), []
        )

    def test_notes_end_with_the_song_and_drums_are_general_midi(self):
        made = {part["name"]: part["notes"] for part in notes.of([short(until=1.5), short(until=2.0)])}
        every = [note for part in made.values() for note in part]
        self.assertLessEqual({note["pitch"] for note in made["Drums"]}, {36, 38, 42, 49})
        self.assertTrue(all(0 <= note["start"] < note["end"] <= 3.5 for note in every))
        self.assertTrue(all(0 < note["velocity"] <= 1 for note in every))
        self.assertTrue(any(note["start"] > 1.5 for note in every))


class RecordingTests(RenderCase):
    def test_a_recording_sounds_as_it_is_and_the_song_goes_on(self):
        recording = song.sound([short(seed="other")])
        name = self.upload(encode.wav(recording))
        made = song.sound([{"file": name, "length": 4.0, "until": 3.0}, short()], folder=self.folder)
        cut = 2 * synth.samples(3.0)
        self.assertEqual(made[:cut], recording[:cut])
        self.assertEqual(len(made), 2 * synth.samples(7.0))

    def test_a_film_without_sound_is_refused(self):
        out = io.BytesIO()
        with av.open(out, "w", format="mp4") as film:
            stream = film.add_stream("mpeg4", rate=1)
            stream.width = stream.height = 64
            stream.pix_fmt = "yuv420p"
            film.mux(stream.encode(av.VideoFrame.from_image(Image.new("RGB", (64, 64)))))
            film.mux(stream.encode(None))
        with self.assertRaisesRegex(ValueError, "no sound"):
            song.sound([{"file": self.upload(out.getvalue()), "length": 1.0}], folder=self.folder)

    def test_any_format_is_resampled_and_filled_up_with_silence(self):
        content = encode.mp3(song.sound([short()]))
        made = song.sound([{"file": self.upload(content), "length": 6.0}], folder=self.folder)
        self.assertEqual(len(made), 2 * synth.samples(6.0))
        self.assertGreater(loudness(made[: 8 * synth.RATE]), 500)
        self.assertLess(loudness(made[9 * synth.RATE :]), 5)

    def test_a_voice_is_sung_over_a_loud_recording_without_clipping(self):
        loud = array("h", [30_000, -30_000] * 100 * synth.RATE)[: 4 * synth.RATE]
        over = {"over": {"file": self.upload(encode.wav(loud.tobytes()))}, "voices": ["vocals"]}
        made = samples(song.sound([short(**over)], folder=self.folder))
        self.assertLess(max(map(abs, made)), 32_000)
        stems = [
            song.sound([short(**over)], voices.voices_for(n), self.folder) for n in ("vocal", "instrumental")
        ]
        self.assertEqual(difference(stems[0], alone_halved(short(voices=["vocals"]))), 0)
        self.assertLess(difference(array("h", map(sum, zip(*map(samples, stems), strict=True))), made), 10)

    def test_paths_outside_the_folder_are_refused(self):
        outside = self.folder.parent / "outside.wav"
        (self.folder / "uploads" / "link.wav").symlink_to(outside)
        for name in ("../outside.wav", str(outside), "uploads/../../outside.wav", "uploads/link.wav"):
            for refused in ({"file": name, "length": 1.0}, short(over={"file": name})):
                with self.subTest(name=name), self.assertRaisesRegex(ValueError, "not in the media folder"):
                    song.sound([refused], folder=self.folder)

    def test_what_is_no_sound_or_only_names_one_is_refused(self):
        playlist = (
            b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n" + str(self.folder / "uploads/a.wav").encode()
        )
        self.upload(encode.wav(song.sound([short()])), "a.wav")
        for content in (b"<html>no</html>", b"", playlist, b"ffconcat version 1.0\nfile a.wav\n"):
            with self.subTest(content=content), self.assertRaisesRegex(ValueError, "no sound"):
                song.sound([{"file": self.upload(content, "it"), "length": 1.0}], folder=self.folder)


def alone_halved(whole):
    """A composed piece at half its level."""
    return song.lanes.halved(song.sound([whole]))


class PieceTests(unittest.TestCase):
    def test_a_section_is_replaced_within_its_bounds(self):
        old, new = short(), short(take=1)
        replaced = [*pieces.part([old], end=1.0), new | {"until": 1.5}, *pieces.part([old], 2.5)]
        made, source = song.sound(replaced), song.sound([old])
        first, last, seam = (2 * synth.samples(moment) for moment in (1.0, 2.5, song.SEAM))
        self.assertEqual(len(made), len(source))
        self.assertEqual(made[:first], source[:first])
        self.assertEqual(made[last + seam :], source[last + seam :])
        self.assertNotEqual(made[first + seam : last], source[first + seam : last])

    def test_a_seam_is_no_click(self):
        seam, old = 2 * synth.samples(2.5), short()
        made = samples(song.sound([*pieces.part([old], end=2.5), *pieces.part([old], 0.7)]))
        here = seam // 2
        steps = [abs(made[place] - made[place - 1]) for place in range(here - 2000, here + 2000)]
        self.assertLessEqual(steps[2000], max(steps[:1900]))

    def test_a_part_of_parts_is_counted_in_the_time_of_the_song(self):
        replaced = [short(until=1.0), short(take=1, until=1.5), short() | {"from": 2.5}]
        self.assertEqual(pieces.length(replaced), 4.0)
        self.assertEqual(
            [(part["take"], pieces.span(part)) for part in pieces.part(replaced, 0.5, 3.0)],
            [(0, (0.5, 1.0)), (1, (0.0, 1.5)), (0, (2.5, 3.0))],
        )


class EffectTests(unittest.TestCase):
    def test_two_texts_sound_different(self):
        for recipe in ({"length": 1}, {"loop": True, "tempo": 120, "length": 2}):
            one, other = (effects.sound(recipe | {"seed": seed, "text": "bell"}) for seed in ("a", "b"))
            self.assertGreater(difference(one, other), 1000)

    def test_an_effect_is_as_long_as_asked_and_not_clipped(self):
        for text in ("rain", "riser", "bell", "boom", ""):
            made = effects.sound({"seed": text, "text": text, "length": 1.5})
            self.assertEqual(len(made), 2 * synth.samples(1.5))
            self.assertTrue(1000 < max(map(abs, samples(made))) < 32_000, text)

    def test_a_loop_lasts_a_whole_number_of_bars(self):
        for tempo in (1, 97, 300):
            recipe = {"seed": "s", "tempo": tempo, "loop": True, "text": "beat"}
            count = effects.length(recipe) * effects.tempo(recipe) / 240
            self.assertAlmostEqual(count, round(count), delta=0.01)
            self.assertEqual(len(effects.sound(recipe)), 2 * synth.samples(effects.length(recipe)))

    def test_the_end_of_a_loop_meets_its_beginning(self):
        for text in ("melody", "rain"):
            made = samples(
                effects.sound({"seed": "s", "tempo": 120, "loop": True, "length": 2, "text": text})
            )
            steps = [abs(one - other) for one, other in pairwise(made)]
            self.assertLessEqual(abs(made[0] - made[-1]), max(steps), text)
        melody = effects.band({"seed": "s", "tempo": 120, "loop": True, "length": 2, "text": "melody"})
        once = synth.together(melody)[: 2 * synth.samples(2)]
        looped = effects.sound({"seed": "s", "tempo": 120, "loop": True, "length": 2, "text": "melody"})
        self.assertGreater(difference(once[:20_000], looped[:20_000]), 100)  # the echo of the end

    def test_a_key_is_kept(self):
        self.assertEqual(effects.key({"seed": "s", "key": "C#m"}), (1, "minor"))
        self.assertEqual(effects.key({"seed": "s", "key": "A#"}), (10, "major"))
        self.assertEqual(effects.key({"seed": "s", "key": "Any"}), effects.key({"seed": "s"}))
