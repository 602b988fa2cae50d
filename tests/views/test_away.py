"""The database or the queue server is away or too busy for a while: a plain page says so, and when to come back."""

from unittest import mock

from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import IntegrityError, InterfaceError, OperationalError
from redis.exceptions import ConnectionError as RedisError

from music.listing import Listing
from tests.base import StudioTestCase


class AwayTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.client.raise_request_exception = False

    def trouble(self, error, path="/library/", **kwargs):
        with mock.patch.object(Listing, "matching", mock.PropertyMock(side_effect=error)):
            return self.client.get(path, **kwargs)

    def test_a_plain_page_says_when_to_come_back(self):
        for error in (
            OperationalError("database is locked"),
            InterfaceError("closed"),
            RedisError("refused"),
        ):
            with self.subTest(error=error):
                response = self.trouble(error)
                self.assertContains(response, "Back in a moment", status_code=503)
                self.assertEqual(response["Retry-After"], "10")
                self.assertNotContains(response, "Traceback", status_code=503)

    def test_so_it_does_where_nobody_can_be_recognised_and_asks_nothing_more(self):
        gone = mock.patch.object(SessionStore, "load", side_effect=OperationalError("gone"))
        with gone, self.assertNumQueries(0):
            self.assertContains(self.client.get("/library/"), "Back in a moment", status_code=503)

    def test_a_fault_of_ours_is_none_of_this(self):
        for error in (IntegrityError("twice"), ValueError("wrong")):
            with self.subTest(error=error):
                response = self.trouble(error)
                self.assertContains(response, "The studio stumbled", status_code=500)
                self.assertNotIn("Retry-After", response)

    def test_readiness_says_which_part_it_is(self):
        for error in (OperationalError("gone"), InterfaceError("closed")):
            with mock.patch("music.services.health.database") as connection:
                connection.cursor.side_effect = error
                response = self.client.get("/readyz")
            self.assertEqual((response.status_code, response.json()["database"]), (503, False))
