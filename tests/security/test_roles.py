"""Every role at every door; and who looks as somebody else."""

from datetime import timedelta
from unittest.mock import patch

from django.db import transaction
from django.utils import timezone

from accounts import roles
from accounts.models import AuditEntry, User
from accounts.roles import Role
from music.models import Job

from .doors import ADMINISTRATORS, DOORS, LISTENERS_LOOK, LISTENERS_WRITE
from .test_doors import HouseTestCase
from .visits import addresses, doors, state_of_the_house

SENTENCE = "Your account is for listening."
LOOKING = "You look at the studio as somebody else"


class ListenerTests(HouseTestCase):
    """Mira, with one of everything, listens from now on."""

    def setUp(self):
        super().setUp()
        roles.give(self.mira, Role.LISTENER)
        self.client = self.visitor(self.mira)

    def each(self):
        for route, door in doors("people", "owner"):
            for address in addresses(route, door, self.hers.named.get(door.names, [])[:2]):
                yield route, door, address

    def test_the_table_names_doors_that_there_are(self):
        self.assertEqual((LISTENERS_LOOK | LISTENERS_WRITE) - set(DOORS), set())

    def test_what_is_to_be_heard_opens(self):
        for route, door, address in self.each():
            if route in LISTENERS_LOOK | LISTENERS_WRITE:
                self.assertEqual(self.client.get(address).status_code, door.get, address)

    @patch("django.core.files.storage.FileSystemStorage.delete")
    def test_so_do_their_lists_and_hearts(self, delete):
        for route, door, address in self.each():
            if route in LISTENERS_WRITE:
                with self.subTest(address), transaction.atomic():
                    self.assertEqual(self.client.post(address).status_code, door.post)
                    transaction.set_rollback(True)

    def test_all_else_is_shut_says_why_and_changes_nothing(self):
        before = state_of_the_house()
        for route, _door, address in self.each():
            methods = [] if route in LISTENERS_WRITE else ["post", "put"]
            methods += [] if route in LISTENERS_LOOK | LISTENERS_WRITE else ["get"]
            for method in methods:
                response = getattr(self.client, method)(address)
                self.assertContains(response, SENTENCE, status_code=403, msg_prefix=f"{method} {address}")
        self.assertNothingChanges(before, "A listener")

    def test_who_asks_for_json_is_told_in_json(self):
        answer = self.client.post("/uploads/arrivals/", headers={"Accept": "application/json"})
        self.assertIn(SENTENCE, answer.json()["why"])

    def test_no_page_that_opens_offers_what_does_not(self):
        """No link and no form leads to a shut door, in any page that opens to them."""
        seen = {}
        for route, door, address in self.each():
            if route not in LISTENERS_LOOK | LISTENERS_WRITE or door.get != 200:
                continue
            page = self.client.get(address)
            if page.get("Content-Type", "").startswith("text/html"):
                for target in self.targets(page.content.decode()):
                    seen.setdefault(target, address)
        for target, page in seen.items():
            response = self.client.get(target)
            self.assertNotEqual(response.status_code, 403, f"{page} leads to {target}")

    @staticmethod
    def targets(page):
        """What a reader can press: links, and where forms and buttons send what is in them."""
        parts = (page.partition("<main")[2] or page) + page.partition('class="rail"')[2].partition("</nav>")[
            0
        ]
        found = {
            piece.partition('"')[0] for name in ("href", "action") for piece in parts.split(f'{name}="')[1:]
        }
        return {each.replace("&amp;", "&") for each in found if each.startswith("/")}

    def test_who_may_make_again_finds_all_of_it_at_once(self):
        roles.give(self.mira, Role.MAKER)
        self.assertEqual(self.client.get("/create/generate/").status_code, 200)


class ManagerTests(HouseTestCase):
    def setUp(self):
        super().setUp()
        self.manager = self.other
        roles.give(self.manager, Role.MANAGER)
        self.client = self.visitor(self.manager)

    def test_the_administration_opens_but_for_keys_and_roles(self):
        before = state_of_the_house()
        for route, door in doors("staff"):
            if not route.startswith(("admin/accounts/", "admin/music/", "admin/desk/")) or "<path:" in route:
                continue
            (address,) = addresses(route, door)
            with self.subTest(address):
                is_shut = route.startswith(ADMINISTRATORS) or (
                    route.endswith("/add/") and "budget" not in route
                )
                self.assertIn(
                    self.client.get(address).status_code, (403,) if is_shut else (200, 302, 404, 405)
                )
        self.assertNothingChanges(before, "A manager who looks")

    def test_no_row_of_people_keys_or_invitations_can_be_changed(self):
        before = state_of_the_house()
        for address in (
            f"/admin/accounts/user/{self.boss.pk}/change/",
            f"/admin/music/provideraccount/{self.hers.account.pk}/change/",
            "/admin/accounts/invitation/add/",
            f"/admin/desk/people/{self.mira.pk}/role/",
            f"/admin/desk/people/{self.manager.pk}/role/",
            f"/admin/desk/people/{self.boss.pk}/access/",
            f"/admin/desk/people/{self.boss.pk}/as/",
        ):
            data = {"role": "administrator", "name": "Me", "how": "shut"}
            self.assertEqual(self.client.post(address, data).status_code, 403, address)
        self.assertNothingChanges(before, "A manager who tries")

    def test_no_link_for_a_password_of_an_administrator_is_made(self):
        data = {"action": "make_password_link", "_selected_action": [self.boss.pk], "sure": "yes"}
        page = self.client.post("/admin/accounts/user/", data, follow=True)
        self.assertNotContains(page, "reset/key")
        self.assertFalse(AuditEntry.objects.exists())

    def test_they_invite_nobody_above_them(self):
        answer = self.client.post("/admin/desk/people/invite/", {"note": "Me", "role": "administrator"})
        self.assertEqual(answer.status_code, 422)
        self.assertContains(self.client.post("/admin/desk/people/invite/", {"note": "Jonas", "role": "maker"}, follow=True), "Jonas")  # fmt: skip


class PosingTests(HouseTestCase):
    """The administrator looks as Mira."""

    def setUp(self):
        super().setUp()
        self.client = self.visitor(self.boss)
        self.client.post(f"/admin/desk/people/{self.mira.pk}/as/")

    def test_they_see_what_she_sees_under_a_band_that_leads_back(self):
        page = self.client.get("/library/")
        self.assertContains(page, self.hers.words)
        self.assertContains(page, "You see the studio as Mira")
        self.assertContains(page, "/accounts/back/")

    def test_they_are_not_asked_to_go_on_with_what_she_hears(self):
        self.assertEqual(self.visitor(self.mira).get("/listening/").json()["song"], str(self.hers.kept.uuid))
        self.assertEqual(self.client.get("/listening/").json(), {})

    def test_it_stands_in_the_log_when_it_begins_and_ends(self):
        back = self.client.post("/accounts/back/")
        self.assertRedirects(back, f"/admin/desk/people/{self.mira.pk}/")
        told = [(entry.what, entry.by, entry.on_name) for entry in AuditEntry.objects.order_by("pk")]
        self.assertEqual(
            told, [("person.posed", self.boss, "Mira"), ("person.posed_no_more", self.boss, "Mira")]
        )
        self.assertNotContains(self.client.get("/library/"), self.hers.words)

    def ends(self):
        return AuditEntry.objects.filter(what="person.posed_no_more", by=self.boss, on_name="Mira").count()

    def test_it_stands_in_the_log_too_when_they_sign_out_instead(self):
        self.client.get("/accounts/logout/")
        self.assertEqual(self.ends(), 0)
        self.client.post("/accounts/logout/")
        self.assertEqual(self.ends(), 1)
        self.assertEqual(self.client.get("/library/").status_code, 302)

    def test_nobody_looks_as_one_who_is_leaving(self):
        self.client.post("/accounts/back/")
        User.objects.filter(pk=self.mira.pk).update(leaves_at=timezone.now() + timedelta(days=14))
        page = self.client.get(f"/admin/desk/people/{self.mira.pk}/")
        self.assertNotContains(page, "See the studio as they do")
        self.assertContains(page, "leaving")
        self.assertEqual(self.client.post(f"/admin/desk/people/{self.mira.pk}/as/").status_code, 403)

    def test_it_ends_when_she_asks_to_leave_and_nobody_is_held_there(self):
        User.objects.filter(pk=self.mira.pk).update(leaves_at=timezone.now() + timedelta(days=14))
        self.assertRedirects(self.client.post("/accounts/back/"), "/", fetch_redirect_response=False)
        for _time in range(2):
            page = self.client.get("/library/")
            self.assertEqual(page.status_code, 200)
            self.assertNotContains(page, "You see the studio as")
        self.assertEqual(self.ends(), 1)

    def test_nothing_can_be_begun_or_changed(self):
        before = state_of_the_house()
        for route, door in doors("people", "owner"):
            if route == "accounts/back/":
                continue
            for address in addresses(route, door, self.hers.named.get(door.names, [])[:1]):
                for method in ("post", "put", "delete", "patch"):
                    answer = getattr(self.client, method)(address)
                    self.assertContains(answer, LOOKING, status_code=403, msg_prefix=f"{method} {address}")
        self.assertNothingChanges(before, "Who looks as somebody else")

    def test_neither_proofs_of_who_she_is_nor_the_administration_are_shown(self):
        for route, door in doors("people", "staff"):
            if route.startswith(("accounts/", "admin/")):
                for address in addresses(route, door):
                    self.assertIn(self.client.get(address).status_code, (302, 403, 405), address)
        self.assertEqual(self.client.get("/accounts/2fa/recovery-codes/download/").status_code, 403)
        self.assertEqual(self.client.get("/settings/export/").status_code, 403)

    def test_looking_changes_nothing_of_hers(self):
        before = state_of_the_house()
        for route, door in doors("people", "owner"):
            for address in addresses(route, door, self.hers.named.get(door.names, [])[:1]):
                self.client.get(address)
        self.assertNothingChanges(before, "Looking")
        self.assertFalse(Job.objects.filter(owner=self.boss).exists())

    def test_nobody_looks_as_an_administrator_or_manager(self):
        self.client.post("/accounts/back/")
        roles.give(self.other, Role.MANAGER)
        for person in (self.other, self.boss):
            answer = self.client.post(f"/admin/desk/people/{person.pk}/as/")
            self.assertEqual(answer.status_code, 403)
        self.assertNotContains(self.client.get("/library/"), "You see the studio as")

    def test_it_ends_when_she_becomes_an_administrator_or_the_other_is_none_any_more(self):
        roles.give(self.mira, Role.ADMINISTRATOR)
        self.assertNotContains(self.client.get("/library/"), self.hers.words)
        roles.give(self.mira, Role.MAKER)
        self.assertNotContains(self.client.get("/library/"), self.hers.words)
        self.client.post(f"/admin/desk/people/{self.mira.pk}/as/")
        roles.give(self.boss, Role.MAKER)
        self.assertNotContains(self.client.get("/library/"), self.hers.words)

    def test_her_own_sessions_and_last_visit_stay_hers(self):
        self.mira.refresh_from_db()
        self.assertIsNone(self.mira.last_login)
