"""Every address and every role: what opens, what stays shut, and that nothing is changed by those who stay outside."""

import re
import uuid
from datetime import timedelta
from unittest.mock import patch

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from tests.base import StudioTestCase
from tests.factories import make_user

from .addresses import routes
from .belongings import Belongings
from .doors import DOORS, VOICE_STEPS, door_of
from .visits import METHODS, addresses, doors, state_of_the_house

HTMX = {"HX-Request": "true"}
PRESSED = ("get", "post")  # what links and buttons do; every method is tried once, by whom it concerns most
ONCE = re.compile(
    rb'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"'
)  # masked anew for each answer
PIECE = {
    "data": b"ID3" + bytes(50),
    "content_type": "application/octet-stream",
    "headers": {"Upload-Offset": "0"},
}


def said(response, address):
    """All that an answer tells, without what tells answers of one kind apart: the address, and the request's number."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    headers = {
        name: value for name, value in response.items() if name not in ("Content-Length", "X-Request-ID")
    }
    return response.status_code, headers, ONCE.sub(b"", body).replace(address.encode(), b"")


class NoRow:
    uuid = uuid.uuid4()


class HouseTestCase(StudioTestCase):
    """Mira, who is `self.user`, has one of everything. `self.visitor(user)` is a browser of theirs."""

    @classmethod
    def setUpTestData(cls):
        cls.mira, cls.other = make_user(name="Mira"), make_user(name="Jo")
        cls.boss = make_user(name="Boss", is_staff=True, is_superuser=True)
        for person in (cls.mira, cls.other, cls.boss):
            EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
        cls.hers = Belongings(cls.mira)

    def visitor(self, user=None):
        client = self.client_class(raise_request_exception=False)
        if user:
            client.force_login(user)
        return client

    def assertNothingChanges(self, before, address):
        self.assertEqual(before, state_of_the_house(), f"{address} changed something.")


class TableTests(StudioTestCase):
    def test_every_address_has_a_door(self):
        for route in routes():
            door_of(route)

    def test_every_door_has_an_address(self):
        self.assertEqual(set(DOORS) - set(routes()), set())

    def test_a_new_address_is_not_forgotten(self):
        with self.assertRaisesMessage(KeyError, "Add it to tests/security/doors.py"):
            door_of("tracks/<uuid:uuid>/steal/")


class NobodyTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.client = self.visitor()

    def test_all_that_is_not_public_leads_to_the_door_and_changes_nothing(self, methods=METHODS):
        before = state_of_the_house()
        for route, door in doors("people", "owner"):
            for address in addresses(route, door, self.hers.named.get(door.names, [])[:1]):
                for method in methods:
                    response = getattr(self.client, method)(address)
                    self.assertEqual(response.status_code, 302, f"{method} {address}")
                    self.assertEqual(response.url, f"/accounts/login/?next={address}")
            self.assertNothingChanges(before, route)

    def test_htmx_is_sent_to_the_door_instead_of_being_given_it_as_a_fragment(self):
        for route, door in doors("people", "owner"):
            address = addresses(route, door, self.hers.named.get(door.names))[0]
            page = {"HX-Current-URL": "http://testserver/library/"}
            response = self.client.get(address, headers=HTMX | page, follow=True)
            self.assertEqual(response.content, b"", address)
            self.assertRegex(response["HX-Redirect"], "^/accounts/")

    def test_administration_leads_to_the_studio_s_door_and_changes_nothing(self, methods=METHODS):
        before = state_of_the_house()
        for route, door in doors("staff"):
            for method in methods:
                (address,) = addresses(route, door)
                response = getattr(self.client, method)(address, follow=method == "get")
                end = response.redirect_chain[-1][0] if method == "get" else response.url
                self.assertRegex(end, r"^/(accounts|admin)/login/", f"{method} {address}")
            self.assertNothingChanges(before, route)

    def test_public_addresses_answer_as_they_should(self):
        for route, door in doors("everybody"):
            for address in addresses(route, door):
                with self.subTest(address):
                    self.assertEqual(self.client.get(address).status_code, door.get)
                    self.assertEqual(self.client.post(address).status_code, door.post)

    def test_public_pages_hold_nothing_of_anybody(self):
        for route, door in doors("everybody"):
            for address in addresses(route, door):
                page = self.client.get(address).content.decode()
                for told in (self.mira.email, self.mira.name, self.hers.words):
                    self.assertNotIn(told, page, address)

    def test_one_whose_account_was_closed_is_nobody_at_once(self):
        self.client = self.visitor(self.mira)
        self.assertEqual(self.client.get("/library/").status_code, 200)
        self.mira.is_active = False
        self.mira.save()
        self.test_all_that_is_not_public_leads_to_the_door_and_changes_nothing(PRESSED)

    def test_so_is_an_administrator_whose_account_was_closed(self):
        self.client = self.visitor(self.boss)
        self.assertEqual(self.client.get("/admin/").status_code, 200)
        self.boss.is_active = False
        self.boss.save()
        self.test_administration_leads_to_the_studio_s_door_and_changes_nothing(PRESSED)


class AnotherPersonTests(HouseTestCase):
    def visit_all(self, visitor, methods=METHODS):
        """Each of Mira's things is, for them, what one is that does not exist: the same answer to the last byte."""
        client, before = self.visitor(visitor), state_of_the_house()
        for route, door in doors("owner"):
            missing = addresses(route, door, [NoRow])
            for method in methods:
                nothing = [said(self.ask(client, method, address), address) for address in missing]
                self.assertLessEqual({status for status, *_rest in nothing}, {404, 405}, route)
                for place, address in enumerate(self.examples(route, door, method)):
                    found = said(self.ask(client, method, address), address)
                    self.assertEqual(found, nothing[place % len(missing)], f"{method} {address}")
            self.assertNothingChanges(before, route)

    def examples(self, route, door, method):
        """All there are, for what browsers send; of one thing, for the rest."""
        most = None if method in ("get", "post") else 1
        return addresses(route, door, self.hers.named[door.names][:most])

    def ask(self, client, method, address):
        more = PIECE if method == "put" else {}
        return getattr(client, method)(address, **more)

    def test_another_s_things_are_not_there(self):
        self.visit_all(self.other)

    def test_they_are_not_there_for_an_administrator_in_the_studio_either(self):
        self.visit_all(self.boss, PRESSED)

    def test_neither_as_a_fragment_nor_with_a_range(self):
        client = self.visitor(self.other)
        for route, door in doors("owner"):
            for address in addresses(route, door, self.hers.named[door.names]):
                for headers in (HTMX, {"Range": "bytes=0-9"}, {"If-None-Match": "*"}):
                    self.assertIn(client.get(address, headers=headers).status_code, (404, 405), address)

    def test_the_administration_stays_shut(self):
        client, before = self.visitor(self.other), state_of_the_house()
        for route, door in doors("staff"):
            (address,) = addresses(route, door)
            for method in METHODS:
                response = getattr(client, method)(address)
                is_led_on = response.status_code == 302 and response.url.startswith("/admin/")
                self.assertTrue(is_led_on or response.status_code in (401, 403), f"{method} {address}")
            self.assertIn(client.get(address, follow=True).status_code, (401, 403), address)
            self.assertNothingChanges(before, route)

    def test_no_list_shows_what_is_another_s(self):
        """Mira's words are in no page that another person can open, with any question in its address."""
        mine = [row.uuid.hex for rows in self.hers.rows.values() for row in rows]
        asked = (
            "",
            "?q=harbour",
            "?trash=on",
            "?show=trash",
            "?before=999999",
            "?favourite=on",
            "?find=harbour",
        )
        client = self.visitor(self.other)
        for route, door in doors("people"):
            for address in addresses(route, door):
                for question in asked:
                    page = client.get(address + question, follow=True).getvalue().decode(errors="replace")
                    self.assertNotIn(self.hers.words, page, address + question)
                    self.assertFalse(
                        [key for key in mine if key in page.replace("-", "")], address + question
                    )


class OwnerTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.client = self.visitor(self.mira)

    def each(self, *kinds):
        for route, door in doors(*kinds):
            for address in addresses(route, door, self.hers.named.get(door.names)):
                yield address, door

    def test_they_get_what_is_theirs(self):
        for address, door in self.each("people", "owner"):
            with self.subTest(address):
                self.assertEqual(self.client.get(address).status_code, door.get)

    @patch("django.core.files.storage.FileSystemStorage.delete")
    def test_and_every_form_and_button_answers(self, delete):
        for address, door in self.each("people", "owner"):
            if any(address.endswith(f"/{step}/") for step in VOICE_STEPS):
                continue  # a step that comes too early leads back to where one stands; see tests/views/test_voice.py
            with self.subTest(address), transaction.atomic():
                self.assertIn(self.client.post(address).status_code, self.expected(door))
                transaction.set_rollback(True)

    @staticmethod
    def expected(door):
        """A form that needs nothing said begins its job at once."""
        return {door.post, 302} if "operation" in door.rest else {door.post}

    def test_looking_changes_nothing(self):
        before = state_of_the_house()
        for address, _door in self.each("people", "owner"):
            for method in ("get", "head", "options"):
                getattr(self.client, method)(address)
        self.assertNothingChanges(before, "Looking")

    def test_a_number_of_one_kind_opens_nothing_of_another(self):
        """A persona's is no job's, even for who has both."""
        kinds = {
            "lyrics_jobs": "jobs",
            "trashed_drafts": "drafts",
            "lists": "playlists",
            "lists_by_hand": "playlists",
            "lists_by_rule": "playlists",
            "trashed_lists": "playlists",
            "trashed_tracks": "tracks",
            "covers": "assets",
            "settled_jobs": "jobs",
            "song_jobs": "jobs",
        }
        before = state_of_the_house()
        for route, door in doors("owner"):
            kind = kinds.get(door.names, door.names.removeprefix("kept_"))
            others = [row for name, rows in self.hers.rows.items() if name != kind for row in rows[:1]]
            for address in addresses(route, door, others):
                for method in PRESSED:
                    self.assertIn(getattr(self.client, method)(address).status_code, (404, 405), address)
            self.assertNothingChanges(before, route)


class LeavingTests(HouseTestCase):
    """Who has asked to leave is in, and finds one page."""

    OPEN = (
        "settings/leave/",
        "settings/stay/",
        "settings/export/",
        "accounts/reauthenticate/",
        "accounts/2fa/reauthenticate/",
        "admin/login/",  # leads on, to a door that is shut
    )

    def test_nothing_else_opens_and_nothing_changes(self):
        self.boss.leaves_at = self.mira.leaves_at = timezone.now() + timedelta(days=9)
        self.boss.save(), self.mira.save()
        for person, kinds in ((self.mira, ("people", "owner")), (self.boss, ("staff",))):
            client, before = self.visitor(person), state_of_the_house()
            for route, door in doors(*kinds):
                for address in addresses(route, door, self.hers.named.get(door.names, [])[:1]):
                    for method in () if route in self.OPEN else ("get", "post", "put", "delete"):
                        response = getattr(client, method)(address)
                        self.assertEqual(response.status_code, 302, f"{method} {address}")
                        self.assertEqual(response.url, "/settings/leave/", f"{method} {address}")
                self.assertNothingChanges(before, route)


class StaffTests(HouseTestCase):
    def test_the_administration_opens(self):
        """Every page there is, of every row; what only acts is refused or leads back."""
        client = self.visitor(self.boss)
        for route, door in doors("staff"):
            (address,) = addresses(route, door)
            if (
                "<str:job_id>" in route
                or "scheduler" in route
                or "<str:key>" in route
                or "content_type_id" in route
            ):
                continue  # of what a queue may hold; there is nothing in these
            with self.subTest(address):
                self.assertLess(client.get(address).status_code, 500)

    def test_who_is_no_administrator_any_more_is_out_at_once(self):
        client = self.visitor(self.boss)
        self.assertEqual(client.get("/admin/").status_code, 200)
        self.boss.is_staff = self.boss.is_superuser = False
        self.boss.save()
        self.assertEqual(client.get("/admin/desk/jobs/", follow=True).status_code, 403)
