from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.listing import PAGE, Listing
from music.models import Asset, Job, Source, TimedLyrics, Track
from tests.base import StudioTestCase
from tests.factories import make_job, make_persona, make_track, make_user


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

    def test_search_and_filters_combine(self):
        make_track(owner=self.user, title="Night one", is_favourite=True)
        make_track(owner=self.user, title="Night two")
        self.assertEqual(self.titles(q="night", favourite="on"), ["Night one"])

    def test_nonsense_in_the_address_is_left_out(self):
        make_track(owner=self.user, title="a")
        for query in (
            {"version": "V99"},
            {"before": "x"},
            {"before": "9" * 30},
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
            listing = self.listing(**({"before": before} if before else {}))
            seen += [track.title for takes in listing.groups for track in takes]
            pages += 1
            if not listing.next_address:
                break
            before = listing.next_address.rpartition("before=")[2]
        self.assertEqual((len(seen), len(set(seen)), pages), (120, 120, 3))

    def test_the_takes_of_a_job_are_never_cut_apart(self):
        for _number in range(PAGE - 1):
            make_track(owner=self.user)
        job = Job.objects.order_by("pk").first()
        make_track(job=job)
        make_track(job=job)
        self.assertEqual(len(self.listing().groups[-1]), 3)

    def test_the_count_stops_at_a_thousand(self):
        make_track(owner=self.user)
        self.assertEqual(self.listing().count, 1)


class LibraryPageTests(StudioTestCase):
    def queries(self, address="/library/"):
        with CaptureQueriesContext(connection) as queries:
            self.assertEqual(self.client.get(address).status_code, 200)
        return len(queries)

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

    def test_an_empty_library_teaches_how_to_begin(self):
        self.assertContains(self.client.get("/library/"), 'name="prompt"')

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
            f"/library/?before={order}", headers={"HX-Request": "true", "HX-Trigger": "more"}
        )
        self.assertNotContains(response, "<html")


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
        theirs = make_track(owner=make_user())
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
