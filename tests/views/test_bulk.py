import json
import time
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import Tag, Track
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
        session["undo"] = {key: kept | {"at": time.time() - 601} for key, kept in session["undo"].items()}
        session.save()
        self.assertEqual(self.undo(response).status_code, 404)
        self.assertEqual(self.all("rating"), [4] * 3)

    def test_it_keeps_the_last_ones_only(self):
        for rating in (1, 2, 3, 4, 5, 1, 2):
            self.do("rate", rating=rating)
        self.assertEqual(len(self.client.session["undo"]), 5)
        self.assertLess(len(json.dumps(self.client.session["undo"])), 2000)

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
        many = {"do": "trash", "tracks": [uuid4() for _n in range(1001)]}
        self.assertEqual(
            self.said(self.client.post("/library/bulk/", many, follow=True)), ["At most 1,000 songs at once."]
        )
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
