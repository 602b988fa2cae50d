"""Stored keys are sealed: the first of the field keys seals, all of them open.

They are those of FIELD_KEYS, or the lines of a kept file. The file is read each time, so that everything that runs
seals with a new first key from the moment it stands there.
"""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def field_keys() -> list[str]:
    return settings.FIELD_KEYS or settings.FIELD_KEY_FILE.read_text().split()


def seal(text: str) -> str:
    return _box(field_keys()).encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again; empty when none of today's keys opens it, as if no key had been stored."""
    return _opened(sealed, field_keys())


def is_newest(sealed: str) -> bool:
    """Whether the first key alone opens it."""
    return bool(_opened(sealed, field_keys()[:1]))


def _opened(sealed, keys):
    try:
        return _box(keys).decrypt(sealed).decode() if sealed else ""
    except InvalidToken:
        return ""


def _box(keys):
    return MultiFernet([Fernet(key) for key in keys])
