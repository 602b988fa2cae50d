from decimal import Decimal
from unittest import TestCase

from music import catalogue
from music.kie.choices import SKILL_LEVELS, SOUND_KEYS, STEM_NAMES, VOICE_LANGUAGES
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


TEXTS = ("prompt", "style", "title", "simple_prompt", "lyrics", "negative_tags", "tags")
V6_FAMILY = ["V6", "V6_MINI", "V6_WILD"]
NUMBERS = {  # TEXTS, as the provider's pages have them
    "generate": {
        "V6": (5000, 1000, 80, 3000, 5000, 1000, None),
        "V5_5 V5 V4_5PLUS V4_5ALL V4_5": (5000, 1000, 80, 3000, None, None, None),
        "V4": (3000, 200, 80, 3000, None, None, None),
    },
    "extend": {
        "V6": (5000, 1000, 100, None, 5000, None, None),
        "V5_5 V5 V4_5PLUS V4_5": (5000, 1000, 100, None, None, None, None),
        "V4_5ALL": (5000, 1000, 80, None, None, None, None),
        "V4": (3000, 200, 80, None, None, None, None),
    },
    "upload-extend": {
        "V6": (5000, 1000, 100, None, 5000, None, None),
        "V5_5 V5 V4_5PLUS V4_5": (5000, 1000, 100, None, None, None, None),
        "V4_5ALL": (5000, 1000, 80, None, None, None, None),
        "V4": (3000, 200, 80, None, None, None, None),
    },
    "upload-cover": {
        "V6": (5000, 1000, 80, None, 5000, None, None),
        "V5_5 V5 V4_5PLUS V4_5": (5000, 1000, 100, 500, None, None, None),
        "V4_5ALL": (5000, 1000, 80, 500, None, None, None),
        "V4": (3000, 200, 80, 500, None, None, None),
    },
    "mashup": {
        "V6": (5000, 1000, 100, None, 5000, None, None),
        "V5_5 V5 V4_5PLUS V4_5ALL V4_5": (5000, 1000, 80, 500, None, None, None),
        "V4": (3000, 200, 80, 500, None, None, None),
    },
    "add-instrumental": {
        "V6": (None, None, 100, None, 5000, 200, 1000),
        "V5_5 V5 V4_5PLUS": (None, None, 100, None, None, 200, 1000),
    },
    "add-vocals": {
        "V6": (5000, 1000, 100, None, 5000, 200, None),
        "V5_5 V5 V4_5PLUS": (5000, 1000, 100, None, None, 200, None),
    },
    "replace-section": {
        "V6": (None, None, None, None, 5000, None, None),
        "V5_5 V5 V4_5PLUS V4_5ALL V4_5 V4": (None,) * 7,
    },
    "sounds": {"V6 V5_5 V5": (500, None, None, None, None, None, None)},
}


def of_each_version(table):
    """{version: numbers} from the short form above; V6 stands for its family."""
    for names, numbers in table.items():
        for name in names.split():
            yield from ((version, numbers) for version in (V6_FAMILY if name == "V6" else [name]))


def versions_where(slug, name):
    return [str(version) for version in catalogue.versions_of(slug) if getattr(LIMITS[slug][version], name)]


class LimitTests(TestCase):
    def test_texts_are_as_long_as_the_pages_say_by_operation_and_version(self):
        for slug, table in NUMBERS.items():
            expected = dict(of_each_version(table))
            self.assertEqual({*expected}, {*map(str, catalogue.versions_of(slug))}, slug)
            for version, numbers in expected.items():
                limits = catalogue.limits_of(slug, version)
                self.assertEqual(tuple(getattr(limits, name) for name in TEXTS), numbers, (slug, version))

    def test_every_operation_has_a_table_and_a_price(self):
        priced = {key if isinstance(key, str) else key[0] for key in PRICES}
        self.assertEqual({*LIMITS}, priced)
        self.assertEqual(len(LIMITS), 23)

    def test_where_no_version_is_chosen_limits_are_asked_for_without_one(self):
        for slug in LIMITS.keys() - NUMBERS.keys():
            self.assertEqual(catalogue.versions_of(slug), [], slug)
            self.assertEqual(catalogue.limits_of(slug), catalogue.limits_of(slug, None), slug)
        with self.assertRaises(KeyError):
            catalogue.limits_of("generate")

    def test_the_numbers_of_operations_without_versions(self):
        self.assertEqual(catalogue.limits_of("lyrics").prompt, 200)
        self.assertEqual(catalogue.limits_of("persona").vocal_range, (10, 30))
        self.assertEqual(catalogue.limits_of("stems").source_bytes, 20_000_000)
        video = catalogue.limits_of("video")
        self.assertEqual((video.author, video.domain_name), (50, 50))

    def test_versions_are_shown_current_ones_first(self):
        for slug in LIMITS:
            shown = catalogue.versions_of(slug)
            self.assertEqual(shown, [version for version in ModelVersion if version in shown], slug)

    def test_a_length_is_chosen_from_v5_5_on(self):
        for slug in ("generate", "upload-cover", "mashup"):
            self.assertEqual(versions_where(slug, "duration"), [*V6_FAMILY, "V5_5"], slug)
            self.assertEqual(catalogue.limits_of(slug, "V6").duration, (10, 360))
        for slug in LIMITS.keys() - {"generate", "upload-cover", "mashup"}:
            self.assertEqual(versions_where(slug, "duration"), [], slug)

    def test_only_the_v6_family_takes_lyrics_and_variety(self):
        for slug in NUMBERS.keys() - {"sounds"}:
            self.assertEqual(versions_where(slug, "lyrics"), V6_FAMILY, slug)
            self.assertEqual(versions_where(slug, "variety"), V6_FAMILY, slug)
        self.assertEqual(catalogue.limits_of("extend", "V6").variety, (0, 4))

    def test_who_takes_personas_and_who_knows_voices(self):
        for slug in ("generate", "extend", "upload-cover", "upload-extend"):
            self.assertEqual(versions_where(slug, "persona"), [*map(str, ModelVersion)], slug)
            self.assertEqual(versions_where(slug, "persona_model"), [*V6_FAMILY, "V5_5", "V5"], slug)
        for slug in ("mashup", "replace-section"):
            self.assertEqual(versions_where(slug, "persona"), V6_FAMILY, slug)
        for slug in ("add-instrumental", "add-vocals", "sounds"):
            self.assertEqual(versions_where(slug, "persona"), [], slug)

    def test_a_section_takes_voice_and_weights_from_v6_on(self):
        for name in ("vocal_gender", "weights"):
            self.assertEqual(versions_where("replace-section", name), V6_FAMILY)
            self.assertEqual(versions_where("mashup", name), [*map(str, ModelVersion)])
        for version in ModelVersion:
            self.assertEqual(catalogue.limits_of("replace-section", version).section, (10, 0.5))

    def test_a_sound_has_a_tempo(self):
        self.assertEqual(catalogue.limits_of("sounds", "V5").sound_tempo, (1, 300))

    def test_a_source_lasts_eight_minutes_and_one_with_v4_5all_of_the_sister(self):
        for slug in ("upload-cover", "upload-extend"):
            self.assertEqual(catalogue.source_seconds_of(slug, "V4_5ALL"), 480)
            self.assertEqual(catalogue.source_seconds_of(slug, "V4_5ALL", sister=True), 60)
            self.assertEqual(catalogue.source_seconds_of(slug, ModelVersion.V4_5, sister=True), 480)
        self.assertIsNone(catalogue.source_seconds_of("mashup", "V4_5ALL", sister=True))

    def test_a_version_that_does_not_exist_or_does_not_fit_is_an_error(self):
        for slug, version in (("extend", "V3_5"), ("add-vocals", "V4_5"), ("sounds", "V4"), ("wav", "V6")):
            with self.assertRaises(KeyError):
                catalogue.limits_of(slug, version)


class ChoiceTests(TestCase):
    def test_there_are_98_stems_to_ask_for(self):
        self.assertEqual((len(STEM_NAMES), len({*STEM_NAMES})), (98, 98))
        self.assertLess({"Lead Vocal", "808", "Hi-Hat", "Didgeridoo"}, {*STEM_NAMES})

    def test_a_sound_is_in_one_of_24_keys(self):
        self.assertEqual((len(SOUND_KEYS), len({*SOUND_KEYS})), (24, 24))
        self.assertNotIn("Any", SOUND_KEYS)

    def test_a_voice_speaks_ten_languages_on_four_levels(self):
        self.assertEqual([*VOICE_LANGUAGES], ["en", "zh", "es", "fr", "pt", "de", "ja", "ko", "hi", "ru"])
        self.assertEqual([*SKILL_LEVELS], ["beginner", "intermediate", "advanced", "professional"])


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

    def test_prices_are_those_that_were_measured_or_listed(self):
        expected = {
            "replace-section": 5, "sounds": Decimal("2.5"), "cover-image": 0, "persona": 0, "video": 2,
            "lyrics": Decimal("0.4"), "timestamped-lyrics": Decimal("0.5"), "style-boost": Decimal("0.4"),
            "wav": Decimal("0.4"), "recovery": None, "voice-phrase": 0, "voice-again": None, "voice": None,
            "voice-check": 0,
        }  # fmt: skip
        self.assertEqual({slug: catalogue.price_of(slug) for slug in expected}, expected)

    def test_what_is_left_out_has_a_price_too(self):
        for slug, (_field, default) in MODES.items():
            self.assertIn((slug, default), PRICES)

    def test_a_misspelt_operation_is_an_error(self):
        with self.assertRaises(KeyError):
            catalogue.price_of("extent")
