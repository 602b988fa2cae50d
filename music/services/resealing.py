"""Stored keys get a new seal: after it, the older field keys are no longer needed."""

import fcntl
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass

from cryptography.fernet import Fernet
from django.conf import settings

from sunostudio import disk

from ..models import ProviderAccount
from ..sealing import field_keys, is_newest, seal, unseal

SEALED = ("sealed_key", "sealed_hmac_key")
PAUSE = 5  # seconds; whoever sealed with the old key just before the new one came has written it down by then


@dataclass(frozen=True)
class Resealed:
    """How many values got a new seal, how many had it, and the accounts of those that no key opens."""

    count: int
    newest: int
    shut: list


def reseal() -> Resealed:
    """Seal everything with the first of the field keys. What changes meanwhile is sealed with it anyway."""
    count, newest, shut = 0, 0, []
    for account, name, sealed in stored():
        text = unseal(sealed)
        if not text:
            shut.append(account)
        elif is_newest(sealed):
            newest += 1
        else:
            same = ProviderAccount.objects.filter(pk=account.pk, **{name: sealed})
            count += same.update(**{name: seal(text)})
    return Resealed(count, newest, shut)


def stored():
    """(account, field, sealed value) of everything that is sealed."""
    accounts = ProviderAccount.objects.select_related("owner").only("owner", "base_url", *SEALED)
    for account in accounts.order_by("pk"):
        yield from ((account, name, value) for name in SEALED if (value := getattr(account, name)))


def with_new_key(pause=PAUSE) -> Resealed:
    """Make a new first key in the kept file, seal everything with it, and drop the others.

    Killed at any point, the file holds every key that is still needed, and the next run ends the work.
    """
    file = settings.FIELD_KEY_FILE
    with _alone(file.parent):
        disk.write(file, _lines([Fernet.generate_key().decode(), *field_keys()]))
        first = reseal()
        time.sleep(pause)
        late = reseal()
        disk.write(file, _lines(field_keys()[:1]))
    return Resealed(first.count + late.count, 0, late.shut)


def _lines(keys):
    return "".join(f"{key}\n" for key in keys).encode()


@contextmanager
def _alone(folder):
    """Two at once would each drop the other's new key."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
