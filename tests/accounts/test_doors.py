"""Signing up, signing in, invitations, the demo account."""

import re
from io import StringIO
from unittest.mock import patch

from django.core.management import call_command
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts import demo
from accounts.models import Invitation, User
from tests.factories import make_user

NEW = {"name": "Mira", "email": "mira@studio.example", "password1": "a waltz in the rain"}
ON_LOOPBACK = override_settings(
    SANDBOX=True, HOST="127.0.0.1", PUBLIC_URL="", ALLOWED_HOSTS=["localhost", "127.0.0.1", "[::1]"]
)


class SignUpTests(TestCase):
    def test_it_makes_an_ordinary_account_and_signs_in(self):
        response = self.client.post("/accounts/signup/", NEW)
        self.assertRedirects(response, "/", fetch_redirect_response=False)
        user = User.objects.get()
        self.assertEqual((user.email, user.name, user.is_staff), ("mira@studio.example", "Mira", False))
        self.assertEqual(int(self.client.session["_auth_user_id"]), user.pk)

    def test_a_name_is_not_needed(self):
        self.client.post("/accounts/signup/", NEW | {"name": ""})
        self.assertEqual(User.objects.get().name, "")

    def test_it_refuses_an_address_that_is_taken(self):
        make_user(email=NEW["email"])
        response = self.client.post("/accounts/signup/", NEW | {"email": NEW["email"].upper()})
        self.assertIn("email", response.context["form"].errors)

    def test_of_two_with_one_address_at_once_one_gets_in(self):
        """The other was looked at before the first was kept."""
        make_user(email=NEW["email"])
        with patch("allauth.account.internal.flows.manage_email.assess_unique_email", return_value=True):
            response = self.client.post("/accounts/signup/", NEW)
        self.assertRedirects(response, "/accounts/login/")
        self.assertEqual(User.objects.count(), 1)

    def test_it_refuses_a_weak_password_beside_the_field(self):
        response = self.client.post("/accounts/signup/", NEW | {"password1": "password"})
        self.assertIn("password1", response.context["form"].errors)
        self.assertFalse(User.objects.exists())

    def test_nobody_can_take_the_address_of_the_demo_account(self):
        response = self.client.post("/accounts/signup/", NEW | {"email": demo.EMAIL})
        self.assertIn("email", response.context["form"].errors)

    @override_settings(SIGNUP_OPEN=False)
    def test_a_closed_server_says_whom_to_ask(self):
        response = self.client.get("/accounts/signup/")
        self.assertContains(response, "Ask the person who runs it")
        self.client.post("/accounts/signup/", NEW)
        self.assertFalse(User.objects.exists())

    @override_settings(SIGNUP_OPEN=False)
    def test_the_sign_in_page_of_a_closed_server_does_not_lead_to_sign_up(self):
        response = self.client.get("/accounts/login/")
        self.assertNotContains(response, reverse("account_signup"))
        self.assertContains(response, "by invitation")


@override_settings(SIGNUP_OPEN=False)
class InvitationTests(TestCase):
    def test_its_link_opens_sign_up_once(self):
        invitation = Invitation.objects.create(note="for Mira")
        self.assertRedirects(self.client.get(invitation.get_absolute_url()), "/accounts/signup/")
        self.client.post("/accounts/signup/", NEW)
        invitation.refresh_from_db()
        self.assertEqual(invitation.used_by.email, NEW["email"])
        self.assertFalse(invitation.used_by.is_staff)

        self.client.logout()
        response = self.client.get(invitation.get_absolute_url())
        self.assertContains(response, "does not open any more", status_code=410)

    def test_of_two_who_hold_the_same_link_one_gets_in(self):
        invitation = Invitation.objects.create()
        first, second = self.client_class(), self.client_class()
        for client in (first, second):
            client.get(invitation.get_absolute_url())
        first.post("/accounts/signup/", NEW)
        response = second.post("/accounts/signup/", NEW | {"email": "other@studio.example"})
        self.assertContains(response, "Ask the person who runs it")
        self.assertEqual(User.objects.count(), 1)

    def test_an_account_without_its_invitation_is_not_kept(self):
        """The link is spent between the page and the POST, after the door was found open."""
        invitation = Invitation.objects.create()
        self.client.get(invitation.get_absolute_url())
        taken = make_user()
        spend = Invitation.objects.filter(pk=invitation.pk)
        opened = "accounts.adapter.AccountAdapter.is_open_for_signup"
        with patch(opened, lambda *args: spend.update(used_by=taken)):
            self.client.post("/accounts/signup/", NEW)
        self.assertFalse(User.objects.filter(email=NEW["email"]).exists())

    def test_an_old_link_is_told_from_a_good_one(self):
        invitation = Invitation.objects.create(expires_at=timezone.now())
        self.assertEqual(self.client.get(invitation.get_absolute_url()).status_code, 410)
        self.assertEqual(self.client.get("/accounts/invitation/nonsense/").status_code, 410)

    def test_one_for_administrators_makes_one(self):
        self.client.get(Invitation.objects.create(makes_staff=True).get_absolute_url())
        self.assertContains(self.client.get("/accounts/signup/"), "You will run this server")
        self.client.post("/accounts/signup/", NEW)
        user = User.objects.get()
        self.assertTrue(user.is_staff and user.is_superuser)


class FirstAdminTests(TestCase):
    def printed(self):
        output = StringIO()
        call_command("first_admin", stdout=output)
        return output.getvalue()

    @override_settings(SIGNUP_OPEN=False)
    def test_an_empty_server_prints_one_link_that_makes_its_administrator(self):
        line = self.printed()
        link = re.search(r"https://studio\.example(/accounts/invitation/\S+/)\n$", line)
        self.assertEqual(line.count("\n"), 1)
        self.client.get(link[1])
        self.client.post("/accounts/signup/", NEW)
        self.assertTrue(User.objects.get().is_staff)
        self.assertEqual(self.printed(), "")

    def test_the_same_link_again_while_it_is_open(self):
        self.assertEqual(self.printed(), self.printed())
        self.assertEqual(Invitation.objects.count(), 1)

    @override_settings(PUBLIC_URL="", PORT=8123)
    def test_without_a_public_address_it_leads_to_this_machine(self):
        self.assertIn(" http://localhost:8123/accounts/invitation/", self.printed())

    def test_people_without_an_administrator_still_need_one(self):
        make_user()
        self.assertIn("/accounts/invitation/", self.printed())

    def test_where_the_demo_is_offered_it_says_nothing(self):
        with ON_LOOPBACK:
            self.assertEqual(self.printed(), "")

    def test_a_demo_account_of_yesterday_runs_nothing(self):
        demo.account()
        self.assertIn("/accounts/invitation/", self.printed())


class DemoTests(TestCase):
    def sign_in(self):
        return self.client.post("/accounts/demo/", headers={"host": "localhost"})

    def who(self):
        return self.client.get("/settings/", headers={"host": "localhost"}).wsgi_request.user

    def test_one_click_signs_in_as_an_administrator(self):
        with ON_LOOPBACK:
            page = self.client.get("/accounts/login/", headers={"host": "localhost"})
            self.assertContains(page, "Look around with the demo account")
            self.assertRedirects(self.sign_in(), "/", fetch_redirect_response=False)
            user = self.who()
        self.assertEqual((user.email, user.name), ("demo@studio.localhost", "Demo"))
        self.assertTrue(user.is_staff and user.is_superuser)
        self.assertFalse(user.has_usable_password())

    def test_the_same_account_each_time(self):
        with ON_LOOPBACK:
            self.sign_in()
            self.sign_in()
        self.assertEqual(User.objects.count(), 1)

    def test_it_takes_a_click_not_a_link(self):
        with ON_LOOPBACK:
            self.assertEqual(
                self.client.get("/accounts/demo/", headers={"host": "localhost"}).status_code, 405
            )

    def test_nowhere_else_is_there_such_an_account(self):
        elsewhere = [
            {"SANDBOX": False},
            {"HOST": "0.0.0.0"},
            {"PUBLIC_URL": "https://studio.example"},
            {"ALLOWED_HOSTS": ["localhost", "studio.example"]},
            {"ALLOWED_HOSTS": ["localhost", "*"]},
        ]
        for changed in elsewhere:
            with self.subTest(changed), ON_LOOPBACK, self.settings(**changed):
                self.assertEqual(self.sign_in().status_code, 404)
                page = self.client.get("/accounts/login/", headers={"host": "localhost"})
                self.assertNotContains(page, "demo account")
        self.assertFalse(User.objects.exists())

    def test_its_session_ends_with_the_offer(self):
        with ON_LOOPBACK:
            self.sign_in()
            self.assertTrue(self.who().is_authenticated)
        with ON_LOOPBACK, self.settings(SANDBOX=False):
            self.assertFalse(self.who().is_authenticated)

    def test_with_a_password_it_stays_out_too(self):
        account = demo.account()
        account.set_password(NEW["password1"])
        account.save()
        self.client.post("/accounts/login/", {"login": demo.EMAIL, "password": NEW["password1"]})
        self.assertNotIn("_auth_user_id", self.client.session)
