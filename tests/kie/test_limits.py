from dataclasses import astuple
from decimal import Decimal
from unittest import TestCase

from music import catalogue
from music.kie.limits import GOOD_AT, LABELS, LIMITS, ModelVersion
from music.kie.prices import MODES, PRICES


class VersionTests(TestCase):
    def test_current_versions_come_first(self):
        names = ["V6", "V6_MINI", "V6_WILD", "V5_5", "V5", "V4_5PLUS", "V4_5ALL", "V4_5", "V4"]
        self.assertEqual([str(version) for version in ModelVersion], names)
        self.assertEqual([version for version in ModelVersion if not version.is_discontinued], names[:3])

    def test_each_has_the_name_people_use_and_a_line_to_choose_by(self):
        self.assertEqual(ModelVersion.V4_5PLUS.label, "V4.5+")
        self.assertEqual(ModelVersion.V6_MINI.label, "V6 Mini")
        self.assertEqual({*LABELS}, {*ModelVersion})
        self.assertEqual({*GOOD_AT}, {*ModelVersion})


class LimitTests(TestCase):
    def test_every_operation_has_limits_for_every_version(self):
        for slug in LIMITS:
            self.assertEqual(catalogue.versions_of(slug), [*ModelVersion])

    def test_extend_takes_prompt_style_and_title_as_the_page_says(self):
        numbers = {
            "V4": (3000, 200, 80),
            "V4_5": (5000, 1000, 100),
            "V4_5PLUS": (5000, 1000, 100),
            "V4_5ALL": (5000, 1000, 80),
            "V5": (5000, 1000, 100),
            "V5_5": (5000, 1000, 100),
            "V6": (5000, 1000, 100),
        }
        for version, expected in numbers.items():
            self.assertEqual(astuple(catalogue.limits_of("extend", version))[:3], expected, version)

    def test_generate_has_titles_of_80_and_descriptions_of_3000_whatever_the_version(self):
        for version in ModelVersion:
            limits = catalogue.limits_of("generate", version)
            self.assertEqual((limits.title, limits.simple_prompt), (80, 3000), version)
        self.assertEqual(catalogue.limits_of("generate", "V4").style, 200)

    def test_a_length_is_chosen_from_v5_5_on_and_only_on_generate(self):
        timed = [version for version in ModelVersion if catalogue.limits_of("generate", version).duration]
        self.assertEqual(timed, ["V6", "V6_MINI", "V6_WILD", "V5_5"])
        self.assertEqual(catalogue.limits_of("generate", "V6").duration, (10, 360))
        self.assertFalse(any(catalogue.limits_of("extend", version).duration for version in ModelVersion))

    def test_only_the_v6_family_takes_lyrics_and_variety(self):
        for slug in LIMITS:
            for version in ModelVersion:
                limits = catalogue.limits_of(slug, version)
                expected = (5000, (0, 4)) if version.is_v6 else (None, None)
                self.assertEqual((limits.lyrics, limits.variety), expected, (slug, version))

    def test_a_version_that_does_not_exist_is_an_error(self):
        with self.assertRaises(KeyError):
            catalogue.limits_of("extend", "V3_5")


class PriceTests(TestCase):
    def test_a_song_costs_twelve(self):
        self.assertEqual(catalogue.price_of("generate", {"model": "V6"}), Decimal("12"))

    def test_stems_cost_by_mode_and_the_two_voices_unless_said_otherwise(self):
        self.assertEqual(catalogue.price_of("stems"), 10)
        self.assertEqual(catalogue.price_of("stems", {"type": "split_stem"}), 50)
        self.assertIsNone(catalogue.price_of("stems", {"type": "newest"}))

    def test_an_unknown_price_is_none_and_not_free(self):
        self.assertIsNone(catalogue.price_of("midi"))
        self.assertEqual(catalogue.price_of("persona"), 0)

    def test_all_twenty_operations_have_a_price_or_a_none(self):
        slugs = {key if isinstance(key, str) else key[0] for key in PRICES}
        self.assertEqual(len(slugs), 20)
        for slug, (_field, default) in MODES.items():
            self.assertIn((slug, default), PRICES)

    def test_a_misspelt_operation_is_an_error(self):
        with self.assertRaises(KeyError):
            catalogue.price_of("extent")
