"""Plant scripts in everything that one person of a running studio has, and print the pages that show it, as JSON.

`python -m tests.security.plant EMAIL`, in the environment of the studio; they become an administrator too.
"""

import json
import sys

import django

django.setup()

from django.test import Client  # noqa: E402 (after the setup)

from accounts.models import User  # noqa: E402
from tests.security.belongings import Belongings  # noqa: E402
from tests.security.test_scripts import EVIL_LINK, POISON  # noqa: E402
from tests.security.visits import addresses, doors  # noqa: E402


def plant(email):
    """The person's belongings, and the person, who is called so too."""
    person = User.objects.get(email=email)
    person.name, person.is_staff, person.is_superuser = POISON[:80], True, True
    person.save()
    return Belongings(person, words=POISON, address=EVIL_LINK)


def pages(theirs):
    """Addresses that answer with a page, some of them once one has proved again who one is: of two things of each
    kind, and of every job."""
    client = Client(headers={"host": "localhost"})
    client.force_login(theirs.owner)
    for route, door in doors("people", "owner", "staff"):
        named = theirs.named.get(door.names, [])
        few = named if route == "jobs/<uuid:uuid>/" else named[:2]
        for address in addresses(route, door, few):
            if door.get in (200, 302) and "<" not in route.partition("admin/")[2]:
                answer = client.get(address)
                is_page = answer.status_code == 200 and answer["Content-Type"].startswith("text/html")
                if is_page or "/reauthenticate/" in answer.get("Location", ""):
                    yield address


if __name__ == "__main__":
    print(json.dumps(list(pages(plant(sys.argv[1])))))
