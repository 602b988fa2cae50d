from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from music.models import Playlist, Tag
from music.services.listed import keys_of
from tests.base import StudioTestCase
from tests.factories import make_playlist, make_track

RATED = {"filter": "rating", "not": False, "value": "4", "word": "4 stars and more"}


def typed(*conditions, **fields):
    """The fields of a form with these conditions, each (filter, value) or with more fields."""
    data = {"name": "Best", "sort": "title", "limit": "", "r-match": "all", **fields}
    for number, (name, value, *more) in enumerate(conditions):
        said = {"filter": name, "was": name, "not": "", "value": value, **(more[0] if more else {})}
        data |= {f"r.{number}-{field}": text for field, text in said.items()}
    return data


class WriteTests(StudioTestCase):
    def post(self, data, do="save", address="/playlists/rule/"):
        return self.client.post(address, data | {"do": do})

    def names(self, response):
        return [part.prefix for part in response.context["form"].root.parts if not part.is_group]

    def test_a_rule_is_kept_as_it_was_written(self):
        data = typed(("rating", "4"), ("duration", "", {"value_from": "1:00", "not": "on"}), limit="50")
        data |= {"r.2-match": "any", "r.2.0-filter": "q", "r.2.0-was": "q", "r.2.0-value": "night"}
        response = self.post(data)
        made = Playlist.objects.get()
        self.assertRedirects(response, f"/playlists/{made.uuid}/")
        self.assertEqual((made.name, made.rule["sort"], made.rule["limit"]), ("Best", "title", 50))
        rated, short, group = made.rule["rules"]
        self.assertEqual(rated, RATED)
        self.assertEqual((short["not"], short["value"]), (True, ["1:00", None]))
        self.assertEqual((group["match"], group["rules"][0]["value"]), ("any", "night"))

    def test_more_conditions_than_any_page_offers_are_refused(self):
        self.assertEqual(self.post(typed(*[("q", "a")] * 40)).status_code, 302)
        self.assertEqual(self.post(typed(*[("q", "a")] * 41)).status_code, 400)
        groups = {f"r.{number}-match": "any" for number in range(41)}
        self.assertEqual(self.post(typed() | groups).status_code, 400)

    def test_its_form_opens_with_what_is_kept_and_saves_the_same(self):
        self.post(typed(("rating", "4"), ("duration", "", {"value_to": "3:07.5"})))
        made = Playlist.objects.get()
        before = made.rule
        page = self.client.get(f"/playlists/{made.uuid}/rule/")
        self.assertContains(page, 'value="3:07.5"')
        form = page.context["form"]
        data = {
            f"{part.prefix}-{name}": text for part in form.root.parts for name, text in part.typed.items()
        }
        self.post(typed(name="Renamed") | data, address=f"/playlists/{made.uuid}/rule/")
        made.refresh_from_db()
        self.assertEqual((made.name, made.rule), ("Renamed", before))

    def test_what_is_wrong_is_said_beside_its_row_and_nothing_typed_is_lost(self):
        page = self.post(typed(("duration", "", {"value_from": "soon"}), ("q", ""), ("rating", "4"), name=""))
        self.assertEqual(page.status_code, 422)
        wrong, empty, right = page.context["form"].root.parts
        self.assertIn("Write a moment of the song", str(wrong.errors["value"]))
        self.assertEqual(empty.errors["value"], ["Say what it should be."])
        self.assertFalse(right.errors)
        for words in ("A list needs a name.", 'value="soon"', 'aria-describedby="r.0-error"'):
            self.assertContains(page, words, status_code=422)
        self.assertFalse(Playlist.objects.exists())

    def test_a_range_that_ends_before_it_begins_is_refused(self):
        page = self.post(typed(("duration", "", {"value_from": "3:00", "value_to": "1:00"})))
        self.assertContains(page, "It begins behind its end", status_code=422)

    def test_a_rule_needs_a_condition(self):
        self.assertContains(self.post(typed()), "Add a condition first.", status_code=422)

    def test_buttons_change_the_form_and_keep_what_is_typed(self):
        page = self.post(typed(("q", "night"), name="Half"), do="add r")
        self.assertEqual(self.names(page), ["r.0", "r.1"])
        self.assertContains(page, 'value="night"')
        self.assertContains(page, 'value="Half"')
        self.assertNotContains(page, "Say what it should be.")
        page = self.post(typed(("q", "night"), ("rating", "4")), do="remove r.0")
        self.assertEqual([part.asked.name for part in page.context["form"].root.parts], ["rating"])
        page = self.post(typed(("q", "night")), do="group r")
        self.assertTrue(page.context["form"].root.parts[1].is_group)
        self.assertFalse(Playlist.objects.exists())

    def test_groups_go_three_deep_and_no_deeper(self):
        data = typed() | {
            "r.0-match": "any",
            "r.0.0-match": "any",
            "r.0.0.0-filter": "q",
            "r.0.0.1-match": "any",
            "r.0.0.1.0-filter": "q",
        }
        page = self.post(data, do="show")
        inner = page.context["form"].root.parts[0].parts[0]
        self.assertEqual((len(inner.parts), inner.can_nest), (1, False))

    def test_there_is_a_most_of_conditions(self):
        with mock.patch("music.rule_forms.MOST", 2):
            page = self.post(typed(("q", "a"), ("q", "b")), do="add r")
            self.assertEqual(self.names(page), ["r.0", "r.1"])
            self.assertNotContains(page, 'value="add r"')

    def test_a_value_typed_for_another_filter_is_dropped(self):
        page = self.post(typed(("rating", "night", {"was": "q"})), do="show")
        self.assertNotContains(page, 'value="night"')

    def test_a_filter_chosen_brings_its_field_before_anything_is_saved(self):
        data = typed(("rating", "", {"was": "q"}))
        page = self.client.post("/playlists/rule/", data, headers={"HX-Request": "true"})
        self.assertContains(page, "5 stars")
        self.assertFalse(Playlist.objects.exists())

    def test_nonsense_for_a_place_changes_nothing(self):
        for do in (
            "remove r",
            "remove r.9",
            "remove r.0.0",
            "add r.0.7",
            "add x",
            "group r.9.9.9.9",
            "remove r.²",
            "dance",
            "",
        ):
            with self.subTest(do):
                page = self.post(typed(("q", "night")), do=do)
                self.assertIn(page.status_code, (200, 422))
                self.assertContains(page, 'value="night"', status_code=page.status_code)

    def test_a_library_s_search_becomes_a_rule(self):
        Tag.objects.named(self.user, "Demo")
        page = self.client.get(
            "/playlists/rule/?q=night&rating=4&duration_from=1:00&tag=demo&favourite=on&sort=title&x=y&trash=on"
        )
        form = page.context["form"]
        self.assertEqual(
            {part.asked.name for part in form.root.parts}, {"q", "rating", "duration", "tag", "favourite"}
        )
        self.assertTrue(form.root.is_usable)
        self.assertEqual(form.rule["sort"], "title")

    def test_several_values_of_a_filter_become_conditions_of_their_own(self):
        for name in ("Demo", "Sea"):
            Tag.objects.named(self.user, name)
        page = self.client.get("/playlists/rule/?tag=demo&tag=sea&has=stem&has=video&rating=4")
        form = page.context["form"]
        self.assertTrue(form.root.is_usable)
        self.assertEqual(
            [(rule["filter"], rule["value"]) for rule in form.rule["rules"]],
            [("has", "stem"), ("has", "video"), ("tag", "demo"), ("tag", "sea"), ("rating", "4")],
        )

    def test_the_library_leads_there_with_what_is_chosen_but_not_from_the_trash(self):
        make_track(owner=self.user)
        page = self.client.get("/library/?q=night&sort=best")
        address = "/playlists/rule/" + page.context["listing"].address()
        self.assertContains(page, f'href="{escape(address)}"')
        form = self.client.get(address).context["form"]
        self.assertEqual((form.rule["rules"][0]["value"], form.rule["sort"]), ("night", "newest"))
        for query in ("", "?trash=on"):
            self.assertNotContains(self.client.get("/library/" + query), "Keep as a playlist")


class PreviewTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        for number, title in enumerate("ABCDE"):
            make_track(owner=self.user, title=title, rating=number + 1, duration=60)

    def preview(self, data):
        return self.client.post("/playlists/rule/preview/", data, headers={"HX-Request": "true"})

    def test_it_counts_and_shows_the_first_as_one_types(self):
        page = self.preview(typed(("rating", "3"), limit="2"))
        self.assertNotContains(page, "<html")
        self.assertContains(page, "2 songs · 2:00")
        self.assertEqual([track.title for track in page.context["songs"]], ["C", "D"])

    def test_what_is_not_finished_yet_is_left_out(self):
        page = self.preview(
            typed(("rating", "3"), ("duration", "", {"value_from": "soo"}), ("q", ""), limit="many")
        )
        self.assertEqual(page.context["counted"]["count"], 3)

    def test_no_condition_finds_nothing_yet(self):
        self.assertContains(self.preview(typed(("q", ""))), "Add a condition")

    def test_more_conditions_take_no_more_queries(self):
        Tag.objects.named(self.user, "Demo")
        self.preview(typed(("tag", "demo")))
        with CaptureQueriesContext(connection) as few:
            self.preview(typed(("tag", "demo")))
        with self.assertNumQueries(len(few)):
            self.preview(typed(*[("tag", "demo")] * 9, ("rating", "3"), ("q", "night")))
        self.assertLess(len(few), 16)


class RuledListTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        for number, title in enumerate("ABCDE"):
            make_track(owner=self.user, title=title, rating=number + 1, duration=60)
        rule = {"match": "all", "rules": [RATED | {"value": "2"}], "sort": "title", "limit": None}
        self.playlist = make_playlist(owner=self.user, rule=rule)
        self.address = f"/playlists/{self.playlist.uuid}/"

    def titles(self, query=""):
        return "".join(track.title for track in self.client.get(self.address + query).context["songs"].tracks)

    def limit(self, limit):
        self.playlist.rule["limit"] = limit
        self.playlist.save()

    def test_it_shows_what_fits_now(self):
        self.assertEqual(self.titles(), "BCDE")
        make_track(owner=self.user, title="AA", rating=5)
        self.assertEqual(self.titles(), "AABCDE")
        page = self.client.get(self.address)
        self.assertContains(page, "5 songs")
        self.assertNotContains(page, "data-handle")

    def test_its_pages_end_with_its_limit(self):
        self.limit(3)
        with mock.patch("music.lists.PAGE", 2):
            page = self.client.get(self.address)
            self.assertEqual(self.titles(), "BC")
            after = page.context["songs"].next_address
            self.assertEqual(self.titles(after), "D")
            self.assertEqual(self.client.get(self.address + after).context["songs"].next_address, "")
        self.assertContains(page, "3 songs · 3:00")

    def test_a_part_that_is_gone_is_told_of(self):
        self.playlist.rule["rules"].append({"filter": "tag", "not": False, "value": "demo", "word": "Demo"})
        self.playlist.save()
        page = self.client.get(self.address)
        self.assertContains(page, "A part of the rule is gone and finds nothing: Demo.")
        form = self.client.get(self.address + "rule/")
        self.assertEqual(form.status_code, 200)

    def test_it_becomes_a_list_by_hand_with_the_songs_of_today(self):
        self.limit(3)
        self.client.post(self.address + "by-hand/")
        self.assertEqual(self.titles(), "BCD")
        self.playlist.refresh_from_db()
        self.assertFalse(self.playlist.is_ruled)
        self.assertEqual(self.client.post(self.address + "by-hand/").status_code, 404)

    @mock.patch("music.services.playlists.MOST", 2)
    def test_by_hand_it_has_the_first_ones_where_they_are_too_many_and_says_so(self):
        page = self.client.post(self.address + "by-hand/", follow=True)
        self.assertContains(page, "A list takes 2 songs at once: these are the first ones.")
        self.assertEqual(self.titles(), "BC")

    def test_a_copy_has_the_same_rule(self):
        self.address = self.client.post(self.address + "duplicate/").url
        self.assertEqual(self.titles(), "BCDE")

    def test_whoever_takes_its_songs_along_takes_those_of_now(self):
        self.limit(2)
        titles = dict(self.user.tracks.values_list("pk", "title"))
        self.assertEqual([titles[key] for key in keys_of(self.playlist)], ["B", "C"])

    def test_nothing_is_added_or_moved_by_hand(self):
        for path in ("move/", "remove/"):
            self.assertEqual(self.client.post(self.address + path, {"entry": 1}).status_code, 404)

    def test_both_kinds_are_files_for_other_players(self):
        by_hand = make_playlist(*self.user.tracks.filter(title__in="AE"), owner=self.user, name="Größe\n")
        for address, count in ((self.address, 4), (f"/playlists/{by_hand.uuid}/", 2)):
            response = self.client.get(address + "songs.m3u8")
            lines = b"".join(response.streaming_content).decode().splitlines()
            self.assertEqual((lines[0], len(lines)), ("#EXTM3U", 1 + 2 * count))
            self.assertRegex(lines[2], r"^http://testserver/tracks/[\w-]+/audio$")
            self.assertNotIn("\n", response["Content-Disposition"])
        self.assertIn("#EXTINF:60,E", lines)
