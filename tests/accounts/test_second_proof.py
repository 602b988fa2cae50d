"""Apps, passkeys, recovery codes, and the devices one is signed in at."""

import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.utils import timezone

from accounts.models import User

from .base import PASSWORD, Signing


def code_of(secret):
    """What the app would show now."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


class SecondProofTests(Signing):
    def setUp(self):
        super().setUp()
        self.enterContext(time_machine.travel(timezone.now(), tick=False))  # a code is good for half a minute

    def set_up_app(self):
        self.sign_in()
        self.prove_it()
        secret = self.client.get("/accounts/2fa/totp/activate/").context["form"].secret
        response = self.client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})
        self.assertRedirects(response, "/accounts/2fa/recovery-codes/")
        return secret

    def test_with_an_app_the_password_alone_opens_nothing(self):
        secret = self.set_up_app()
        visitor = self.client_class()
        self.assertRedirects(self.sign_in(client=visitor), "/accounts/2fa/authenticate/")
        self.assertFalse(self.is_in(visitor))
        wrong = visitor.post("/accounts/2fa/authenticate/", {"code": "000000"})
        self.assertIn("code", wrong.context["form"].errors)
        cache.clear()  # which remembers that the code was used to set it up
        visitor.post("/accounts/2fa/authenticate/", {"code": code_of(secret)})
        self.assertTrue(self.is_in(visitor))

    def test_a_recovery_code_opens_once(self):
        self.set_up_app()
        page = self.client.get("/accounts/2fa/recovery-codes/")
        code = page.context["unused_codes"][0]
        self.assertContains(page, code)
        for is_first in (True, False):
            visitor = self.client_class()
            self.sign_in(client=visitor)
            visitor.post("/accounts/2fa/authenticate/", {"code": code})
            self.assertEqual(self.is_in(visitor), is_first)

    def test_it_can_be_turned_off_again(self):
        self.set_up_app()
        self.client.post("/accounts/2fa/totp/deactivate/")
        self.assertFalse(Authenticator.objects.exists())
        self.assertContains(self.client.get("/accounts/2fa/"), "Set up")

    def test_setting_one_up_asks_for_the_password_first(self):
        self.client.force_login(self.user)
        response = self.client.get("/accounts/2fa/totp/activate/", follow=True)
        self.assertContains(response, "Is it you?")
        again = self.client.post(response.redirect_chain[-1][0], {"password": PASSWORD})
        self.assertRedirects(again, "/accounts/2fa/totp/activate/")

    def test_somebody_made_on_the_command_line_can_prove_it_too(self):
        self.user = User.objects.create_superuser("boss@studio.example", PASSWORD)
        self.sign_in()
        self.prove_it()
        self.assertEqual(self.client.get("/accounts/2fa/totp/activate/").status_code, 200)

    def test_passkeys_are_offered_at_the_door_and_among_ones_settings(self):
        self.assertContains(self.client.get("/accounts/login/"), 'id="passkey_login"')
        offer = self.client.get(
            "/accounts/2fa/webauthn/login/", headers={"accept": "application/json"}
        ).json()
        self.assertIn("challenge", offer["request_options"]["publicKey"])
        self.sign_in()
        self.prove_it()
        self.assertContains(self.client.get("/accounts/2fa/webauthn/add/"), "mfa_webauthn_add")

    def test_the_pages_say_nothing_of_the_secret_afterwards(self):
        secret = self.set_up_app()
        self.assertNotContains(self.client.get("/accounts/2fa/"), secret)


class DevicesTests(Signing):
    def test_others_are_signed_out_with_one_click(self):
        other = self.client_class()
        firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
        self.sign_in(client=other, headers={"user-agent": firefox})
        self.sign_in()
        page = self.client.get("/accounts/sessions/")
        self.assertContains(page, "Firefox on Linux")
        self.assertContains(page, "this one", count=1)
        self.client.post("/accounts/sessions/")
        self.assertTrue(self.is_in())
        self.assertFalse(self.is_in(other))
