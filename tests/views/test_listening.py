import json
import re
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from music.models import Listening
from tests.base import StudioTestCase
from tests.factories import make_track, make_user

PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0"
BROWSER = "0123456789abcdef"


class ListeningTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.songs = [make_track(owner=self.user, title=f"Song {number}") for number in range(3)]
        self.uuids = [str(song.uuid) for song in self.songs]

    def tell(self, expect=204, **told):
        told = {"browser": BROWSER, "song": self.uuids[1], "at": 133.4, "queue": self.uuids} | told
        response = self.client.post(
            "/listening/", json.dumps(told), content_type="application/json", headers={"User-Agent": PHONE}
        )
        self.assertEqual(response.status_code, expect, response.content)
        return response

    def heard(self):
        return self.client.get("/listening/").json()

    def kept(self):
        return Listening.objects.get(owner=self.user)


class PlaceTests(ListeningTestCase):
    def test_another_device_is_told_where_this_one_was(self):
        self.tell(modes={"isShuffled": True, "repeats": "all", "nonsense": "x" * 9999})
        heard = self.heard()
        self.assertEqual(
            (heard["title"], heard["at"], heard["device"]), ("Song 1", 133.4, "Firefox on Android")
        )
        self.assertEqual((heard["song"], heard["browser"]), (self.uuids[1], BROWSER))
        self.assertEqual(heard["modes"], {"isShuffled": True, "repeats": "all"})

    def test_it_is_told_where_the_list_goes_on_and_of_no_address_elsewhere(self):
        modes = {
            "rest": "/library/songs.json?q=a&after=12",
            "whole": f"/playlists/{self.uuids[0]}/songs.json",
        }
        self.tell(modes=modes)
        self.assertEqual(self.heard()["modes"], {"isShuffled": False, "repeats": "off"} | modes)
        self.assertContains(
            self.client.get("/queue/"), 'data-kept-rest="/library/songs.json?q=a&amp;after=12"'
        )
        for wrong in (
            "https://evil.example/songs.json",
            "//evil.example/songs.json",
            "/settings/",
            ["x"],
            "/library/songs.json?" + "x" * 9999,
        ):
            self.tell(modes={"rest": wrong})
            self.assertNotIn("rest", self.heard()["modes"])

    def test_who_never_played_anything_is_told_nothing(self):
        self.assertEqual(self.heard(), {})

    def test_a_later_word_needs_no_queue(self):
        self.tell()
        told = {"browser": BROWSER, "song": self.uuids[2], "at": 1}
        self.client.post("/listening/", json.dumps(told), content_type="application/json")
        self.assertEqual((self.kept().place, self.kept().queue), (2, self.uuids))

    def test_a_song_that_the_kept_queue_does_not_hold_asks_for_all_of_it(self):
        told = {"browser": BROWSER, "song": self.uuids[2], "at": 1}
        response = self.client.post("/listening/", json.dumps(told), content_type="application/json")
        self.assertEqual(response.status_code, 422)

    def test_only_songs_of_one_s_own_are_kept_and_none_from_the_trash(self):
        theirs = make_track(owner=make_user())
        trashed = make_track(owner=self.user, trashed_at=self.user.date_joined)
        self.tell(queue=[str(theirs.uuid), str(trashed.uuid), self.uuids[1], self.uuids[1], self.uuids[0]])
        self.assertEqual(self.kept().queue, [self.uuids[1], self.uuids[0]])
        self.tell(422, song=str(theirs.uuid), queue=[str(theirs.uuid)])

    def test_a_song_that_is_thrown_away_later_is_offered_no_more(self):
        self.tell()
        self.client.post(f"/tracks/{self.uuids[1]}/trash/")
        self.assertEqual(self.heard(), {})
        self.assertNotContains(self.client.get("/queue/"), "data-title>Song 1")

    def test_nonsense_is_refused_and_changes_nothing(self):
        self.tell()
        for wrong in ({"at": -1}, {"at": "x"}, {"song": "x"}, {"queue": "x"}, {"queue": [1, {}]}, {"queue": self.uuids * 200},
                      {"browser": "<script>"}, {"at": float("inf")}):  # fmt: skip
            self.tell(422, **wrong)
        for body in ("", "[]", "nonsense", "[" * 300):
            response = self.client.post("/listening/", body, content_type="application/json")
            self.assertEqual(response.status_code, 422)
        self.assertEqual(self.kept().at, 133.4)

    def test_two_people_hear_their_own(self):
        self.tell()
        other = make_user()
        self.client.force_login(other)
        self.assertEqual(self.heard(), {})
        self.assertNotContains(self.client.get("/queue/"), "data-title>Song")
        mine = str(make_track(owner=other, title="Mine").uuid)
        self.tell(song=mine, queue=[mine])
        self.assertEqual(self.heard()["title"], "Mine")
        self.assertEqual(self.kept().queue, self.uuids)


class QueueTests(ListeningTestCase):
    def press(self, do, number=None):
        song = self.uuids[number] if number is not None else ""
        self.assertRedirects(self.client.post("/queue/", {"do": do, "song": song}), "/queue/")
        return [self.uuids.index(uuid) for uuid in self.kept().queue]

    def test_the_page_shows_the_songs_in_their_order_with_the_one_that_plays(self):
        self.tell(queue=self.uuids[::-1])
        page = self.client.get("/queue/").content.decode()
        self.assertEqual(re.findall(r"data-title>(.*?)<", page), ["Song 2", "Song 1", "Song 0"])
        self.assertRegex(page, rf'data-track="{self.uuids[1]}"[^>]*aria-current="true"')
        self.assertEqual(re.findall(r'name="tracks" value="(.*?)"', page), self.uuids[::-1])

    def test_without_a_script_songs_are_moved_and_taken_out(self):
        self.tell()
        self.assertEqual(self.press("later", 0), [1, 0, 2])
        self.assertEqual(self.kept().place, 0)
        self.assertEqual(self.press("earlier", 2), [1, 2, 0])
        self.assertEqual(self.press("earlier", 1), [1, 2, 0])
        self.assertEqual(self.press("remove", 2), [1, 0])
        self.assertEqual(self.press("clear"), [])
        self.assertContains(self.client.get("/queue/"), "Nothing waits here")

    def test_a_button_that_is_none_is_refused(self):
        self.tell()
        for wrong in ({"do": "explode"}, {"do": "remove", "song": "x"}, {}):
            self.assertEqual(self.client.post("/queue/", wrong).status_code, 422)
        self.press("remove")
        self.assertEqual(self.kept().queue, self.uuids)

    def test_a_queue_of_three_asks_as_little_as_a_queue_of_one(self):
        counts = []
        for queue in (self.uuids[1:2], self.uuids):
            self.tell(queue=queue)
            with CaptureQueriesContext(connection) as captured:
                self.client.get("/queue/")
            counts.append(len(captured))
        self.assertEqual(counts[0], counts[1])


class KeysTests(StudioTestCase):
    def test_the_page_lists_the_very_keys_that_the_script_knows(self):
        script = (Path(settings.BASE_DIR) / "static/js/keys.js").read_text()
        tables = re.findall(r"^const (?:KEYS|ALWAYS) = \{\n(.*?)^\};", script, flags=re.DOTALL | re.MULTILINE)
        known = {
            quoted or bare
            for quoted, bare in re.findall(
                r'^  (?:"(.+?)"|([\w?]+)):? ?', "".join(tables), flags=re.MULTILINE
            )
        }
        page = self.client.get("/keys/").content.decode()
        shown = {
            key.replace("&lt;", "<").replace("&gt;", ">") for key in re.findall(r'data-key="(.*?)"', page)
        }
        self.assertEqual(shown, known)

    def test_it_lists_the_keys_of_pages_that_have_some_of_their_own(self):
        signs = {"ArrowUp": "↑", "ArrowDown": "↓", "ArrowLeft": "←", "ArrowRight": "→", "Escape": "Esc"}
        page = self.client.get("/keys/").content.decode()
        lists = re.findall(r'<dl class="keys" data-script="(\w+)">(.*?)</dl>', page, flags=re.DOTALL)
        self.assertEqual(len(lists), 8)
        for name, told in lists:
            script = (Path(settings.BASE_DIR) / f"static/js/{name}.js").read_text()
            named = r"\b(Arrow(?:Up|Down|Left|Right)|Enter|Escape|Backspace|Delete|Home|End)\b(?=[\":,])"
            keys = set(re.findall(named, script)) | set(re.findall(r'key[\w.()]* === "([a-z0])"', script))
            for key in {signs.get(key, key if len(key) > 1 else key.upper()) for key in keys}:
                self.assertRegex(told, rf"<kbd>(Ctrl |Alt |Shift )?{re.escape(key)}</kbd>", name)

    def test_a_song_says_how_loud_it_is_once_that_is_measured(self):
        make_track(owner=self.user)
        self.assertNotContains(self.client.get("/library/"), "data-loud")
        make_track(owner=self.user, loudness=-9.26, true_peak=-0.4)
        self.assertContains(self.client.get("/library/"), 'data-loud="-9.3 -0.4"')
