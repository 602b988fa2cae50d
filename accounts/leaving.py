"""Asking to leave: the account is shut for a grace time, in which its owner can stay; then the clock deletes it."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils import timezone

from sunostudio.sheeted import changed

from . import demo
from .models import User

GRACE = timedelta(days=14)


def why_not(user):
    """What keeps this person from leaving: "demo", "last" (nobody would run the server), or nothing."""
    if user.email == demo.EMAIL:
        return "demo"
    return "last" if is_last(user) else ""


def is_last(user):
    """Whether nobody would run the server without this administrator."""
    others = User.objects.filter(is_superuser=True, is_active=True, leaves_at=None).exclude(email=demo.EMAIL)
    return user.is_superuser and not others.exclude(pk=user.pk).exists()


def leave(user):
    """False where they cannot, or asked before. They are signed out everywhere."""
    with transaction.atomic():
        list(
            User.objects.select_for_update().filter(is_superuser=True)
        )  # of two who ask at once, one is the last
        if why_not(user):
            return False
        rows = User.objects.filter(pk=user.pk, leaves_at=None)
        asked = rows.update(leaves_at=timezone.now() + GRACE, **changed())
    sign_out(user)
    user.refresh_from_db()
    return bool(asked)


def sign_out(user):
    """Everywhere, at once."""
    for session in UserSession.objects.filter(user=user):
        session.end()


def stay(user):
    """As if never asked. False once the grace is over: then there is no way back, but for who is not deleted at all
    because everybody else who ran the server has gone meanwhile."""
    rows = User.objects.filter(pk=user.pk, leaves_at__isnull=False)
    if not why_not(user):
        rows = rows.filter(leaves_at__gt=timezone.now())
    return bool(rows.update(leaves_at=None, **changed()))
