"""Switches of features and operations, and announcements."""

from datetime import timedelta
from unittest.mock import patch
from uuid import uuid4

from django.test import override_settings
from django.urls import get_resolver
from django.utils import timezone

from accounts import announcements, roles, switches
from accounts.models import Announcement, AuditEntry, Switch
from accounts.roles import Role
from music.models import Job, ProviderAccount, Share
from music.services import decisions
from sunostudio.remembered import Remembered
from tests.base import StudioTestCase
from tests.factories import keep, make_account, make_job, make_track, make_user

DESK = "/admin/desk/"


class HouseTestCase(StudioTestCase):
    def setUp(self):
        super().setUp()
        self.boss = make_user(name="Boss", is_staff=True, is_superuser=True)
        self.desk = self.client_class()
        self.desk.force_login(self.boss)

    def on_for(self, name, *on):
        return self.desk.post(f"{DESK}switches/{name}/", {"on_for": [role.value for role in on]}, follow=True)


class SwitchTests(HouseTestCase):
    def test_an_operation_that_is_off_is_in_no_menu_not_there_and_begins_nothing(self):
        track = keep(make_track(owner=self.user))
        job = make_job(owner=self.user, operation="wav", state="failed")
        self.assertContains(self.client.get(track.get_absolute_url()), f"{track.get_absolute_url()}wav/")
        self.on_for("operation:wav")
        self.assertNotContains(self.client.get(track.get_absolute_url()), f"{track.get_absolute_url()}wav/")
        self.assertEqual(self.client.get(f"{track.get_absolute_url()}wav/").status_code, 404)
        before = Job.objects.count()
        self.client.post(f"/jobs/{job.uuid}/retry/", {"submission": uuid4()})
        self.assertEqual(Job.objects.count(), before)

    def test_one_that_starts_from_nothing_too(self):
        self.on_for("operation:sounds")
        self.assertNotContains(self.client.get("/create/generate/"), "/create/sounds/")
        self.assertEqual(self.client.get("/create/sounds/").status_code, 404)

    def test_a_retry_says_that_it_is_off(self):
        job = make_job(owner=self.user, state="failed")
        self.on_for("operation:generate")
        answer = self.client.post(f"/jobs/{job.uuid}/retry/", {"submission": uuid4()})
        self.assertContains(answer, "switched off on this server")

    def test_it_can_be_off_for_some_roles_alone(self):
        self.on_for("imports", Role.MANAGER, Role.ADMINISTRATOR)
        self.assertEqual(self.client.get("/import/").status_code, 404)
        self.assertNotContains(self.client.get("/library/?q=x"), 'href="/import/"')
        self.assertEqual(self.desk.get("/import/").status_code, 200)
        roles.give(self.user, Role.MANAGER)
        self.assertEqual(self.client.get("/import/").status_code, 200)

    def test_links_and_feeds_that_were_given_out_are_shut_and_open_again(self):
        share = Share.objects.create(owner=self.user, track=keep(make_track(owner=self.user)))
        guest = self.client_class()
        self.assertEqual(guest.get(f"/s/{share.token}/").status_code, 200)
        self.on_for("shares")
        self.assertEqual(guest.get(f"/s/{share.token}/").status_code, 404)
        self.assertEqual(self.client.get("/shares/").status_code, 404)
        self.assertNotContains(self.client.get("/settings/"), "/shares/")
        self.on_for("shares", *Role)
        self.assertEqual(guest.get(f"/s/{share.token}/").status_code, 200)
        self.assertFalse(Switch.objects.exists())

    def test_own_keys(self):
        self.assertContains(self.client.get("/settings/"), "Your own KIE key")
        self.on_for("own_keys")
        self.assertNotContains(self.client.get("/settings/"), "Your own KIE key")
        self.assertEqual(self.client.post("/settings/key/", {"key": "x" * 20}).status_code, 404)

    def test_an_own_key_that_is_stored_pays_no_more_and_can_be_removed(self):
        own, server = make_account(owner=self.user, key="of-their-own"), ProviderAccount.objects.for_server()
        failed = make_job(owner=self.user, account=own, state="failed")
        self.on_for("own_keys")
        self.assertEqual(ProviderAccount.objects.for_person(self.user), server)
        self.assertEqual(decisions.again(failed, uuid4()).account, server)
        self.assertContains(self.client.get("/settings/"), "new songs go by the server’s key")
        self.on_for("own_keys", *Role)
        self.assertEqual(ProviderAccount.objects.for_person(self.user), own)
        self.on_for("own_keys")
        self.client.post("/settings/key/", {"remove": "1"})
        own.refresh_from_db()
        self.assertFalse(own.has_key)
        self.assertNotContains(self.client.get("/settings/"), "Your own KIE key")

    def test_what_off_means_for_keys_stands_beside_the_switch(self):
        self.assertContains(
            self.desk.get("/admin/desk/switches/"), "new jobs of theirs go by the server’s key"
        )

    @override_settings(SIGNUP_OPEN=True)
    def test_sign_up(self):
        guest = self.client_class()
        self.assertContains(guest.get("/accounts/signup/"), "password1")
        self.on_for("sign_up")
        self.assertNotContains(guest.get("/accounts/signup/"), "password1")
        self.assertEqual(guest.post("/accounts/signup/", {"email": "a@b.example", "password1": "a good one 123"}).status_code, 200)  # fmt: skip

    def test_every_name_that_is_shut_is_an_address(self):
        names = {key for key in get_resolver().reverse_dict if isinstance(key, str)}
        self.assertLessEqual(set(switches.FEATURE_OF), names)

    def test_it_stands_in_the_log_once_and_is_for_administrators(self):
        self.on_for("feeds", Role.ADMINISTRATOR)
        self.on_for("feeds", Role.ADMINISTRATOR)
        entry = AuditEntry.objects.get()
        self.assertEqual(entry.changes, {"off for": ["", "listener, maker, manager"]})
        self.assertEqual(self.on_for("everything").status_code, 404)
        roles.give(self.boss, Role.MANAGER)
        self.assertEqual(self.on_for("feeds").status_code, 403)

    def test_another_process_follows_within_seconds(self):
        with patch("sunostudio.remembered.time.monotonic", return_value=1000) as clock:
            switches.known.forget()
            self.assertEqual(self.client.get("/import/").status_code, 200)
            Switch.objects.create(name="imports", off_for=["maker"])
            clock.return_value += Remembered.LASTING
            self.assertEqual(self.client.get("/import/").status_code, 404)


class AnnouncementTests(HouseTestCase):
    def tell(self, **fields):
        begins = timezone.localtime() - timedelta(minutes=1)
        data = {
            "words": "We move on Sunday.",
            "level": "note",
            "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
        } | fields
        return self.desk.post(f"{DESK}announcements/", data)

    def test_everybody_reads_it_until_they_put_it_away(self):
        self.tell()
        self.assertContains(self.client.get("/library/"), "We move on Sunday.")
        announcement = Announcement.objects.get()
        answer = self.client.post(f"/announcements/{announcement.pk}/dismiss/", headers={"Referer": "http://testserver/jobs/"})  # fmt: skip
        self.assertEqual(answer.url, "http://testserver/jobs/")
        self.assertNotContains(self.client.get("/library/"), "We move on Sunday.")
        self.assertContains(self.desk.get("/library/"), "We move on Sunday.")

    def test_with_htmx_it_goes_from_the_page(self):
        self.tell()
        address = f"/announcements/{Announcement.objects.get().pk}/dismiss/"
        self.assertEqual(self.client.post(address, headers={"HX-Request": "true"}).content, b"")

    def test_it_is_shown_in_its_time_alone(self):
        soon = timezone.localtime() + timedelta(hours=1)
        self.tell(begins_at=f"{soon:%Y-%m-%dT%H:%M}")
        self.assertNotContains(self.client.get("/library/"), "We move on Sunday.")
        Announcement.objects.update(begins_at=timezone.now() - timedelta(hours=2))
        Announcement.objects.update(ends_at=timezone.now() - timedelta(hours=1))
        self.assertNotContains(self.client.get("/library/"), "We move on Sunday.")

    def test_strangers_read_at_the_door_what_is_meant_for_them(self):
        self.tell(words="Ours alone.")
        self.tell(words="Down on Sunday.", at_door="on")
        stranger = self.client_class()
        page = stranger.get("/accounts/login/")
        self.assertContains(page, "Down on Sunday.")
        self.assertNotContains(page, "Ours alone.")
        self.assertContains(self.client.get("/library/"), "Down on Sunday.")
        Announcement.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
        announcements.known.forget()
        self.assertNotContains(stranger.get("/accounts/login/"), "Down on Sunday.")

    def test_one_that_is_ended_is_gone(self):
        self.tell()
        self.desk.post(f"{DESK}announcements/{Announcement.objects.get().pk}/end/")
        self.assertNotContains(self.client.get("/library/"), "We move on Sunday.")
        deeds = list(AuditEntry.objects.order_by("pk").values_list("what", flat=True))
        self.assertEqual(deeds, ["announcement.made", "announcement.ended"])

    def test_nonsense_is_refused_beside_the_field(self):
        for field, wrong in (
            ("words", ""),
            ("level", "loud"),
            ("ends_at", "2001-01-01T00:00"),
            ("begins_at", "soon"),
        ):
            answer = self.tell(**{field: wrong})
            self.assertEqual(answer.status_code, 422)
            self.assertIn(field, answer.context["form"].errors)
        self.assertFalse(Announcement.objects.exists())

    def test_without_any_no_page_asks_more(self):
        self.client.get("/keys/")
        with patch("accounts.announcements.Announcement.objects.filter") as asked:
            self.client.get("/keys/")
        asked.assert_not_called()
