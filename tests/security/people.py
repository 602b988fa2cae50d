"""An owner, an administrator and an invitation in a studio that runs: `python -m tests.security.people PASSWORD`."""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "sunostudio.settings"
django.setup()

from allauth.account.models import EmailAddress  # noqa: E402
from django.test import Client  # noqa: E402

from accounts.models import Invitation, User  # noqa: E402


def person(email, password, **fields):
    user = User.objects.create_user(email=email, name=email.partition("@")[0], password=password, **fields)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    browser = Client()
    browser.force_login(user)
    return browser.cookies["sessionid"].value


if __name__ == "__main__":
    owner = person("owner@studio.example", sys.argv[1])
    staff = person("staff@studio.example", sys.argv[1], is_staff=True, is_superuser=True)
    print(
        json.dumps(
            {"owner": owner, "staff": staff, "invitation": Invitation.objects.create(note="Jonas").token}
        )
    )
