"""How long one is in, and what the doors tell about who has an account."""

import re
from unittest.mock import patch

from django.core import mail
from django.test import override_settings

from accounts.models import User
from tests.accounts.base import PASSWORD, Signing

SENDS_MAIL = override_settings(EMAIL_URL="smtp://mail.example", ACCOUNT_EMAIL_VERIFICATION="mandatory")
NEW = "quite another password"


class SessionTests(Signing):
    def test_it_has_another_key_after_signing_in(self):
        """So that a key which somebody planted in a browser opens nothing."""
        session = self.client.session
        session["planted"] = True
        session.save()
        before = session.session_key
        self.sign_in()
        self.assertTrue(self.is_in())
        self.assertNotEqual(self.client.session.session_key, before)
        thief = self.client_class()
        thief.cookies[self.client.cookies.keys().__iter__().__next__()] = before
        self.assertFalse(self.is_in(thief))

    def test_the_old_key_opens_nothing_after_signing_out(self):
        self.sign_in()
        thief = self.client_class()
        thief.cookies.update(self.client.cookies)
        self.assertTrue(self.is_in(thief))
        self.client.post("/accounts/logout/")
        self.assertFalse(self.is_in(thief))

    def test_a_changed_password_ends_all_others_and_keeps_one_s_own(self):
        other = self.client_class()
        self.sign_in(), self.sign_in(client=other)
        self.assertTrue(self.is_in() and self.is_in(other))
        changed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
        self.client.post("/accounts/password/change/", changed)
        self.assertEqual((self.is_in(), self.is_in(other)), (True, False))

    def test_so_does_a_password_that_was_set_by_a_link(self):
        self.sign_in()
        guest = self.client_class()
        guest.post("/accounts/password/reset/", {"email": self.user.email})
        form = guest.get(self.link_in_mail()).url
        guest.post(form, {"password1": NEW, "password2": NEW})
        self.assertFalse(self.is_in())
        self.assertNotEqual(guest.get(self.link_in_mail(), follow=True).redirect_chain[-1:], [(form, 302)])

    def test_a_closed_account_is_out_at_once_and_does_not_come_in_again(self):
        self.sign_in()
        User.objects.update(is_active=False)
        self.assertFalse(self.is_in())
        self.sign_in()
        self.assertFalse(self.is_in())
        self.client.post("/accounts/password/reset/", {"email": self.user.email})
        self.assertFalse([letter for letter in mail.outbox if "/reset/key/" in letter.body])


@SENDS_MAIL
class EnumerationTests(Signing):
    """Whether an address has an account is told to that address, in a mail, and to nobody else."""

    def answer(self, address, **data):
        guest = self.client_class()
        response = guest.post(address, data, follow=True)
        once = r'name="csrfmiddlewaretoken" value="\w+"|"X-CSRFToken": "\w+"'
        page = re.sub(once, "", response.content.decode()).replace(data.get("email") or data["login"], "…")
        return response.status_code, response.redirect_chain, page, sorted(guest.cookies)

    def test_signing_in_says_the_same_of_a_wrong_password_and_of_no_account(self):
        known = self.answer("/accounts/login/", login=self.user.email, password="wrong")
        self.assertEqual(
            known, self.answer("/accounts/login/", login="nobody1@studio.example", password="wrong")
        )
        closed = User.objects.create_user("closed@studio.example", PASSWORD, is_active=False)
        self.assertEqual(known, self.answer("/accounts/login/", login=closed.email, password="wrong"))

    def test_so_does_asking_for_a_new_password(self):
        known = self.answer("/accounts/password/reset/", email=self.user.email)
        self.assertEqual(known, self.answer("/accounts/password/reset/", email="nobody2@studio.example"))
        self.assertEqual(
            [letter.to for letter in mail.outbox], [[self.user.email], ["nobody2@studio.example"]]
        )

    def test_so_does_signing_up(self):
        known = self.answer("/accounts/signup/", email=self.user.email, password1=NEW, name="")
        self.assertEqual(
            known, self.answer("/accounts/signup/", email="nobody3@studio.example", password1=NEW, name="")
        )
        self.assertEqual(
            [letter.to for letter in mail.outbox], [[self.user.email], ["nobody3@studio.example"]]
        )
        self.assertIn("already", mail.outbox[0].body)

    def test_and_the_time_that_a_wrong_password_takes_is_the_same(self):
        """Timing aside, the work is: the password of nobody is hashed too."""
        for login in (self.user.email, "nobody4@studio.example"):
            with patch(
                "django.contrib.auth.hashers.MD5PasswordHasher.encode", return_value="md5$x$y"
            ) as encode:
                self.client_class().post("/accounts/login/", {"login": login, "password": "wrong"})
            self.assertTrue(encode.called, login)
