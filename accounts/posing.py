"""Seeing the studio as somebody else does, to help them: looking only. Nobody signs in for it: an administrator's own
session says whom they look as, and ends it."""

from django.db import transaction

from . import audit, roles
from .models import User

SESSION_KEY = "posing_as"
SAFE = ("GET", "HEAD", "OPTIONS")
END = "stop_posing"
# What is not even looked at: their proofs of who they are, the administration, and all of theirs as one file
SHUT = ("accounts/", "admin/")
SHUT_NAMES = {"export", "leave"}


def can_be_seen(person):
    """Not a manager or an administrator, nobody whose account is shut, nor who is leaving: to them one page opens."""
    return person.is_active and not person.is_staff and not person.leaves_at


@transaction.atomic
def start(request, person):
    """False where that is not allowed."""
    if not can_be_seen(person) or not roles.may_touch(request.user, person):
        return False
    audit.note(request.user, "person.posed", person)
    request.session[SESSION_KEY] = person.pk
    return True


def stop(request):
    request.session.pop(SESSION_KEY, None)


def note_end(by, person):
    audit.note(by, "person.posed_no_more", person)


def person_of(request):
    """Whom this visitor looks as; None where they are themselves, or may not any more."""
    known = request.session.get(SESSION_KEY)
    if known is None or not request.user.is_authenticated:
        return None
    person = User.objects.filter(pk=known).first()
    if person and can_be_seen(person) and roles.may_touch(request.user, person):
        return person
    stop(request)
    note_end(request.user, person)
    return None


def opens(match, method):
    """Whether a page opens to who looks as somebody else."""
    if match.url_name == END:
        return True
    return method in SAFE and not match.route.startswith(SHUT) and match.url_name not in SHUT_NAMES
