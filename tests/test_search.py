from music import search
from music.models import Tag, Track, TrackText
from tests.base import StudioTestCase
from tests.factories import make_persona, make_track, make_user


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

    def test_what_is_at_hand_is_found_by_the_same_words(self):
        for text in ("night", "coa", "bus night", "ight", "synth-pop", "雨夜", "夜雨", "旧书", "mandarin 渡", "GRÖSSE", "imh",
                     "im h", "первый", "cafe", "la", "l", "night coast", '"', "owner1", "\ue0001", "\ue001night"):  # fmt: skip
            for query in (search.query, search.in_title):
                with self.subTest(text=text, query=query.__name__):
                    asked = query(self.user.pk, text)
                    here = [
                        track
                        for track in Track.objects.newest_first()
                        if search.finds(asked, track.text.words)
                    ]
                    found = list(Track.objects.all().matching(asked))
                    self.assertEqual(here if asked else [], found)

    def test_signs_are_no_syntax(self):
        for text in (
            '"',
            "night OR x",
            "(",
            "*",
            "owner1",
            "\ue0001",
            "\ue001night",
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

    def test_tags_notes_and_the_persona_s_name_are_found(self):
        self.bus.tags.add(Tag.objects.named(self.user, "for Lena"))
        self.bus.notes, self.bus.persona = (
            "mastered twice",
            make_persona(owner=self.user, name="Harbour voice"),
        )
        self.bus.save()
        TrackText.objects.put(self.bus)
        for text in ("lena", "twice", "harbour", "mastered lena night"):
            with self.subTest(text=text):
                self.assertEqual(self.found(text), [self.bus])

    def test_many_are_put_at_once_with_few_queries(self):
        tracks = list(Track.objects.of(self.user))
        Tag.objects.named(self.user, "kept").tracks.set(tracks)
        with self.assertNumQueries(2):  # the tags, the words
            TrackText.objects.put_all(tracks)
        self.assertEqual(set(self.found("kept")), {self.bus, self.rain, self.snow})

    def test_words_of_a_title_are_told_from_those_elsewhere(self):
        other = make_track(owner=self.user, title="Tram", lyrics="night bus 雨夜")
        for text, here, elsewhere in (
            ("night", self.bus, other), ("bus nig", self.bus, other), ("雨夜", self.rain, other),
        ):  # fmt: skip
            mine = Track.objects.of(self.user)
            with self.subTest(text=text):
                self.assertEqual(list(mine.matching(search.in_title(self.user.pk, text))), [here])
                self.assertEqual(list(mine.matching(search.not_in_title(self.user.pk, text))), [elsewhere])

    def test_words_know_their_owner_and_their_title(self):
        stored = search.words(7, "slow", title="Night bus").split()
        self.assertEqual(stored, ["\ue0007", "night", "bus", "\ue001night", "\ue001bus", "slow"])
