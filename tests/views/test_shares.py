from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from music.models import Playlist, Share
from tests.base import StudioTestCase
from tests.factories import keep, make_track, make_user


class MakeTests(StudioTestCase):
    def test_a_press_makes_a_link_and_a_second_one_finds_it(self):
        track = keep(make_track(owner=self.user))
        response = self.client.post(f"/tracks/{track.uuid}/share/", follow=True)
        share = Share.objects.get()
        self.assertContains(response, f"http://testserver/s/{share.token}/")
        self.assertGreater(len(share.token), 20)
        self.client.post(f"/tracks/{track.uuid}/share/")
        self.assertEqual(Share.objects.count(), 1)
        self.client.post(f"/shares/{share.uuid}/revoke/")
        self.client.post(f"/tracks/{track.uuid}/share/")
        self.assertEqual(Share.objects.count(), 2)

    def test_a_playlist_has_a_page_and_a_feed_and_favourites_have_a_feed(self):
        playlist = Playlist.objects.create(owner=self.user, name="Coast")
        for data in ({}, {"feed": "on"}):
            self.client.post(f"/playlists/{playlist.uuid}/share/", data)
        response = self.client.post("/shares/favourites/", follow=True)
        self.assertContains(response, "feed.xml")
        told = list(Share.objects.order_by("pk").values_list("kind", "playlist"))
        self.assertEqual(told, [("page", playlist.pk), ("feed", playlist.pk), ("feed", None)])

    def test_another_s_song_cannot_be_shared(self):
        track = make_track(owner=make_user())
        self.assertEqual(self.client.post(f"/tracks/{track.uuid}/share/").status_code, 404)
        self.assertFalse(Share.objects.exists())


class ConditionsTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.share = Share.objects.create(owner=self.user, track=keep(make_track(owner=self.user)))
        self.address = f"/shares/{self.share.uuid}/"

    def save(self, **data):
        response = self.client.post(self.address, data)
        self.share.refresh_from_db()
        return response

    def test_a_day_a_password_and_downloads(self):
        self.save(until="2030-05-01", password="open sesame", allows_download="on")
        self.assertEqual(timezone.localtime(self.share.expires_at).date(), datetime(2030, 5, 1).date())
        self.assertTrue(self.share.allows_download)
        self.assertNotIn("sesame", self.share.password)
        self.assertTrue(check_password("open sesame", self.share.password))

    def test_a_password_stays_until_it_is_taken_away(self):
        self.save(password="open sesame")
        kept = self.share.password
        self.assertNotContains(self.client.get(self.address), "sesame")
        self.save(allows_download="on")
        self.assertEqual(self.share.password, kept)
        self.save(without_password="on")
        self.assertEqual(self.share.password, "")

    def test_a_day_that_is_none_is_refused_beside_its_field(self):
        response = self.save(until="soon")
        self.assertContains(response, "Enter a valid date.", status_code=422)

    def test_a_closed_link_can_be_opened_again(self):
        response = self.client.post(f"{self.address}revoke/", follow=True)
        self.assertContains(response, f'action="{self.address}reopen/"')
        self.share.refresh_from_db()
        self.assertFalse(self.share.is_open)
        self.assertContains(self.client.get(self.address), "This link is closed")
        self.client.post(f"{self.address}reopen/")
        self.share.refresh_from_db()
        self.assertTrue(self.share.is_open)

    def test_the_list_says_what_is_open_and_how_often_it_was_heard(self):
        now = timezone.now()
        for fields in ({"expires_at": now - timedelta(hours=1)}, {"revoked_at": now}, {"listens": 7}):
            Share.objects.create(owner=self.user, track=self.share.track, **fields)
        page = self.client.get("/shares/")
        for words in ("heard 7 times", ">over<", ">closed<"):
            self.assertContains(page, words)

    def test_the_list_asks_no_more_for_more(self):
        self.client.get("/shares/")
        with CaptureQueriesContext(
            connection,
        ) as few:
            self.client.get("/shares/")
        for _ in range(9):
            Share.objects.create(owner=self.user, track=make_track(owner=self.user))
        with self.assertNumQueries(len(few)):
            self.client.get("/shares/")
