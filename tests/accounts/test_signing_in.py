"""Passwords, mails, limits: allauth as we set it up, behind our pages."""

from django.core import mail
from django.test import override_settings
from django.urls import reverse

from accounts import demo
from accounts.models import User
from tests.factories import make_user

from .base import PASSWORD, Signing

SENDS_MAIL = override_settings(EMAIL_URL="smtp://mail.example", ACCOUNT_EMAIL_VERIFICATION="mandatory")


class DoorTests(Signing):
    def test_every_other_page_leads_to_the_door_and_back(self):
        response = self.client.get("/library/")
        self.assertRedirects(response, "/accounts/login/?next=/library/")
        response = self.client.post(
            response.url, {"login": self.user.email, "password": PASSWORD, "next": "/library/"}
        )
        self.assertRedirects(response, "/library/", fetch_redirect_response=False)

    def test_doors_are_open_to_strangers_and_drawn_without_the_frame(self):
        for name in ("account_login", "account_signup", "account_reset_password", "account_inactive"):
            with self.subTest(name):
                page = self.client.get(reverse(name))
                self.assertContains(page, 'class="door"')
                self.assertNotContains(page, 'class="rail"')

    def test_pages_about_oneself_stand_in_the_frame(self):
        self.sign_in()
        for name in (
            "account_email",
            "account_change_password",
            "mfa_index",
            "usersessions_list",
            "account_logout",
        ):
            with self.subTest(name):
                self.assertContains(self.client.get(reverse(name)), 'class="rail"')

    def test_a_wrong_password_is_told_without_saying_which_part_was_wrong(self):
        wrong, unknown = self.sign_in("wrong"), self.sign_in(email="nobody@studio.example")
        for response in (wrong, unknown):
            self.assertContains(response, "email address and/or password you specified are not correct")
        self.assertFalse(self.is_in())

    def test_a_closed_account_stays_out_and_is_told_so(self):
        User.objects.update(is_active=False)
        self.assertContains(self.client.get(self.sign_in().url), "This account is closed")
        self.assertFalse(self.is_in())

    def test_signing_out_takes_a_click(self):
        self.sign_in()
        self.client.get("/accounts/logout/")
        self.assertTrue(self.is_in())
        self.client.post("/accounts/logout/")
        self.assertFalse(self.is_in())

    def test_a_fragment_asked_for_after_the_session_ended_sends_the_whole_page_to_the_door(self):
        asked = {"hx-request": "true", "hx-current-url": "http://testserver/jobs/?state=done"}
        response = self.client.get("/accounts/login/?next=/jobs/1/card/", headers=asked)
        self.assertEqual(response.headers["HX-Redirect"], "/accounts/login/?next=%2Fjobs%2F%3Fstate%3Ddone")


class PasswordTests(Signing):
    def test_a_forgotten_one_is_replaced_by_a_link_that_works_once(self):
        self.client.post("/accounts/password/reset/", {"email": self.user.email})
        link = self.link_in_mail()
        form = self.client.get(link).url
        response = self.client.post(
            form, {"password1": "quite another one", "password2": "quite another one"}
        )
        self.assertContains(self.client.get(response.url), "Your password is changed")
        self.assertFalse(self.sign_in() and self.is_in())
        self.sign_in("quite another one")
        self.assertTrue(self.is_in())
        self.assertContains(self.client_class().get(link), "does not open any more")

    def test_an_unknown_address_is_answered_the_same_way(self):
        known = self.client.post("/accounts/password/reset/", {"email": self.user.email})
        unknown = self.client.post("/accounts/password/reset/", {"email": "nobody@studio.example"})
        self.assertEqual((known.status_code, known.url), (unknown.status_code, unknown.url))

    def test_a_server_without_mail_says_so(self):
        self.assertContains(self.client.get("/accounts/password/reset/"), "This server sends no mail yet")
        with SENDS_MAIL:
            self.assertNotContains(self.client.get("/accounts/password/reset/"), "sends no mail")

    def test_it_is_changed_with_the_old_one_and_one_stays_signed_in(self):
        self.sign_in()
        new = {"oldpassword": PASSWORD, "password1": "quite another one", "password2": "quite another one"}
        self.client.post("/accounts/password/change/", new | {"oldpassword": "wrong"})
        self.user.refresh_from_db()
        self.assertTrue(self.user.check_password(PASSWORD))
        self.client.post("/accounts/password/change/", new)
        self.user.refresh_from_db()
        self.assertTrue(self.user.check_password("quite another one"))
        self.assertTrue(self.is_in())


class EmailTests(Signing):
    def change(self, email):
        self.sign_in()
        self.prove_it()
        return self.client.post("/accounts/email/", {"email": email, "action_add": "1"})

    def current(self):
        self.user.refresh_from_db()
        return self.user.email

    @SENDS_MAIL
    def test_a_new_address_holds_once_its_link_was_opened(self):
        before = self.user.email
        self.change("new@studio.example")
        self.assertEqual(self.current(), before)
        self.assertContains(self.client.get("/accounts/email/"), "new@studio.example waits for you")
        self.assertEqual(mail.outbox[-1].to, ["new@studio.example"])
        self.client.post(self.link_in_mail())
        self.assertEqual(self.current(), "new@studio.example")

    def test_where_no_mail_is_sent_it_holds_at_once(self):
        self.change("new@studio.example")
        self.assertEqual(self.current(), "new@studio.example")
        self.client.logout()
        self.sign_in(email="new@studio.example")
        self.assertTrue(self.is_in())
        self.assertEqual(mail.outbox, [])

    def test_an_address_of_somebody_else_is_refused(self):
        other = make_user()
        response = self.change(other.email)
        self.assertIn("email", response.context["form"].errors)
        self.assertNotEqual(self.current(), other.email)

    def test_the_demo_account_keeps_its_own(self):
        self.client.force_login(demo.account())
        with override_settings(SANDBOX=True, HOST="localhost", PUBLIC_URL="", ALLOWED_HOSTS=["localhost"]):
            new = {"email": "new@studio.example", "action_add": "1"}
            response = self.client.post("/accounts/email/", new, headers={"host": "localhost"})
        self.assertIn("email", response.context["form"].errors)

    def test_whoever_only_found_the_browser_open_is_asked_for_the_password(self):
        self.client.force_login(self.user)
        response = self.client.post("/accounts/email/", {"email": "new@studio.example", "action_add": "1"})
        self.assertIn("/accounts/reauthenticate/", response.url)
        self.assertNotEqual(self.current(), "new@studio.example")

    @SENDS_MAIL
    def test_a_new_account_waits_until_its_address_is_confirmed(self):
        new = {"name": "", "email": "new@studio.example", "password1": "a waltz in the rain"}
        response = self.client.post("/accounts/signup/", new)
        self.assertContains(self.client.get(response.url), "Look at your mail")
        self.assertFalse(self.is_in())
        self.assertIn("Suno Studio", mail.outbox[-1].subject)
        link = self.link_in_mail()
        self.assertContains(self.client.get(link), "Is new@studio.example yours?")
        self.client.post(link)
        self.assertTrue(self.is_in() or (self.sign_in(new["password1"], email=new["email"]) and self.is_in()))


class PreferencesTests(Signing):
    def test_they_are_kept_and_hold_at_once(self):
        self.sign_in()
        self.client.post("/settings/", {"name": "Mira", "language": "de", "theme": "dark"})
        self.user.refresh_from_db()
        self.assertEqual((self.user.name, self.user.language, self.user.theme), ("Mira", "de", "dark"))
        page = self.client.get("/settings/")
        self.assertContains(page, 'lang="de"')
        self.assertContains(page, 'data-theme="dark"')

    def test_a_language_we_do_not_speak_is_refused(self):
        self.sign_in()
        response = self.client.post("/settings/", {"name": "", "language": "tlh", "theme": ""})
        self.assertIn("language", response.context["form"].errors)

    def test_without_a_choice_the_browser_decides(self):
        self.sign_in()
        page = self.client.get("/settings/", headers={"accept-language": "de"})
        self.assertEqual(page.headers["Content-Language"], "de")
