"""Sentences for everybody, on all pages."""

from django.db.models import Q
from django.utils import timezone

from sunostudio.remembered import Remembered

from .models import Announcement


def _read():
    """Those that are not over, tomorrow's too."""
    return list(Announcement.objects.filter(Q(ends_at=None) | Q(ends_at__gt=timezone.now())))


known = Remembered(_read)


def current():
    now = timezone.now()
    return [one for one in known() or [] if one.begins_at <= now and (not one.ends_at or one.ends_at > now)]


def at_door():
    """What anybody may read, without an account."""
    return [one for one in current() if one.at_door]


def of(person):
    """What they have not put away; it costs a query only while there is something to say."""
    said = current()
    if not said:
        return []
    seen = Announcement.seen_by.through.objects.filter(user=person, announcement__in=said)
    put_away = set(seen.values_list("announcement_id", flat=True))
    return [one for one in said if one.pk not in put_away]


def make(form):
    announcement = form.save()
    known.forget()
    return announcement


def end(announcement):
    """Now; who saw it saw it."""
    announcement.ends_at = timezone.now()
    announcement.save(update_fields=["ends_at"])
    known.forget()
