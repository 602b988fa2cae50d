"""Stored keys are sealed: the first of FIELD_KEYS seals, all of them open."""

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def _box() -> MultiFernet:
    return MultiFernet([Fernet(key) for key in settings.FIELD_KEYS])


def seal(text: str) -> str:
    return _box().encrypt(text.encode()).decode() if text else ""


def unseal(sealed: str) -> str:
    """The text again; empty when none of today's keys opens it, as if no key had been stored."""
    try:
        return _box().decrypt(sealed).decode() if sealed else ""
    except InvalidToken:
        return ""
