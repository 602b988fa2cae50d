import json
import re

from django.contrib.staticfiles import finders

from music.models import Entry, Playlist
from tests.base import StudioTestCase
from tests.factories import keep, make_track, make_user
from tests.security.test_headers import policy_of


class ManifestTests(StudioTestCase):
    def test_it_can_be_installed_from_pages_that_lead_to_it(self):
        self.client.logout()
        self.assertContains(
            self.client.get("/accounts/login/"), 'rel="manifest" href="/manifest.webmanifest"'
        )
        response = self.client.get("/manifest.webmanifest")
        self.assertEqual(response["Content-Type"], "application/manifest+json")
        told = json.loads(response.content)
        self.assertEqual((told["start_url"], told["scope"], told["display"]), ("/", "/", "standalone"))
        self.assertEqual({icon["purpose"] for icon in told["icons"]}, {"any", "maskable"})
        for icon in told["icons"]:
            self.assertTrue(finders.find(icon["src"].removeprefix("/static/")), icon)


class WorkerTests(StudioTestCase):
    def script(self):
        response = self.client.get("/sw.js")
        facts = re.match(r"const STUDIO = (\{.*\});\n", response.content.decode())
        return response, json.loads(facts[1])

    def test_it_is_the_same_for_everybody_and_asked_for_again_each_time(self):
        response, _facts = self.script()
        self.client.force_login(make_user())
        self.assertEqual(self.script()[0].content, response.content)
        self.assertEqual(response["Cache-Control"], "no-cache")
        self.assertIn("javascript", response["Content-Type"])

    def test_it_may_ask_us_and_nobody_else(self):
        policy = policy_of(self.script()[0])
        self.assertEqual((policy["default-src"], policy["connect-src"]), (["'none'"], ["'self'"]))
        self.assertIn("allow-scripts", policy["sandbox"])
        self.assertEqual(policy_of(self.client.get("/library/"))["worker-src"], ["'self'"])

    def test_all_of_its_shell_is_there(self):
        _response, facts = self.script()
        for address in facts["shell"]:
            self.assertTrue(finders.find(address.removeprefix("/static/")), address)
        self.client.logout()
        page = self.client.get(facts["offline"])
        linked = re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js))"', page.content.decode())
        self.assertEqual([address for address in linked if address not in facts["shell"]], [])

    def test_the_page_for_no_connection_is_nobody_s(self):
        page = self.client.get("/offline/").content
        self.client.logout()
        self.assertEqual(self.client.get("/offline/").content, page)
        self.assertNotIn(self.user.email.encode(), page)


class PlaylistTests(StudioTestCase):
    def test_a_device_is_told_what_it_may_keep(self):
        playlist = Playlist.objects.create(owner=self.user, name="Coast")
        song = keep(make_track(owner=self.user, title="Ferry"))
        for track in (make_track(owner=self.user), song):
            Entry.objects.create(playlist=playlist, track=track)
        told = self.client.get(f"/playlists/{playlist.uuid}/offline/").json()
        self.assertEqual(told["name"], "Coast")
        self.assertEqual(told["songs"], [{
            "uuid": str(song.uuid), "title": "Ferry", "length": 187.3, "size": song.size, "mark": song.sha256[:16],
            "audio": f"/tracks/{song.uuid}/audio", "thumb": "",
        }])  # fmt: skip

    def test_another_s_list_is_not_there(self):
        playlist = Playlist.objects.create(owner=make_user(), name="Coast")
        self.assertEqual(self.client.get(f"/playlists/{playlist.uuid}/offline/").status_code, 404)
