from music.media import loudness
from music.media.loudness import SILENT
from tests.media.sounds import m4a, mp3, tone, wav
from tests.media.test_audio import Files


class MeasureTests(Files):
    def measured(self, content):
        return loudness.measure(self.file(content))

    def test_a_tone_is_as_loud_as_the_norm_says(self):
        """A sine of full scale at 1 kHz has −3.01 LUFS on one of two channels; at 440 Hz the ear's curve takes a bit."""
        found = self.measured(wav(tone(4, 0.5, channels=2), channels=2))
        self.assertAlmostEqual(found.integrated, -6.7, delta=0.3)
        self.assertAlmostEqual(found.true_peak, -6.02, delta=0.1)

    def test_half_as_loud_is_six_decibels_less_in_every_kind_of_file(self):
        for make in (lambda level: wav(tone(3, level)), lambda level: mp3(tone(3, level))):
            loud, soft = self.measured(make(0.8)), self.measured(make(0.4))
            self.assertAlmostEqual(loud.integrated - soft.integrated, 6.02, delta=0.2)
            self.assertAlmostEqual(loud.true_peak - soft.true_peak, 6.02, delta=0.5)
        self.assertGreater(self.measured(m4a(2)).integrated, -10)

    def test_silence_and_what_is_no_sound_have_the_lowest_figure_there_is(self):
        for content in (mp3(tone(3, 0.0)), b"no sound at all" * 99, mp3(tone(3))[:100]):
            self.assertEqual(self.measured(content), loudness.Loudness(SILENT, SILENT))
