from unittest import mock

from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import Asset
from music.services import holdings
from tests.desk.base import DeskTestCase
from tests.factories import keep, make_job, make_track, make_upload, make_user

PAGE = "/admin/desk/storage/"


class StorageTests(DeskTestCase):
    def setUp(self):
        super().setUp()
        self.jo = make_user(name="Jo")
        track = keep(make_track(owner=self.user), bytes(3000))
        make_track(owner=self.user, archive_state="lost", size=10**9)  # not on the disk
        Asset.objects.create(
            owner=self.user, track=track, job=track.job, kind="wav", archive_state="kept", size=5000
        )
        make_upload(owner=self.jo, size=9000)

    def test_by_person_and_kind_the_largest_first(self):
        together, people = holdings.by_person()
        self.assertEqual([holding.owner for holding in people], [self.jo, self.user])
        self.assertEqual(people[1].bytes, {"songs": 3000, "files": 5000, "uploads": 0})
        self.assertEqual(people[1].counts, {"songs": 1, "files": 1, "uploads": 0})
        self.assertEqual((together.total, together.bytes["uploads"]), (17000, 9000))
        page = self.client.get(PAGE)
        self.assertContains(page, "Jo")
        self.assertContains(page, "16.6\N{NO-BREAK SPACE}KB")

    def test_no_more_than_a_hundred_people(self):
        with mock.patch.object(holdings, "MOST", 1):
            together, people = holdings.by_person()
        self.assertEqual(([holding.owner for holding in people], together.total), ([self.jo], 17000))

    def test_it_asks_as_little_for_many_as_for_few(self):
        def queries():
            with CaptureQueriesContext(connection) as asked:
                self.client.get(PAGE)
            return len(asked)

        few = queries()
        for _number in range(4):
            keep(make_track(job=make_job()))
        self.assertEqual(queries(), few)
