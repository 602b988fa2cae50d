"""Somebody with an account and a confirmed address, and how they sign in."""

import re

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import TestCase

from tests.factories import make_user

PASSWORD = "a good password"


class Signing(TestCase):
    def setUp(self):
        self.user = make_user(password=PASSWORD)
        EmailAddress.objects.create(user=self.user, email=self.user.email, primary=True, verified=True)

    def sign_in(self, password=PASSWORD, client=None, email=None, **extra):
        login = {"login": email or self.user.email, "password": password}
        return (client or self.client).post("/accounts/login/", login, **extra)

    def prove_it(self, password=PASSWORD):
        return self.client.post("/accounts/reauthenticate/", {"password": password})

    def is_in(self, client=None):
        return (client or self.client).get("/settings/").status_code == 200

    def link_in_mail(self):
        return re.search(r"https://studio\.example(/\S+)", mail.outbox[-1].body)[1]
