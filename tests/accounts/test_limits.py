"""Doors that are knocked at too often: a sentence, how long to wait, and what was typed."""

import time
from unittest import mock

from allauth.account.models import EmailAddress
from allauth.core.internal import ratelimit
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import override_settings
from redis.exceptions import ConnectionError

from accounts.models import Invitation
from sunostudio.cache import SharedCache

from .base import PASSWORD, Signing


class LimitTests(Signing):
    """The counters stand in the queue server's cache, shared by all web processes."""

    def assertTooMany(self, answer, most=60):
        self.assertContains(answer, "too often in a short time", status_code=429)
        self.assertContains(answer, "Try again in", status_code=429)
        self.assertIn(int(answer.headers["Retry-After"]), range(1, most + 1))

    def test_after_five_wrong_passwords_even_the_right_one_waits(self):
        for _attempt in range(5):
            self.assertEqual(self.sign_in("wrong").status_code, 200)
        answer = self.sign_in()
        self.assertTooMany(answer, most=300)
        self.assertContains(answer, f'value="{self.user.email}"', status_code=429)
        self.assertFalse(self.is_in())

    def test_wrong_passwords_for_many_people_end_for_the_address_they_come_from(self):
        answers = [self.sign_in(email=f"nobody{number}@studio.example") for number in range(11)]
        self.assertEqual({answer.status_code for answer in answers[:10]}, {200})
        self.assertTooMany(answers[10])
        elsewhere = self.sign_in(REMOTE_ADDR="192.0.2.7")
        self.assertEqual(elsewhere.status_code, 302)

    def test_a_household_of_ipv6_is_one_address(self):
        for number in range(11):
            answer = self.sign_in(
                "x", email=f"no{number}@studio.example", REMOTE_ADDR=f"2001:db8::{number:x}"
            )
        self.assertTooMany(answer)
        self.assertEqual(self.sign_in("x", REMOTE_ADDR="2001:db8:0:1::1").status_code, 200)

    def test_ipv4_that_comes_as_ipv6_is_not_one_address_for_all(self):
        for number in range(11):
            answer = self.sign_in(
                "x", email=f"no{number}@studio.example", REMOTE_ADDR=f"::ffff:192.0.2.{number}"
            )
        self.assertEqual(answer.status_code, 200)

    def test_a_flood_of_sign_ins_keeps_what_was_typed(self):
        for _attempt in range(31):
            answer = self.sign_in("", email="mira@studio.example")
        self.assertTooMany(answer)
        self.assertContains(answer, 'value="mira@studio.example"', status_code=429)
        self.assertContains(answer, 'class="door"', status_code=429)

    def test_so_does_a_flood_of_sign_ups(self):
        for number in range(21):
            typed = {"email": f"nobody{number}", "name": "Mira", "password1": "a waltz in the rain"}
            answer = self.client.post("/accounts/signup/", typed)
        self.assertTooMany(answer)
        self.assertContains(answer, 'value="Mira"', status_code=429)
        self.assertNotContains(answer, "a waltz in the rain", status_code=429)

    def test_and_of_forgotten_passwords_for_one_address(self):
        for _attempt in range(4):
            answer = self.client.post("/accounts/password/reset/", {"email": self.user.email})
        self.assertTooMany(answer, most=600)
        self.assertContains(answer, f'value="{self.user.email}"', status_code=429)
        self.assertEqual(len(mail.outbox), 3)

    def test_guessing_invitations_ends(self):
        for _attempt in range(21):
            answer = self.client.get("/accounts/invitation/guessed/")
        self.assertTooMany(answer)
        good = Invitation.objects.create()
        self.assertTooMany(self.client.get(good.get_absolute_url()))

    def test_proving_it_again_ends(self):
        self.client.force_login(self.user)
        for _attempt in range(11):
            answer = self.prove_it("wrong")
        self.assertTooMany(answer)

    def test_guessing_codes_ends(self):
        TOTP.activate(self.user, generate_totp_secret())
        self.sign_in()
        for _attempt in range(6):
            answer = self.client.post("/accounts/2fa/authenticate/", {"code": "000000"})
        self.assertTooMany(answer, most=300)

    def test_guessing_passkeys_ends_in_the_form_its_caller_reads(self):
        address, json = "/accounts/2fa/webauthn/login/", {"accept": "application/json"}
        for _attempt in range(11):
            answer = self.client.post(address, {"credential": "{}"}, headers=json)
        self.assertEqual(answer.status_code, 429)
        self.assertIn("Try again in", answer.json()["why"])
        self.assertIn("Retry-After", answer.headers)

    def test_a_new_address_that_was_typed_stays(self):
        self.sign_in()
        self.prove_it()
        for _attempt in range(11):
            answer = self.client.post("/accounts/email/", {"email": "no address", "action_add": "1"})
        self.assertTooMany(answer)
        self.assertContains(answer, 'value="no address"', status_code=429)

    def test_looking_costs_nothing(self):
        for _attempt in range(40):
            response = self.client.get("/accounts/login/")
        self.assertEqual(response.status_code, 200)


class EachLimitTests(Signing):
    """Every limit of the settings, at its own figure: the last one that may be is answered, the next one waits."""

    def setUp(self):
        super().setUp()
        self.keys = set()
        key_of = ratelimit.get_cache_key
        noted = mock.patch.object(
            ratelimit, "get_cache_key", lambda *args, **named: self.note(key_of(*args, **named))
        )
        noted.start()
        self.addCleanup(noted.stop)

    def note(self, key):
        self.keys.add(key)
        return key

    def sign_up(self):
        typed = {"email": "theo@studio.example", "name": "Theo", "password1": "short"}
        return self.client.post("/accounts/signup/", typed)

    def forget(self):
        return self.client.post("/accounts/password/reset/", {"email": self.user.email})

    def open_link(self):
        return self.client.post("/accounts/password/reset/key/1-set-password/", {"password1": "short"})

    def open_invitation(self):
        return self.client.get("/accounts/invitation/guessed/")

    def prove_it_again(self):
        self.client.force_login(self.user)
        return self.prove_it("wrong")

    def change_password(self):
        self.client.force_login(self.user)
        return self.client.post("/accounts/password/change/", {"oldpassword": "wrong"})

    def change_address(self):
        self.sign_in_well()
        return self.client.post("/accounts/email/", {"email": "no address", "action_add": "1"})

    def use_passkey(self):
        address = "/accounts/2fa/webauthn/login/"
        return self.client.post(address, {"credential": "{}"}, headers={"accept": "application/json"})

    def sign_in_well(self):
        self.client.force_login(self.user)
        self.prove_it()

    def sign_in_wrong(self):
        return self.sign_in("wrong")

    KNOCKS = {
        "login": "sign_in_wrong", "login_failed": "sign_in_wrong", "signup": "sign_up", "reset_password": "forget",
        "reset_password_from_key": "open_link", "reauthenticate": "prove_it_again", "change_password": "change_password",
        "manage_email": "change_address", "invitation": "open_invitation", "webauthn_login": "use_passkey",
    }  # fmt: skip
    TELLS_NOBODY = {"confirm_email"}  # another mail is not sent, and that is all: see below

    def test_none_is_without_a_case(self):
        limits = {**settings.ACCOUNT_RATE_LIMITS, **settings.MFA_RATE_LIMITS}
        self.assertEqual(set(limits), set(self.KNOCKS) | self.TELLS_NOBODY)

    def test_each_lets_as_many_pass_as_it_says_and_no_more(self):
        for action, rates in {**settings.ACCOUNT_RATE_LIMITS, **settings.MFA_RATE_LIMITS}.items():
            for rate in ratelimit.parse_rates(rates) if action in self.KNOCKS else ():
                with self.subTest(action, rate=str(rate)):
                    self.assertNotEqual(self.knock_after(rate.amount - 1, action, rate).status_code, 429)
                    answer = self.knock_after(rate.amount, action, rate)
                    self.assertEqual(answer.status_code, 429)
                    self.assertRegex(answer.content.decode(), "Try again in")
                    self.assertIn(int(answer.headers["Retry-After"]), range(1, int(rate.duration) + 1))

    def knock_after(self, tries, action, rate):
        """Once more, where it was tried so often just now."""
        knock = getattr(self, self.KNOCKS[action])
        cache.clear()
        knock()  # which tells under which keys it is counted
        (key,) = {key for key in self.keys if f":{action}:{rate}:" in key}
        cache.clear()
        cache.set(key, [time.time() - 1] * tries, 3600)
        return knock()

    @override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
    def test_an_address_is_written_to_once_in_three_minutes(self):
        EmailAddress.objects.update(verified=False)
        for _time in range(3):
            self.sign_in()
        self.assertEqual(len(mail.outbox), 1)


class AwayTests(Signing):
    """While the queue server is away, doors are neither shut nor wide open."""

    def setUp(self):
        super().setUp()
        for name in ("add", "get", "set", "delete", "incr"):
            away = mock.patch(
                f"django.core.cache.backends.redis.RedisCache.{name}", side_effect=ConnectionError
            )
            away.start()
            self.addCleanup(away.stop)
        self.addCleanup(setattr, SharedCache, "away_until", 0.0)
        self.addCleanup(cache._own.clear)

    def test_one_can_sign_in(self):
        self.assertEqual(self.sign_in().status_code, 302)

    def test_tries_are_counted_all_the_same(self):
        for _attempt in range(5):
            self.sign_in("wrong")
        self.assertEqual(self.sign_in(PASSWORD).status_code, 429)

    def test_a_server_that_was_away_is_not_asked_each_time(self):
        with mock.patch("sunostudio.cache.log.warning") as warning:
            self.sign_in("wrong")
        warning.assert_called_once()
