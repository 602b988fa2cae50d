import io
import zipfile

from django.urls import reverse

from music.models import Entry, Playlist
from tests.base import StudioTestCase
from tests.factories import keep, make_track, make_user


class DownloadTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.songs = [keep(make_track(owner=self.user, title=title)) for title in ("Ferry", "Night bus")]
        self.other = keep(make_track(owner=make_user(), title="Theirs"))

    def names(self, response, **options):
        """Of what is in the ZIP that this answer leads to."""
        stream = self.client.get(f"{response.url}zip", options)
        content = stream.getvalue()
        self.assertEqual(int(stream["Content-Length"]), len(content))
        return zipfile.ZipFile(io.BytesIO(content)).namelist()

    def test_those_that_were_ticked_but_no_one_else_s(self):
        tracks = [self.songs[0].uuid, self.other.uuid, "nonsense"]
        response = self.client.post("/library/download/", {"tracks": tracks})
        self.assertContains(self.client.get(response.url), "1 song as one ZIP file")
        self.assertEqual(self.names(response), ["01 Ferry.mp3"])

    def test_all_that_the_filters_find_newest_first(self):
        response = self.client.get("/library/download/")
        self.assertEqual(
            self.names(response, playlist="on"), ["01 Night bus.mp3", "02 Ferry.mp3", "songs.m3u8"]
        )
        self.assertEqual(self.names(self.client.get("/library/download/?q=ferry")), ["01 Ferry.mp3"])
        response = self.client.post("/library/download/", {"query": "q=night"})
        self.assertEqual(self.names(response), ["01 Night bus.mp3"])

    def test_in_the_order_of_the_page_which_leads_there(self):
        page = self.client.get("/library/?sort=title&favourite=&q=")
        self.assertContains(page, 'href="/library/download/?sort=title"')
        response = self.client.get("/library/download/?sort=title")
        self.assertEqual(self.names(response), ["01 Ferry.mp3", "02 Night bus.mp3"])

    def test_a_playlist_under_its_name(self):
        playlist = Playlist.objects.create(owner=self.user, name="To the coast")
        Entry.objects.create(playlist=playlist, track=self.songs[0])
        response = self.client.get(f"/playlists/{playlist.uuid}/download/")
        self.assertEqual(self.names(response), ["01 Ferry.mp3"])
        self.assertIn('"To the coast.zip"', self.client.get(f"{response.url}zip")["Content-Disposition"])
        theirs = Playlist.objects.create(owner=make_user(), name="x")
        self.assertEqual(self.client.get(f"/playlists/{theirs.uuid}/download/").status_code, 404)

    def test_nothing_ticked_is_said(self):
        response = self.client.post("/library/download/", follow=True)
        self.assertContains(response, "Choose the songs to download first.")

    def test_one_without_a_file_teaches_when_there_is_one(self):
        response = self.client.post("/library/download/", {"tracks": [make_track(owner=self.user).uuid]})
        self.assertContains(self.client.get(response.url), "Nothing to download yet")

    def test_another_s_word_opens_nothing(self):
        response = self.client.get("/library/download/")
        self.client.force_login(make_user())
        for address in (response.url, f"{response.url}zip", reverse("download_zip", args=["nonsense"])):
            self.assertEqual(self.client.get(address).status_code, 404)

    def test_to_look_at_the_head_reads_nothing(self):
        response = self.client.get("/library/download/")
        head = self.client.head(f"{response.url}zip")
        self.assertEqual(head.getvalue(), b"")
        self.assertGreater(int(head["Content-Length"]), 400_000)
