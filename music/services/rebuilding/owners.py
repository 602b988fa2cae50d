"""Whose rows are made again: people, found by their folder, and the provider's accounts, by their address."""

import hashlib
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone

from accounts.models import User

from ...models import ProviderAccount
from .shelves import moment

NOWHERE = "rebuilt.invalid"  # no mail is ever sent there


class Taken(Exception):
    """The address belongs to somebody who has another folder."""


def of(folder, facts, address=None):
    """(the person of this folder, whether they are new). Without an address they get one that leads nowhere, and
    nobody knows a password: an administrator's link, or `address` another time, lets them in."""
    if person := User.objects.filter(folder=folder).first():
        if address and person.email.endswith(f"@{NOWHERE}"):
            person.email = _free(address, person)
            person.save(update_fields=["email"])
        return person, False
    if address and (person := User.objects.filter(email__iexact=address).first()):
        _take(person, folder, address)
        return person, False
    return _make(folder, facts, address), True


def _take(person, folder, address):
    """Somebody signed up anew before their songs were back."""
    if person.folder:
        raise Taken(f"{address} has another folder already: {person.folder}.")
    person.folder = folder
    person.save(update_fields=["folder"])


def _free(address, person):
    if User.objects.filter(email__iexact=address).exclude(pk=person.pk).exists():
        raise Taken(f"{address} belongs to somebody else.")
    return address.lower()


def _make(folder, facts, address):
    placeholder = f"{hashlib.sha256(folder.encode()).hexdigest()[:16]}@{NOWHERE}"
    names = {name: facts[name] for name in ("name", "language", "theme", "is_active") if name in facts}
    names.setdefault("name", folder.rpartition("-")[0] or folder)
    person = User(email=(address or placeholder).lower(), folder=folder, **names)
    person.date_joined = moment(facts.get("date_joined")) or timezone.now()
    person.leaves_at = moment(facts.get("leaves_at"))
    person.set_unusable_password()
    person.save()
    return person


def account_of(owner, facts):
    """The provider's account that a sheet names, without its key: who brings the same key finds it again."""
    told = facts.get("account") or {
        "base_url": _address_of(facts["provider"]),
        "is_own": False,
        "style": "dedicated",
    }
    style = {"style": told["style"]}
    if not told["is_own"]:
        return ProviderAccount.objects.get_or_create(owner=None, base_url=told["base_url"], defaults=style)[0]
    mine = {"owner": owner, "base_url": told["base_url"], "key_hint": told["key_hint"]}
    here = ProviderAccount.objects.filter(**mine).first()
    return here or ProviderAccount.objects.create(**mine, **style, removed_at=timezone.now())


def _address_of(host):
    """Sheets of version 1 have the host alone."""
    if urlsplit(settings.KIE_API_BASE_URL).netloc == host:
        return settings.KIE_API_BASE_URL
    is_local = host.partition(":")[0] in settings.LOOPBACK
    return f"{'http' if is_local else 'https'}://{host}"
