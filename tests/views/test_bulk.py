import json
import time
from unittest.mock import patch

from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import Playlist, Tag, Track
from music.services import playlists
from tests.base import StudioTestCase
from tests.factories import keep, make_job, make_project, make_track, make_user


class BulkTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.tracks = [make_track(owner=self.user) for _n in range(3)]

    def do(self, deed, *tracks, **data):
        keys = [track.uuid for track in tracks or self.tracks]
        return self.client.post("/library/bulk/", {"do": deed, "tracks": keys, **data}, follow=True)

    def said(self, response):
        return [str(message) for message in response.context["messages"]]

    def undo(self, response):
        (message,) = response.context["messages"]
        token = message.extra_tags.partition(":")[2].split()[0]
        return self.client.post(f"/library/bulk/undo/{token}/", follow=True)

    def all(self, field):
        return list(Track.objects.order_by("pk").values_list(field, flat=True))


class CountedQueries(CaptureQueriesContext):
    def __init__(self):
        super().__init__(connection)

    @property
    def count(self):
        return len(self.captured_queries)


class BulkTests(BulkTestCase):
    def test_each_deed_is_done_told_of_and_taken_back(self):
        project = make_project(owner=self.user)
        Track.objects.filter(pk=self.tracks[0].pk).update(is_favourite=True, rating=5, project=project)
        other = make_project(owner=self.user)
        for deed, data, field, before, after in (
            ("favourite", {}, "is_favourite", [True, False, False], [True] * 3),
            ("unfavourite", {}, "is_favourite", [True, False, False], [False] * 3),
            ("rate", {"rating": 2}, "rating", [5, 0, 0], [2] * 3),
            ("project", {"project": other.uuid}, "project", [project.pk, None, None], [other.pk] * 3),
            ("project", {"project": ""}, "project", [project.pk, None, None], [None] * 3),
        ):
            with self.subTest(deed):
                response = self.do(deed, **data)
                self.assertEqual(self.all(field), after)
                self.assertIn("song", self.said(response)[0])
                self.assertContains(response, "Undo")
                self.undo(response)
                self.assertEqual(self.all(field), before)

    def test_the_trash_and_back(self):
        keep(self.tracks[0])
        Track.objects.filter(pk=self.tracks[2].pk).update(trashed_at="2026-01-01T00:00Z")
        response = self.do("trash")
        self.assertEqual(self.said(response), ["2 songs are in the trash."])
        self.assertEqual(Track.objects.kept().count(), 0)
        self.assertIsNotNone(Track.objects.get(pk=self.tracks[0].pk).sheet_due_at)
        self.undo(response)
        self.assertEqual(set(Track.objects.kept()), set(self.tracks[:2]))
        self.undo(self.do("restore", self.tracks[2]))
        self.assertEqual(set(Track.objects.kept()), set(self.tracks[:2]))

    def test_tags_are_put_on_and_taken_off_and_found_by(self):
        self.tracks[0].tags.add(Tag.objects.named(self.user, "demo"))
        response = self.do("tag", tags="Demo, spring")
        self.assertEqual(self.said(response), ["3 songs are tagged."])
        self.assertEqual([track.tags.count() for track in self.tracks], [2, 2, 2])
        self.undo(response)
        self.assertEqual([track.tags.count() for track in self.tracks], [1, 0, 0])
        response = self.do("untag", tags="demo")
        self.assertFalse(Tag.objects.exists())
        self.undo(response)
        self.assertEqual([tag.name for tag in self.tracks[0].tags.all()], ["demo"])

    def test_what_was_changed_since_stays(self):
        response = self.do("rate", rating=2)
        Track.objects.filter(pk=self.tracks[1].pk).update(rating=4)
        self.undo(response)
        self.assertEqual(self.all("rating"), [0, 4, 0])

    def test_a_project_that_is_gone_meanwhile_is_not_put_back(self):
        project = make_project(owner=self.user)
        Track.objects.update(project=project)
        response = self.do("project", project="")
        project.delete()
        self.undo(response)
        self.assertEqual(self.all("project"), [None] * 3)

    def test_it_is_taken_back_once_for_ten_minutes_and_by_nobody_else(self):
        response = self.do("rate", rating=2)
        self.assertEqual(self.undo(response).status_code, 200)
        self.assertEqual(self.undo(response).status_code, 404)
        response = self.do("rate", rating=3)
        self.client.force_login(make_user())
        self.assertEqual(self.undo(response).status_code, 404)
        self.client.force_login(self.user)
        response = self.do("rate", rating=4)
        session = self.client.session
        session["ways_back"] = dict.fromkeys(session["ways_back"], time.time() - 601)
        session.save()
        self.assertEqual(self.undo(response).status_code, 404)
        self.assertEqual(self.all("rating"), [4] * 3)

    def test_it_keeps_the_last_ones_only(self):
        for rating in (1, 2, 3, 4, 5, 1, 2):
            self.do("rate", rating=rating)
        self.assertEqual(len(self.client.session["ways_back"]), 5)
        self.assertLess(len(json.dumps(self.client.session["ways_back"])), 300)

    def test_another_s_songs_are_not_there(self):
        theirs = make_track(owner=make_user())
        self.assertEqual(
            self.said(self.do("rate", theirs, rating=5)), ["These songs are not there any more."]
        )
        self.do("trash", theirs, self.tracks[0])
        theirs.refresh_from_db()
        self.assertEqual((theirs.rating, theirs.trashed_at), (0, None))

    def test_it_says_what_is_missing_and_changes_nothing(self):
        for deed, data, told in (
            ("tag", {}, "Write a tag first."),
            ("rate", {}, "Choose how many stars."),
            ("", {}, "Choose what to do."),
        ):
            self.assertEqual(self.said(self.do(deed, **data)), [told])
        response = self.client.post("/library/bulk/", {"do": "trash"}, follow=True)
        self.assertEqual(self.said(response), ["Choose some songs first."])
        nonsense = {"do": "trash", "tracks": ["x"]}
        self.assertEqual(
            self.said(self.client.post("/library/bulk/", nonsense, follow=True)),
            ["Some of these are no songs."],
        )
        with patch("music.forms.bulk.MOST", 2):
            self.assertEqual(self.said(self.do("trash")), ["At most 2 songs at once."])
        self.assertEqual(Track.objects.kept().count(), 3)

    def test_what_is_like_that_already_needs_no_way_back(self):
        response = self.do("restore")
        self.assertEqual(self.said(response), ["They are like that already."])
        self.assertNotContains(response, "Undo")

    def test_a_hundred_songs_take_as_many_queries_as_three(self):
        Tag.objects.named(self.user, "demo")
        job = make_job(owner=self.user)
        many = [make_track(job=job, position=n % 60, audio_id=str(n)) for n in range(60)]
        for deed, data in (("rate", {"rating": 3}), ("tag", {"tags": "demo"}), ("trash", {})):
            counts = []
            for tracks in (self.tracks, many):
                with self.subTest(deed), CountedQueries() as queries:
                    keys = [track.uuid for track in tracks]
                    self.client.post("/library/bulk/", {"do": deed, "tracks": keys, **data})
                counts.append(queries.count)
            self.assertEqual(counts[0], counts[1], deed)


class AllTests(BulkTestCase):
    """All songs of a list, named by its address."""

    def do_all(self, deed, address, **data):
        return self.client.post("/library/bulk/", {"do": deed, "all": address, **data}, follow=True)

    def count(self, address):
        return self.client.get("/library/bulk/all/", {"all": address})

    def test_what_a_filter_finds_is_counted_changed_and_taken_back(self):
        Track.objects.filter(pk=self.tracks[1].pk).update(is_favourite=True)
        self.assertEqual(self.count("/library/?favourite=on").json()["words"], "1 song")
        response = self.do_all("rate", "/library/?favourite=on", rating=5)
        self.assertEqual(self.said(response), ["1 song is rated."])
        self.assertEqual(self.all("rating"), [0, 5, 0])
        self.undo(response)
        self.assertEqual(self.all("rating"), [0, 0, 0])

    def test_of_a_search_only_what_it_finds_is_changed(self):
        found = make_track(owner=self.user, title="The ferry")
        self.do_all("trash", "/library/?q=ferry")
        self.assertEqual(set(Track.objects.trashed()), {found})

    def test_of_stacks_only_what_lies_on_top_is_meant(self):
        beneath = make_track(job=self.tracks[0].job)
        self.do_all("rate", "/library/?view=stacks", rating=5)
        beneath.refresh_from_db()
        self.assertEqual(beneath.rating, 0)
        self.assertEqual(self.count("/library/?view=stacks").json()["count"], 3)
        self.assertEqual(self.count("/library/").json()["count"], 4)

    def test_all_of_a_list_by_hand_and_by_rule(self):
        hand = playlists.make(self.user, "By hand")
        playlists.add(hand, self.tracks[:2])
        self.do_all("rate", hand.get_absolute_url(), rating=4)
        self.assertEqual(self.all("rating"), [4, 4, 0])
        rule = {"match": "all", "rules": [{"filter": "rating", "value": "4"}], "sort": "newest", "limit": 1}
        ruled = playlists.make(self.user, "By rule", rule=rule)
        self.assertEqual(self.count(ruled.get_absolute_url()).json()["count"], 1)
        self.do_all("rate", ruled.get_absolute_url(), rating=5)
        self.assertEqual(self.all("rating"), [4, 5, 0])

    def test_nobody_reaches_the_songs_of_others_by_an_address(self):
        other = make_user()
        theirs = make_track(owner=other)
        foreign = playlists.make(other, "Theirs")
        playlists.add(foreign, [theirs])
        self.assertEqual(self.do_all("trash", foreign.get_absolute_url()).status_code, 404)
        self.do_all("trash", f"/library/?project={make_project(owner=other).uuid}")
        self.do_all("trash", "/library/")
        self.assertEqual(set(Track.objects.kept()), {theirs})
        for address in ("nonsense", "//elsewhere.example/library/", "/settings/", "/playlists/x/"):
            self.assertEqual(self.count(address).status_code, 404, address)

    def test_where_they_are_too_many_it_says_so_and_changes_nothing(self):
        with patch("music.chosen.MOST", 2), patch("music.forms.bulk.MOST", 2):
            self.assertIn("more than 2 songs", self.count("/library/").json()["why_not"])
            self.assertEqual(self.said(self.do_all("trash", "/library/")), ["At most 2 songs at once."])
        self.assertEqual(Track.objects.kept().count(), 3)

    def test_where_they_are_others_than_was_said_nothing_is_done(self):
        response = self.do_all("trash", "/library/", count=2)
        self.assertEqual(
            self.said(response), ["There are 3 songs in this list now. Look once more, then choose again."]
        )
        self.assertEqual(Track.objects.kept().count(), 3)
        self.do_all("trash", "/library/", count=3)
        self.assertEqual(Track.objects.kept().count(), 0)

    def test_they_are_added_to_a_list_downloaded_and_compared_too(self):
        self.client.post("/playlists/add/", {"all": "/library/", "name": "All of them"})
        made = Playlist.objects.get(name="All of them")
        self.assertEqual(made.entries.count(), 3)
        self.assertContains(
            self.client.post("/library/download/", {"all": "/library/"}, follow=True), "3 songs"
        )
        answer = self.client.post("/compare/blind/chosen/", {"all": made.get_absolute_url()})
        self.assertIn("tracks=", answer["Location"])


class ListTests(BulkTestCase):
    """In a list by hand, its entries are what is ticked."""

    def setUp(self):
        super().setUp()
        self.list = playlists.make(self.user, "By hand")
        self.entries = playlists.add(self.list, [*self.tracks, self.tracks[0]])

    def take(self, deed, *entries, **data):
        keys = [entry.pk for entry in entries]
        return self.client.post("/library/bulk/", {"do": deed, "entries": keys, **data}, follow=True)

    def order(self):
        return list(self.list.entries.values_list("track", flat=True))

    def test_what_is_ticked_leaves_the_list_and_comes_back_to_its_place(self):
        before = self.order()
        response = self.take("take_out", self.entries[0], self.entries[2])
        self.assertEqual(self.said(response), ["2 songs are out of this list."])
        self.assertEqual(self.order(), [self.tracks[1].pk, self.tracks[0].pk])
        self.assertEqual(Track.objects.kept().count(), 3)
        self.undo(response)
        self.assertEqual(self.order(), before)

    def test_no_two_stand_in_one_place_afterwards(self):
        response = self.take("take_out", self.entries[0])
        news = self.list.entries.create(track=self.tracks[2], position=self.entries[0].position)
        self.undo(response)
        places = list(self.list.entries.values_list("position", flat=True))
        self.assertEqual((len(places), len(set(places))), (5, 5))
        self.assertEqual(self.list.entries.first(), news)

    def test_a_song_that_is_gone_meanwhile_does_not_come_back(self):
        response = self.take("take_out", self.entries[0], self.entries[1])
        Track.objects.filter(pk=self.tracks[1].pk).update(owner=make_user())
        self.undo(response)
        self.assertEqual(self.order(), [self.tracks[0].pk, self.tracks[2].pk, self.tracks[0].pk])

    def test_all_are_taken_out(self):
        address = self.list.get_absolute_url()
        response = self.client.post(
            "/library/bulk/", {"do": "take_out", "all": address, "count": 4}, follow=True
        )
        self.assertEqual(self.order(), [])
        self.undo(response)
        self.assertEqual(len(self.order()), 4)

    def test_the_songs_are_changed_as_in_the_library(self):
        self.take("rate", self.entries[0], self.entries[3], rating=3)
        self.assertEqual(self.all("rating"), [3, 0, 0])

    def test_entries_of_others_are_not_touched(self):
        other = make_user()
        theirs = playlists.add(playlists.make(other, "Theirs"), [make_track(owner=other)])
        self.assertEqual(self.said(self.take("take_out", *theirs)), ["Choose some songs first."])
        self.take("trash", *theirs)
        theirs[0].refresh_from_db()
        self.assertIsNone(theirs[0].track.trashed_at)

    def test_out_of_the_library_nothing_is_taken(self):
        response = self.client.post("/library/bulk/", {"do": "take_out", "all": "/library/"}, follow=True)
        self.assertEqual(self.said(response), ["They are like that already."])

    def test_each_list_offers_it(self):
        ruled = playlists.make(
            self.user, "By rule", rule={"match": "all", "rules": [], "sort": "newest", "limit": None}
        )
        for page, is_by_hand in ((self.list, True), (ruled, False)):
            answer = self.client.get(page.get_absolute_url())
            self.assertContains(answer, f'name="all" value="{page.get_absolute_url()}"')
            self.assertContains(answer, 'id="many"')
            self.assertEqual('value="take_out"' in answer.content.decode(), is_by_hand)
            self.assertContains(answer, 'name="entries"' if is_by_hand else 'name="tracks"')

    def test_a_project_offers_it_for_its_own_songs(self):
        project = make_project(owner=self.user)
        Track.objects.filter(pk=self.tracks[0].pk).update(project=project)
        answer = self.client.get(project.get_absolute_url())
        address = f"/library/?project={project.uuid}"
        self.assertContains(answer, f'name="all" value="{address}"')
        self.assertContains(answer, f'href="/library/download/?project={project.uuid}"')
        self.assertContains(answer, 'class="pick"', count=1)
        data = {"do": "rate", "all": address, "rating": 5}
        self.client.post("/library/bulk/", data)
        self.assertEqual(self.all("rating"), [5, 0, 0])
