"""The log of what staff did, for services that write it and the page that reads it."""

from datetime import datetime, timedelta

from django.utils import timezone

from accounts.audit import DEEDS, KINDS, changes_of, note, note_each
from accounts.models import AuditEntry, User

__all__ = ["KINDS", "changes_of", "chosen", "note", "note_each", "people"]


def chosen(person="", kind="", day="", on=""):
    """Entries, newest first, of what these words ask for; a word that means nothing asks for nothing. `on`:
    `accounts.user:7`."""
    entries = AuditEntry.objects.order_by("-pk")
    if person.isdecimal():
        entries = entries.filter(by=int(person))
    if kind in KINDS:
        entries = entries.filter(what__in=[deed for deed in DEEDS if deed.startswith(f"{kind}.")])
    if begins := _begin_of(day):
        entries = entries.filter(at__gte=begins, at__lt=begins + timedelta(days=1))
    if ":" in on:
        label, _colon, key = on.partition(":")
        entries = entries.filter(on_kind=label, on_key=key)
    return entries


def _begin_of(day):
    try:
        return timezone.make_aware(datetime.strptime(day, "%Y-%m-%d"))
    except ValueError:
        return None


def people():
    """Who is in the log and still here."""
    return User.objects.filter(pk__in=AuditEntry.objects.order_by().values("by").distinct())
