"""People as those see them who run the server: what they keep, make and spend, and what can be done about them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models import Count, Max, Q, Sum

from accounts import audit, leaving, roles
from accounts.models import User
from accounts.roles import Role

from ..models import Asset, Budget, Job, LedgerEntry, Track, Upload
from . import usage

LIMITS = ("by_month", "by_job", "yes_above")


class LastAdministrator(Exception):
    """Nobody would run the server any more."""


@dataclass(frozen=True)
class Figures:
    """Of one person: bytes on the disk, jobs in all and unfinished, credits spent this month, when last here."""

    person: User
    bytes: int
    jobs: int
    under_way: int
    spent: Decimal
    seen: datetime | None


def chosen(words="", role=""):
    """People, the newest first, whose name or address has these words in it."""
    people = User.objects.order_by("-pk")
    if words:
        people = people.filter(Q(name__icontains=words) | Q(email__icontains=words))
    wanted = {
        Role.LISTENER: Q(is_listener=True, is_staff=False),
        Role.MAKER: Q(is_listener=False, is_staff=False),
        Role.MANAGER: Q(is_staff=True, is_superuser=False),
        Role.ADMINISTRATOR: Q(is_staff=True, is_superuser=True),
        "shut": Q(is_active=False),
    }
    return people.filter(wanted[role]) if role in wanted else people


def figures(people):
    """Of each of these, in as many queries as of one."""
    kept = [
        _summed(model.objects.filter(owner__in=people), "owner", Sum("size"))
        for model in (Track, Asset, Upload)
    ]
    jobs = Job.objects.filter(owner__in=people)
    made, under_way = (
        _summed(rows, "owner", Count("pk")) for rows in (jobs, jobs.filter(finished_at=None).under_way())
    )
    spent, seen = (
        _spent(people),
        _summed(UserSession.objects.filter(user__in=people), "user", Max("last_seen_at")),
    )
    return [
        Figures(
            person=person,
            bytes=sum(sizes.get(person.pk) or 0 for sizes in kept),
            jobs=made.get(person.pk, 0),
            under_way=under_way.get(person.pk, 0),
            spent=spent.get(person.pk) or Decimal(0),
            seen=max(filter(None, (seen.get(person.pk), person.last_login)), default=None),
        )
        for person in people
    ]


def _summed(rows, whose, what):
    return dict(rows.order_by().values(whose).annotate(n=what).values_list(whose, "n"))


def _spent(people):
    kind = LedgerEntry.Kind
    entries = LedgerEntry.objects.filter(job__owner__in=people, at__gte=usage.Month.of("").begins)
    charged, back = (
        _summed(entries.filter(kind=which), "job__owner", Sum("credits"))
        for which in (kind.CHARGED, kind.RETURNED)
    )
    return {owner: credits - back.get(owner, 0) for owner, credits in charged.items()}


def give_role(by, person, role):
    """False where they have it already. Raises `LastAdministrator`."""
    before = person.role
    if before == role:
        return False
    with transaction.atomic():
        if _is_last(person):
            raise LastAdministrator
        roles.give(person, role)
        audit.note(by, "person.role", person, changes={"role": (before.value, role)})
    return True


def shut(by, person):
    """They are signed out at once and cannot come back. Their jobs go on to the end, and their songs are kept."""
    with transaction.atomic():
        if _is_last(person):
            raise LastAdministrator
        person.is_active = False
        person.save(update_fields=["is_active"])
        audit.note(by, "person.disabled", person)
    leaving.sign_out(person)


@transaction.atomic
def open_again(by, person):
    person.is_active = True
    person.save(update_fields=["is_active"])
    audit.note(by, "person.enabled", person)


def _is_last(person):
    """Of two who are shut at once, one is the last."""
    list(User.objects.select_for_update().filter(is_superuser=True))
    return leaving.is_last(person)


@transaction.atomic
def set_budget(by, form):
    """What a valid form says of a person's budget; without any limit there is none."""
    budget = form.instance
    changes = audit.changes_of(form)
    if any(getattr(budget, name) is not None for name in LIMITS):
        budget.save()
    elif budget.pk:
        Budget.objects.filter(pk=budget.pk).delete()
    if changes:
        audit.note(by, "person.budget", budget.owner, changes=changes)


@transaction.atomic
def invite(by, form):
    invitation = form.save(commit=False)
    invitation.created_by = by
    invitation.save()
    audit.note(by, "person.invited", str(invitation), changes={"role": ("", invitation.gives.value)})
    return invitation


@transaction.atomic
def take_back(by, invitation):
    audit.note(by, "person.uninvited", str(invitation))
    invitation.delete()
