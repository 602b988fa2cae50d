from unittest import mock

from django.contrib.auth import SESSION_KEY
from django.core.cache import caches
from redis.exceptions import ConnectionError

from tests.base import StudioTestCase


class SessionTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        for name in ("get", "set", "delete"):
            away = mock.patch.object(type(caches["sessions"]), name, side_effect=ConnectionError)
            away.start()
            self.addCleanup(away.stop)

    def test_pages_are_answered_while_the_queue_server_is_away(self):
        for page in ("/library/", "/jobs/", "/create/generate/", "/settings/"):
            self.assertEqual(self.client.get(page).status_code, 200, page)

    def test_one_can_sign_out_then_too(self):
        self.client.post("/accounts/logout/")
        self.assertNotIn(SESSION_KEY, self.client.session)
