"""Scripts that somebody stored: in titles, lyrics, names of files and people, and in what the provider says. They are
shown as the text they are, on every page that there is."""

import re
from urllib.parse import urlencode

from accounts.models import Invitation
from music.models import Job, JobEvent
from music.operations import registry
from tests.base import callback, clip
from tests.factories import make_job, make_user

from .belongings import Belongings
from .test_doors import HouseTestCase
from .visits import addresses, doors

POISON = (
    """zq"'><img src=x onerror=alert(1)><svg onload=alert(2)></textarea></title></script><script>alert(3)</script>"""
    """{{7*7}}{% now "Y" %}${7*7}<!--\u2028zq"""
)
EVIL_LINK = "javascript:alert(4)//zq"
UNESCAPED = re.compile(r"<img src=x|<svg onload|</textarea></title>|<script>alert|onerror=alert\(1\)>|zq\"'")
LINK = re.compile(
    r"""(?:href|src|action|formaction|hx-\w+|data-src|data-page|poster)\s*=\s*["']?\s*javascript:""", re.I
)
"""Where a link that runs would do so."""


class StoredScriptTests(HouseTestCase):
    @classmethod
    def setUpTestData(cls):
        super().setUpTestData()
        cls.victim = make_user(name=POISON[:80], email="victim@studio.example")
        cls.theirs = Belongings(cls.victim, words=POISON, address=EVIL_LINK)
        cls.theirs.sound.archive_state = "none"
        cls.theirs.sound.save()
        Invitation.objects.create(note=POISON[:120], created_by=cls.victim)
        cls.hostile_job(cls.theirs.account)

    @classmethod
    def hostile_job(cls, account):
        """One of an operation, a version and an error that nobody knows."""
        job = make_job(owner=cls.victim, operation="generate", state="failed", task_id=f"zq{POISON}"[:60],
                       error_code=POISON[:40], error_message=POISON, params={"model": POISON, "title": POISON})  # fmt: skip
        for kind in JobEvent.Kind:
            job.note(
                kind, status=500, words=POISON[:200], body={POISON: [POISON], "msg": POISON, "url": EVIL_LINK}
            )
        make_job(owner=cls.victim, operation=POISON[:40], state="unknown", params={})

    def assertIsText(self, page, what):
        for found in (*UNESCAPED.finditer(page), *LINK.finditer(page)):
            self.fail(f"{what}: {page[max(0, found.start() - 100) : found.end() + 100]}")
        self.assertNotIn("49${", page, what)  # what a second template language would have made of it

    def look(self, client, address, **headers):
        response = client.get(address, headers=headers)
        self.assertNotEqual(response.status_code, 500, address)
        if response.get("Content-Type", "").startswith("text/html"):
            page = response.content.decode()
            self.assertIsText(page, address)
            return "zq" in page
        return False

    def test_no_page_of_the_studio_runs_it(self):
        client, seen = self.visitor(self.victim), set()
        for route, door in doors("everybody", "people", "owner"):
            for address in addresses(route, door, self.theirs.named.get(door.names)):
                if self.look(client, address):
                    seen.add(route)
        self.assertGreater(len(seen), 20)  # the words are really there

    def test_no_fragment_and_no_question_does(self):
        client = self.visitor(self.victim)
        asked = (
            "q",
            "show",
            "trash",
            "find",
            "before",
            "prompt",
            "style",
            "title",
            "next",
            "version",
            "made",
        )
        question = urlencode(dict.fromkeys(asked, POISON))
        for route, door in doors("everybody", "people"):
            for address in addresses(route, door):
                for trigger in ("more", ""):
                    self.look(
                        client, f"{address}?{question}", **{"HX-Request": "true", "HX-Trigger": trigger}
                    )
                self.look(client, f"{address}?{question}")

    def test_no_form_that_comes_back_does(self):
        """With what was typed in it, wrong or not."""
        client = self.visitor(self.victim)
        for route, door in doors("people", "owner"):
            for address in addresses(route, door, self.theirs.named.get(door.names, [])[:1]):
                form = dict.fromkeys(self.fields(), POISON)
                response = client.post(address, form)
                if response.get("Content-Type", "").startswith("text/html"):
                    self.assertIsText(response.content.decode(), address)

    @staticmethod
    def fields():
        names = {
            "name",
            "title",
            "text",
            "lyrics",
            "style",
            "q",
            "task_id",
            "how",
            "key",
            "email",
            "language",
            "provider_id",
        }
        return names.union(*(operation.form.base_fields for operation in registry.IN_ORDER))

    def test_no_page_of_the_administration_does(self):
        """Every list and every row in it."""
        client, seen = self.visitor(self.boss), set()
        lists = [
            route for route, _door in doors("staff") if route.startswith(("admin/music/", "admin/accounts/"))
        ]
        for route in [route for route in lists if "<" not in route and "add/" not in route] + ["admin/"]:
            listed = (client.get(f"/{route}").context or {}).get("cl")
            rows = listed.result_list[:15] if listed else ()
            pages = [f"/{route}{row.pk}/{page}/" for row in rows for page in ("change", "history")]
            looks = [self.look(client, address) for address in (f"/{route}", *pages)]
            seen |= {route} if any(looks) else set()
        self.assertGreater(len(seen), 12)

    def test_what_the_provider_calls_back_is_text_and_its_addresses_are_no_scripts(self):
        """Through the callback itself: words as given, and no address but an http one becomes a link or a player's."""
        job = make_job(owner=self.victim, state=Job.State.WAITING)
        words = dict.fromkeys(("title", "tags", "prompt", "model_name"), POISON)
        links = dict.fromkeys(("audio_url", "stream_audio_url", "image_url"), EVIL_LINK)
        body = callback("complete", [clip(**words, **links)], task_id=job.task_id, msg=POISON)
        told = self.client.post(f"/callbacks/kie/{job.token}/", body, content_type="application/json")
        self.assertLess(told.status_code, 500)
        client = self.visitor(self.victim)
        for address in (f"/jobs/{job.uuid}/", f"/jobs/{job.uuid}/card/", "/library/", "/jobs/"):
            self.look(client, address)
        for track in job.tracks.all():
            self.look(client, track.get_absolute_url())
