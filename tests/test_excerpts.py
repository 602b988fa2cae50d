from music import excerpts
from music.models import Tag
from tests.base import StudioTestCase
from tests.factories import make_persona, make_track


class ExcerptTests(StudioTestCase):
    def marked(self, text, **fields):
        track = make_track(owner=self.user, **fields)
        for tag in fields.pop("tagged", ()):
            track.tags.add(tag)
        excerpts.mark([track], text)
        return track.marked_title, track.marked_style

    def test_the_word_in_the_title_is_marked_and_the_style_stays(self):
        self.assertEqual(self.marked("nig"), ("<mark>Night</mark> bus to the coast", ""))

    def test_what_is_elsewhere_is_shown_with_where_it_is(self):
        lyrics = "[Verse]\nI wait in the rain for the very last of the buses\nThe driver knows my stop"
        for text, fields, shown in (
            ("driver", {"lyrics": lyrics}, "Lyrics: The <mark>driver</mark> knows my stop"),
            ("synth", {}, "slow <mark>synth</mark>-pop"),
            ("twice", {"notes": "mastered twice"}, "Notes: mastered <mark>twice</mark>"),
            ("harbour", {"persona": make_persona(owner=self.user)}, "Persona: <mark>Harbour</mark> voice"),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(self.marked(text, **fields), ("", shown))

    def test_a_tag_is_shown(self):
        track = make_track(owner=self.user)
        track.tags.add(Tag.objects.named(self.user, "for Lena"))
        excerpts.mark([track], "lena")
        self.assertEqual(track.marked_style, "Tags: for <mark>Lena</mark>")

    def test_each_word_is_looked_for_where_it_is(self):
        title, style = self.marked("night driver")
        self.assertEqual(title, "<mark>Night</mark> bus to the coast")
        self.assertIn("<mark>driver</mark>", style)

    def test_any_language_and_any_spelling_of_it(self):
        for text, title, shown in (
            ("书店", "雨夜旧书店", "雨夜旧<mark>书店</mark>"), ("первый", "ПЕРВЫЙ снег", "<mark>ПЕРВЫЙ</mark> снег"),
            ("grosse", "Die Größe", "Die <mark>Größe</mark>"), ("CAFE", "Im Café", "Im <mark>Café</mark>"),
        ):  # fmt: skip
            with self.subTest(text=text):
                self.assertEqual(self.marked(text, title=title)[0], shown)

    def test_everything_is_escaped(self):
        title, style = self.marked("night", title="<b>Night</b>", style="<img src=x onerror=night>")
        self.assertEqual(title, "&lt;b&gt;<mark>Night</mark>&lt;/b&gt;")
        _title, style = self.marked("onerror", style="<img src=x onerror=night>")
        self.assertEqual(style, "&lt;img src=x <mark>onerror</mark>=night&gt;")

    def test_a_long_line_is_cut_around_the_word(self):
        _title, style = self.marked("needle", lyrics="hay " * 100 + "needle " + "hay " * 100)
        self.assertLess(len(style), 200)
        self.assertIn("<mark>needle</mark>", style)

    def test_signs_alone_mark_nothing(self):
        self.assertEqual(self.marked("~ ("), ("", ""))
