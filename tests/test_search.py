from music import search
from music.models import Track
from tests.base import StudioTestCase
from tests.factories import make_track, make_user


class SearchTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.bus = make_track(owner=self.user, title="Night bus to the coast", style="synth-pop", lyrics="la")
        self.rain = make_track(
            owner=self.user, title="雨夜旧书店", style="Mandarin city pop", lyrics="最后一班渡轮"
        )
        self.snow = make_track(
            owner=self.user, title="Größe im Hof", style="Kammerfolk", lyrics="ПЕРВЫЙ снег ~ café"
        )
        make_track(owner=make_user(), title="Night bus of somebody else")

    def found(self, text):
        return list(Track.objects.of(self.user).found_by(self.user, text))

    def test_it_finds_words_and_their_beginnings_in_any_field(self):
        for text in ("night", "NIGHT", "coa", "bus night", "synth-pop", "syn"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), [self.bus])

    def test_it_finds_parts_of_texts_without_blanks(self):
        for text in ("雨夜", "书店", "店", "渡轮", "mandarin 渡"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), [self.rain])

    def test_case_accents_and_scripts_do_not_matter(self):
        for text in ("GRÖSSE", "grosse", "первый", "cafe", "Café"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), [self.snow])

    def test_all_words_must_occur(self):
        self.assertEqual(self.found("night ferry"), [])
        self.assertEqual(self.found("夜雨"), [])

    def test_signs_are_no_syntax(self):
        for text in (
            '"',
            "night OR x",
            "(",
            "*",
            "owner1",
            "\ue0001",
            "NEAR(a b)",
            "words:night -bus",
            "'; DROP",
            "~",
            "^night",
            "%",
        ):
            with self.subTest(text=text):
                self.assertNotIn(self.rain, self.found(text))

    def test_the_newest_come_first(self):
        later = make_track(owner=self.user, title="Night again")
        self.assertEqual(self.found("night"), [later, self.bus])

    def test_a_renamed_song_is_found_by_its_new_words(self):
        self.bus.title = "Morning tram"
        self.bus.save()
        type(self.bus.text).objects.put(self.bus)
        self.assertEqual((self.found("night"), self.found("tram")), ([], [self.bus]))

    def test_a_dropped_song_leaves_no_words(self):
        self.bus.drop()
        self.assertEqual(self.found("night"), [])

    def test_the_number_of_a_person_is_not_in_all_their_songs(self):
        self.assertEqual(self.found(str(self.user.pk)), [])

    def test_words_know_their_owner(self):
        self.assertEqual(search.words(7, "Night bus").split(), ["\ue0007", "night", "bus"])
