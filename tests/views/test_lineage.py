import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.base import StudioTestCase
from tests.factories import make_track, make_upload
from tests.services.test_lineage import comes


class LineageTests(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.first = make_track(owner=self.user, title="Night bus")
        self.upload = make_upload(owner=self.user, title="Hummed")
        self.mix = make_track(owner=self.user, title="Mixed", operation="mashup")
        comes(self.mix, self.first, how="mashup")
        comes(self.mix, upload=self.upload, how="mashup", position=1)

    def page(self, track=None):
        return self.client.get(f"/tracks/{(track or self.mix).uuid}/lineage/")

    def test_each_song_is_a_link_and_knows_its_kin(self):
        html = self.page().content.decode()
        for song in (self.first, self.upload, self.mix):
            self.assertIn(f'<a href="{song.get_absolute_url()}"', html)
        self.assertIn(
            f'id="track-{self.mix.pk}" data-node data-from="track-{self.first.pk} upload-{self.upload.pk} "',
            html,
        )
        self.assertIn(f'data-to="track-{self.mix.pk} "', html)
        self.assertEqual(len(re.findall('<path d="', html)), 2)

    def test_it_says_how_and_at_which_second(self):
        longer = make_track(owner=self.user, title="Longer")
        comes(longer, self.mix, how="extend", at=83)
        html = self.page().content.decode()
        self.assertIn("Mashup", html)
        self.assertRegex(html, "Extend</span><span>1:23<")

    def test_a_song_alone_says_so(self):
        self.assertContains(self.page(make_track(owner=self.user)), "Nothing came from this song yet")

    def test_songs_of_others_are_not_found(self):
        self.assertEqual(self.page(make_track()).status_code, 404)

    def test_it_asks_as_often_for_many_songs_as_for_few(self):
        self.page(self.first)
        before = self.queries()
        for _n in range(6):
            comes(make_track(owner=self.user), self.first)
        self.assertEqual(self.queries(), before)

    def queries(self):
        with CaptureQueriesContext(connection) as asked:
            self.page(self.first)
        return len(asked)

    def test_the_page_of_a_song_leads_to_it(self):
        self.assertContains(self.client.get(f"/tracks/{self.mix.uuid}/"), f"/tracks/{self.mix.uuid}/lineage/")
