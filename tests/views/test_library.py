from datetime import timedelta
from unittest import mock
from urllib.parse import parse_qs

from django.core.files.base import ContentFile
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.filters import SORTS
from music.listing import BEST, PAGE, Listing
from music.models import Asset, Job, Project, Source, Tag, TimedLyrics, Track
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_persona, make_track, make_user


class ListingTests(StudioTestCase):
    def listing(self, **query):
        return Listing(self.user, query)

    def titles(self, **query):
        return [track.title for takes in self.listing(**query).groups for track in takes]

    def test_the_newest_job_comes_first_and_its_takes_in_order(self):
        first, second = make_job(owner=self.user), make_job(owner=self.user)
        for job, title in ((second, "c"), (first, "a"), (second, "d"), (first, "b")):
            make_track(job=job, title=title)
        self.assertEqual(
            [[t.title for t in takes] for takes in self.listing().groups], [["c", "d"], ["a", "b"]]
        )

    def test_only_one_s_own_songs_are_listed(self):
        make_track(owner=make_user())
        self.assertEqual(self.titles(), [])

    def test_each_filter_and_all_together(self):
        make_track(owner=self.user, title="a", model_version="V5", is_favourite=True)
        make_track(owner=self.user, title="b", is_instrumental=True, operation="extend")
        make_track(owner=self.user, title="c", trashed_at=timezone.now())
        for query, titles in (
            ({"version": "V5"}, ["a"]), ({"favourite": "on"}, ["a"]), ({"voice": "instrumental"}, ["b"]),
            ({"voice": "sung"}, ["a"]), ({"operation": "extend"}, ["b"]), ({"trash": "on"}, ["c"]), ({}, ["b", "a"]),
            ({"version": "V5", "favourite": "on", "voice": "sung", "q": "driver"}, ["a"]),
            ({"version": "V5", "voice": "instrumental"}, []),
        ):  # fmt: skip
            with self.subTest(query=query):
                self.assertEqual(self.titles(**query), titles)

    def test_of_some_filters_several_can_be_chosen_and_a_song_has_to_meet_all(self):
        for title, kinds, names in (
            ("a", ["stem", "video"], ["Demo", "Sea"]), ("b", ["stem"], ["Demo"]), ("c", ["video"], ["Sea"]),
        ):  # fmt: skip
            song = make_track(owner=self.user, title=title)
            song.tags.set([Tag.objects.named(self.user, name) for name in names])
            for kind in kinds:
                Asset.objects.create(owner=self.user, track=song, job=song.job, kind=kind)
        for query, titles in (
            ("has=stem", ["b", "a"]), ("has=stem&has=video", ["a"]), ("has=stem&has=stem", ["b", "a"]), ("tag=demo", ["b", "a"]),
            ("tag=demo&tag=sea", ["a"]), ("tag=sea&has=stem", ["a"]), ("has=stem&has=midi", []), ("has=&tag=sea&tag=gone", ["c", "a"]),
        ):  # fmt: skip
            with self.subTest(query):
                listing = Listing(self.user, QueryDict(query))
                self.assertEqual([song.title for song in listing.tracks], titles)

    def test_a_chip_takes_one_of_several_away(self):
        for name in ("Demo", "Sea"):
            Tag.objects.named(self.user, name)
        listing = Listing(self.user, QueryDict("tag=demo&tag=sea&has=video&rating=4"))
        self.assertEqual(listing.address(), "?has=video&tag=demo&tag=sea&rating=4")
        self.assertEqual(
            dict(listing.chips),
            {
                "A video": "?tag=demo&tag=sea&rating=4", "Demo": "?has=video&tag=sea&rating=4",
                "Sea": "?has=video&tag=demo&rating=4", "4 stars and more": "?has=video&tag=demo&tag=sea",
            },
        )  # fmt: skip

    def test_search_and_filters_combine(self):
        make_track(owner=self.user, title="Night one", is_favourite=True)
        make_track(owner=self.user, title="Night two")
        self.assertEqual(self.titles(q="night", favourite="on"), ["Night one"])

    def test_nonsense_in_the_address_is_left_out(self):
        make_track(owner=self.user, title="a")
        for query in (
            {"version": "V99"},
            {"after": "x"},
            {"after": "9" * 30},
            {"voice": "loud"},
            {"q": "  "},
        ):
            self.assertEqual(self.titles(**query), ["a"])

    def test_pages_follow_each_other_without_gaps_or_repeats(self):
        for number in range(60):
            job = make_job(owner=self.user)
            make_track(job=job, title=f"{number} a")
            make_track(job=job, title=f"{number} b")
        seen, before, pages = [], None, 0
        while True:
            listing = self.listing(**({"after": before} if before else {}))
            seen += [track.title for takes in listing.groups for track in takes]
            pages += 1
            if not listing.next_address:
                break
            before = listing.next_address.rpartition("after=")[2]
        self.assertEqual((len(seen), len(set(seen)), pages), (120, 120, 3))

    def test_the_takes_of_a_job_are_never_cut_apart(self):
        for _number in range(PAGE - 1):
            make_track(owner=self.user)
        job = Job.objects.order_by("pk").first()
        make_track(job=job)
        make_track(job=job)
        self.assertEqual(len(self.listing().groups[-1]), 3)

    def walk(self, **query):
        """Titles, page after page."""
        seen, mark = [], ""
        while True:
            listing = self.listing(**query, after=mark)
            seen += [track.title for takes in listing.groups for track in takes]
            if not listing.next_address:
                return seen
            mark = parse_qs(listing.next_address[1:])["after"][0]

    def test_every_sort_has_pages_without_gaps_or_repeats(self):
        for number in range(12):
            job = make_job(owner=self.user)
            for take in range(2):
                make_track(job=job, title=f"Night {number} {take}", duration=60 + number % 3, rating=number % 4,
                           lyrics="night", loudness=None if number % 2 else -number)  # fmt: skip
        make_track(owner=self.user, title="Elsewhere", lyrics="the night is long")
        with mock.patch("music.listing.PAGE", 4):
            for query in ({}, {"q": "night"}, {"view": "grid"}, {"view": "stacks"}, {"rating": "1"}):
                whole = len(self.walk(**query, sort="newest"))
                for sort in (*SORTS, BEST):
                    with self.subTest(sort=sort, **query):
                        seen = self.walk(**query, sort=sort)
                        self.assertEqual((len(seen), len(set(seen))), (whole, whole))

    def test_the_oldest_first_keep_their_takes_together_and_in_order(self):
        first, second = make_job(owner=self.user), make_job(owner=self.user)
        for job, title in ((first, "a"), (second, "c"), (first, "b"), (second, "d")):
            make_track(job=job, title=title)
        listing = self.listing(sort="oldest")
        self.assertEqual([[t.title for t in takes] for takes in listing.groups], [["a", "b"], ["c", "d"]])

    def test_a_search_shows_titles_first_unless_another_sort_is_chosen(self):
        make_track(owner=self.user, title="Night", lyrics="")
        make_track(owner=self.user, title="Newer", lyrics="at night")
        self.assertEqual(self.titles(q="night"), ["Night", "Newer"])
        self.assertEqual(self.titles(q="night", sort="newest"), ["Newer", "Night"])
        self.assertEqual(self.titles(sort="best"), ["Newer", "Night"])

    def test_what_is_chosen_stays_in_every_address(self):
        make_track(owner=self.user, rating=5)
        listing = self.listing(rating="3", duration_from="1:00", sort="title", view="grid", q="driver")
        self.assertEqual(listing.address(), "?q=driver&rating=3&duration_from=1%3A00&view=grid&sort=title")
        self.assertEqual(
            [address for _word, address in listing.chips],
            [
                "?q=driver&duration_from=1%3A00&view=grid&sort=title",
                "?q=driver&rating=3&view=grid&sort=title",
            ],
        )
        self.assertIn("?q=driver&rating=3&duration_from=1%3A00&view=list&sort=title", str(listing.views))

    def test_of_a_stack_only_the_top_is_listed_with_how_many_lie_beneath(self):
        top = make_track(owner=self.user, title="top")
        make_track(job=top.job)
        make_track(job=top.job, trashed_at=timezone.now())
        make_track(owner=make_user(), stack=top.stack + 1)
        listing = self.listing(view="stacks")
        self.assertEqual([(track.title, track.beneath) for track in listing.tracks], [("top", 1)])

    def stacks(self, **query):
        """(title of the top, how many match beneath), page after page."""
        seen, mark = [], ""
        while True:
            listing = self.listing(view="stacks", **query, after=mark)
            seen += [(track.title, track.matches) for takes in listing.groups for track in takes]
            if not listing.next_address:
                return seen
            mark = parse_qs(listing.next_address[1:])["after"][0]

    def make_stack(self, *titles, **fields):
        """The first on top."""
        top = make_track(owner=self.user, title=titles[0], **fields)
        return [top, *(make_track(job=top.job, title=title, **fields) for title in titles[1:])]

    def test_a_stack_is_shown_where_any_of_its_songs_matches(self):
        _top, second, third = self.make_stack("River", "Harbour", "Harbour again")
        self.make_stack("Hills", "Valley")
        thrown = make_track(job=self.make_stack("Sea")[0].job, title="Harbour", rating=5)
        Track.objects.filter(pk=thrown.pk).update(trashed_at=timezone.now())
        Track.objects.filter(pk=second.pk).update(rating=5, is_favourite=True)
        third.tags.add(Tag.objects.named(self.user, "Demo"))
        for query, matches in (
            ({"q": "harbour"}, 2), ({"q": "harbour", "sort": "newest"}, 2), ({"q": "again"}, 1), ({"q": "river"}, 0),
            ({"rating": "5"}, 1), ({"favourite": "on"}, 1), ({"tag": "demo"}, 1), ({"q": "harbour", "rating": "5"}, 1),
        ):  # fmt: skip
            with self.subTest(query=query):
                self.assertEqual(self.stacks(**query), [("River", matches)])
                self.assertEqual(self.listing(view="stacks", **query).count, 1)
        self.assertEqual(self.stacks(q="river", rating="5"), [])  # no one song is both

    def test_each_stack_stands_once_where_the_first_of_its_matches_would(self):
        for number in range(15):  # six stacks whose songs lie far from each other; the last six are on top
            make_track(owner=self.user, title=f"Song {number * 7 % 15}", stack=1000 + number % 6, is_top=number > 8,
                       lyrics="low night" if number % 4 else "night", duration=60 + number % 4, rating=number * 2 % 5,
                       loudness=None if number % 3 else -number)  # fmt: skip
        tops = dict(Track.objects.filter(is_top=True).values_list("stack", "title"))
        self.assertEqual(len(tops), 6)
        with mock.patch("music.listing.PAGE", 2), mock.patch("music.gathering.WIDE", 1):
            for query in ({"q": "night"}, {"q": "low"}, {"rating": "1"}, {"rating": "1", "q": "night"}):
                for sort in (*SORTS, BEST):
                    with self.subTest(sort=sort, **query):
                        listing = Listing(self.user, query | {"sort": sort}, most=100)
                        wanted = list(dict.fromkeys(tops[song.stack] for song in listing.tracks))
                        self.assertEqual([title for title, _n in self.stacks(**query, sort=sort)], wanted)

    def test_the_stacks_in_which_something_matches_are_counted_to_a_thousand(self):
        for number in range(4):
            self.make_stack("Night", "Night", "Night", rating=number)
        with mock.patch("music.gathering.COUNTED", 3), mock.patch("music.listing.COUNTED", 3):
            for query, count in (({"q": "night"}, 4), ({"rating": "2"}, 2), ({"rating": "1"}, 3)):
                with self.subTest(query), mock.patch("music.listing.PAGE", 1):
                    listing = self.listing(view="stacks", **query)
                    self.assertEqual(listing.count, count)
            few = mock.patch("music.gathering.WIDE", 1), mock.patch("music.listing.WIDE", 1)
            with few[0], few[1], mock.patch("music.listing.PAGE", 1):
                self.assertEqual(self.listing(view="stacks", rating="1").count, 3)

    def test_the_count_stops_at_a_thousand(self):
        make_track(owner=self.user)
        self.assertEqual(self.listing().count, 1)


class LibraryPageTests(StudioTestCase):
    def queries(self, address="/library/"):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)

    def queries_of_a_view(self, page):
        self.client.get(f"/library/{page}")  # from now on it is known as the one that was chosen last
        return self.queries(f"/library/{page}")

    def test_few_queries_and_none_that_grows_with_the_library(self):
        make_track(owner=self.user)
        few = self.queries()
        for _number in range(30):
            make_track(owner=self.user)
        self.assertEqual(self.queries(), few)
        self.assertLessEqual(few, 12)

    def test_songs_that_still_stream_cost_no_query_of_their_own(self):
        make_track(owner=self.user)
        few = self.queries()
        for _number in range(3):
            make_track(
                owner=self.user, audio_url="", stream_url="https://files.example/stream", thumb="a/thumb.webp"
            )
        self.assertEqual(self.queries(), few)

    def test_the_view_that_was_chosen_last_is_there_again(self):
        make_track(owner=self.user)
        self.client.get("/library/?view=grid")
        self.assertContains(self.client.get("/library/"), 'class="covers"')
        self.assertContains(self.client.get("/library/?view=list"), 'class="rows"')
        self.assertContains(self.client.get("/library/"), 'class="rows"')

    def test_an_empty_library_teaches_how_to_begin(self):
        self.assertContains(self.client.get("/library/"), 'name="prompt"')

    def test_every_view_takes_few_queries_and_none_that_grows(self):
        pages = [
            "?view=grid",
            "?view=stacks",
            "?view=stacks&q=night",
            "?view=stacks&rating=0&sort=title",
            "?q=night",
            "?q=driver&sort=title",
            "?sort=longest&rating=0",
        ]
        make_track(job=make_track(owner=self.user).job)
        few = [self.queries_of_a_view(page) for page in pages]
        for _number in range(10):
            make_track(job=make_track(owner=self.user).job)
        self.assertEqual([self.queries_of_a_view(page) for page in pages], few)
        self.assertLessEqual(max(few), 15)

    def test_the_panel_has_a_field_for_every_filter_there_is_something_to_choose_in(self):
        make_track(owner=self.user)
        page = self.client.get("/library/?rating=3&duration_to=3:20&made_from=2026-01-02")
        for name in ("version", "operation", "voice", "has", "rating", "disk", "within", "duration_from", "loudness_to",
                     "made_from", "favourite", "trash", "sort"):  # fmt: skip
            self.assertContains(page, f'name="{name}"')
        for name in ("project", "tag", "persona"):
            self.assertNotContains(page, f'name="{name}"')
        self.assertContains(page, '<option value="3" selected>')
        self.assertContains(page, 'value="3:20"')
        self.assertContains(page, 'value="2026-01-02"')
        page = self.client.get("/library/?has=stem&has=video")
        for kind, now in (("stem", " checked"), ("video", " checked"), ("midi", "")):
            self.assertContains(page, f'<input type="checkbox" name="has" value="{kind}"{now}>')
        Project.objects.create(owner=self.user, name="<b>Coast")
        self.assertContains(self.client.get("/library/"), "&lt;b&gt;Coast</option>")

    def test_a_row_shows_what_was_found_and_keeps_its_style_for_the_player(self):
        make_track(owner=self.user, style="slow <i>", lyrics="the <b>driver</b>")
        for view in ("list", "grid", "stacks"):
            page = self.client.get(f"/library/?q=driver&view={view}")
            self.assertContains(page, "&lt;b&gt;<mark>driver</mark>&lt;/b&gt;")
            self.assertContains(page, 'data-style="slow &lt;i&gt;"')
            self.assertNotContains(self.client.get(f"/library/?q=slow&view={view}"), "<mark>driver")

    def test_stars_are_shown_where_songs_are_sorted_by_them(self):
        make_track(owner=self.user, rating=4, style="slow <i>")
        told = '<span class="stars" role="img" aria-label="4 stars">★★★★</span> slow &lt;i&gt;'
        for query in ("sort=rating", "sort=rating-up", "sort=rating&rating=1"):
            for view in ("list", "grid", "stacks"):
                with self.subTest(query, view=view):
                    page = self.client.get(f"/library/?{query}&view={view}")
                    self.assertContains(page, told)
                    self.assertContains(page, 'data-style="slow &lt;i&gt;"')
        self.assertNotContains(self.client.get("/library/?sort=title&view=list"), "★")
        Track.objects.update(rating=0)
        self.assertNotContains(self.client.get("/library/?sort=rating"), 'class="stars"')

    def test_the_trash_alone_can_be_sorted_by_the_day_on_which_a_song_was_thrown_away(self):
        days = {"First": 3, "Last": 1, "Second": 2}
        for title, ago in days.items():
            make_track(owner=self.user, title=title, trashed_at=timezone.now() - timedelta(days=ago))
        option = '<option value="thrown"'
        self.assertNotContains(self.client.get("/library/?sort=thrown"), option)
        page = self.client.get("/library/?trash=on&sort=thrown")
        self.assertContains(page, f"{option} selected>")
        listing = page.context["listing"]
        self.assertEqual([song.title for song in listing.tracks], ["Last", "Second", "First"])
        with mock.patch("music.listing.PAGE", 2):
            first = Listing(self.user, {"trash": "on", "sort": "thrown"})
            after = parse_qs(first.next_address[1:])["after"][0]
            rest = Listing(self.user, {"trash": "on", "sort": "thrown", "after": after})
            self.assertEqual([song.title for song in rest.tracks], ["First"])

    def test_a_search_without_hits_says_so(self):
        make_track(owner=self.user)
        response = self.client.get("/library/?q=nowhere")
        self.assertNotContains(response, "Night bus")
        self.assertContains(response, "nowhere")

    def test_titles_are_escaped(self):
        make_track(owner=self.user, title="<script>alert(1)</script>", style="<img src=x onerror=y>")
        response = self.client.get("/library/")
        self.assertNotContains(response, "<script>alert")
        self.assertNotContains(response, "<img src=x")

    def test_the_rest_of_the_list_comes_as_rows_only(self):
        for _number in range(60):
            make_track(owner=self.user)
        order = Track.objects.order_by("order").values_list("order", flat=True)[30]
        response = self.client.get(
            f"/library/?after={order}", headers={"HX-Request": "true", "HX-Trigger": "more"}
        )
        self.assertNotContains(response, "<html")

    def test_what_htmx_asks_for_comes_without_the_frame(self):
        make_track(owner=self.user, title="River")
        whole = self.client.get("/library/").content.decode()
        piece = self.client.get("/library/", headers={"HX-Request": "true", "HX-Boosted": "true"})
        for part in ('class="rail"', 'id="player"', "<script", 'id="filter-rating"', 'id="many"'):
            self.assertIn(part, whole)
        for part in ('class="rail"', 'id="player"', "<script"):
            self.assertNotContains(piece, part)
        for part in ("<title>Library", 'id="main"', 'id="toasts"', 'id="now"', "River", 'id="filter-rating"'):
            self.assertContains(piece, part)

    def test_while_one_filters_the_panel_stays_where_it_is(self):
        make_track(owner=self.user, title="River")
        asked = {"HX-Request": "true", "HX-Target": "songs", "HX-Trigger": "filters"}
        piece = self.client.get("/library/?q=river", headers=asked)
        for part in ('id="filter-rating"', 'id="many"'):
            self.assertNotContains(piece, part)
        for part in (
            'id="songs"',
            'id="chips"',
            'id="count"',
            'id="page-title"',
            'id="sort"',
            'id="views"',
            "River",
        ):
            self.assertContains(piece, part)


class StackPageTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.top = make_track(owner=self.user, title="Upper")
        self.other = make_track(job=self.top.job, title="Lower")

    def test_the_library_leads_to_what_lies_beneath(self):
        address = f"/tracks/{self.top.uuid}/stack/"
        self.assertContains(self.client.get("/library/?view=stacks"), address)
        self.assertContains(self.client.get(address), "Lower")
        piece = self.client.get(address, headers={"HX-Request": "true"})
        self.assertContains(piece, "Lower")
        self.assertNotContains(piece, "Upper")
        self.assertNotContains(piece, "<html")

    def test_it_says_how_many_beneath_were_looked_for(self):
        page = self.client.get("/library/?view=stacks&q=lower")
        self.assertContains(page, "Upper")
        self.assertContains(page, "<mark>1 match beneath</mark>")
        self.assertContains(page, "1 stack")
        self.assertNotContains(self.client.get("/library/?view=stacks&q=upper"), "beneath</mark>")

    def test_another_one_is_put_on_top(self):
        address = f"/tracks/{self.other.uuid}/top/"
        self.assertContains(self.client.get(f"/tracks/{self.other.uuid}/menu/"), address)
        self.assertNotContains(self.client.get(f"/tracks/{self.top.uuid}/menu/"), "/top/")
        self.assertRedirects(self.client.post(address), f"/tracks/{self.other.uuid}/")
        self.other.refresh_from_db()
        self.assertTrue(self.other.is_top)
        piece = self.client.post(f"/tracks/{self.top.uuid}/top/", headers={"HX-Request": "true"})
        self.assertContains(piece, f"/tracks/{self.other.uuid}/top/")
        self.assertNotContains(piece, f"/tracks/{self.top.uuid}/top/")


class TrackPageTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.track = make_track(owner=self.user)
        self.address = f"/tracks/{self.track.uuid}/"

    def test_it_shows_words_style_and_what_can_be_done_next(self):
        response = self.client.get(self.address)
        for text in (
            self.track.title,
            self.track.lyrics,
            self.track.style,
            f"{self.address}extend/",
            "12 credits",
        ):
            self.assertContains(response, text)

    def extended(self):
        """A song that has everything a song can have, and what it was extended from."""
        job = make_job(owner=self.user, operation="extend")
        job.sources.create(track=self.track)
        song = make_track(job=job)
        Source.objects.create(track=song, source=self.track, how="extend", at=60)
        Source.objects.create(track=make_track(owner=self.user), source=song, how="extend", at=90)
        TimedLyrics.objects.create(track=song, job=job, words=[["The driver", 1, 2]])
        make_persona(owner=self.user, track=song, account=job.account)
        self.give_files(song)
        return song

    def give_files(self, song):
        job = make_job(owner=self.user, operation="stems")
        for position, name in enumerate(("Bass", "Drums", "Voice")):
            Asset.objects.create(
                owner=self.user, track=song, job=job, kind=Asset.Kind.STEM, name=name, position=position
            )

    def queries(self, address):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(address)
        return len(queries)

    def test_a_song_with_everything_takes_few_queries_and_none_for_each_file(self):
        song = self.extended()
        pages = [f"/tracks/{song.uuid}/", f"/tracks/{song.uuid}/menu/"]
        few = [self.queries(page) for page in pages]
        for _number in range(3):
            self.give_files(song)
        self.assertEqual([self.queries(page) for page in pages], few)
        self.assertLessEqual(max(few), 12)

    def test_a_song_whose_source_is_gone_cannot_be_made_the_same_way_again(self):
        song = self.extended()
        again = f"?like={song.job.uuid}"
        self.assertContains(self.client.get(f"/tracks/{song.uuid}/"), again)
        self.track.drop()
        for page in (f"/tracks/{song.uuid}/", f"/tracks/{song.uuid}/menu/", f"/jobs/{song.job.uuid}/"):
            self.assertNotContains(self.client.get(page), again)

    def test_another_s_song_is_not_there_whatever_is_tried(self):
        theirs = keep(make_track(owner=make_user()))
        for name in ("cover", "thumb"):
            getattr(theirs, name).save(f"{theirs.uuid}/{name}.jpg", ContentFile(b"picture"), save=True)
        for action in ("", "edit/", "menu/", "audio", "cover", "thumb", "download/", "extend/"):
            self.assertEqual(self.client.get(f"/tracks/{theirs.uuid}/{action}").status_code, 404, action)
        for action in ("edit/", "favourite/", "trash/", "restore/", "extend/"):
            self.assertEqual(
                self.client.post(f"/tracks/{theirs.uuid}/{action}", {"title": "x"}).status_code, 404, action
            )
        theirs.refresh_from_db()
        self.assertEqual(
            (theirs.title, theirs.is_favourite, theirs.trashed_at), ("Night bus to the coast", False, None)
        )

    def test_nothing_changes_by_looking(self):
        for action in ("favourite/", "trash/", "restore/"):
            self.assertEqual(self.client.get(self.address + action).status_code, 405)

    def test_a_rename_is_kept_and_found(self):
        response = self.client.post(
            self.address + "edit/", {"title": "Morning tram", "style": "polka", "lyrics": "a\r\nb"}
        )
        self.assertRedirects(response, self.address)
        self.track.refresh_from_db()
        self.assertEqual((self.track.title, self.track.lyrics), ("Morning tram", "a\nb"))
        self.assertEqual(list(Track.objects.all().found_by(self.user, "tram")), [self.track])

    def test_a_newline_counts_once_though_browsers_post_two_characters(self):
        texts = {"title": "T", "style": "s\r\n" * 999 + "ss", "lyrics": "l\r\n" * 9999 + "ll"}
        self.assertRedirects(self.client.post(self.address + "edit/", texts), self.address)
        self.track.refresh_from_db()
        self.assertEqual((len(self.track.style), len(self.track.lyrics)), (2000, 20_000))

    def test_an_empty_title_is_refused_and_nothing_typed_is_lost(self):
        response = self.client.post(
            self.address + "edit/", {"title": " ", "style": "my new style", "lyrics": ""}
        )
        self.assertEqual(response.status_code, 422)
        self.assertContains(response, "my new style", status_code=422)

    def test_a_heart_is_given_and_taken(self):
        for expected in (True, False):
            self.client.post(self.address + "favourite/")
            self.track.refresh_from_db()
            self.assertEqual(self.track.is_favourite, expected)

    def test_the_trash_gives_back(self):
        self.client.post(self.address + "trash/")
        self.assertNotContains(self.client.get("/library/"), self.address + '"')
        self.assertContains(self.client.get("/library/?trash=on"), self.address)
        self.client.post(self.address + "restore/")
        self.assertContains(self.client.get("/library/"), self.address)

    def test_it_goes_back_only_to_our_own_pages(self):
        response = self.client.post(self.address + "trash/", {"next": "https://evil.example/"})
        self.assertRedirects(response, self.address, fetch_redirect_response=False)
        response = self.client.post(self.address + "trash/", {"next": "/library/?q=x"})
        self.assertRedirects(response, "/library/?q=x", fetch_redirect_response=False)
