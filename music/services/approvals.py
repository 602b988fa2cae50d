"""Jobs that cost so much that they wait for an administrator's yes."""

import logging

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_noop as _

from accounts.models import User
from sunostudio import addresses
from sunostudio.sheeted import changed

from ..models import Job, JobEvent
from ..queue import enqueue
from . import audit, notices
from .jobs import LEASE

log = logging.getLogger(__name__)

Kind = JobEvent.Kind


def may_settle(by, job):
    """Nobody says yes to their own costly job, except administrators."""
    return by.is_superuser or (by.is_staff and job.owner_id != by.pk)


def ask(job):
    """A letter to each who may say yes, in their language; the page has it anyway."""
    address = addresses.of(reverse("approvals"))
    staff = User.objects.filter(is_staff=True, is_active=True).exclude(email="")
    for person in (one for one in staff if may_settle(one, job)):
        with translation.override(person.language or settings.LANGUAGE_CODE):
            text = render_to_string("music/mail/approval.txt", {"job": job, "address": address})
        _send(person, *text.strip().split("\n", 1))


def _send(person, subject, body):
    try:
        send_mail(subject, body.strip(), None, [person.email])
    except OSError as error:  # whatever the mail server says
        log.warning("The letter about a job that waits for a yes did not leave: %s", error)


@transaction.atomic
def say_yes(job, by):
    """True when it waited, and goes on now."""
    rows = Job.objects.held().filter(pk=job.pk)
    is_first = rows.update(held_at=None, due_at=timezone.now() + LEASE, **changed())
    if is_first:
        job.note(Kind.PERSON, words=_("An administrator said yes."), body={"by": by.name})
        audit.note(by, "job.yes", job)
        enqueue("send_job", job.pk)
    return bool(is_first)


@transaction.atomic
def say_no(job, by):
    """True when it waited, and is given up now. Nothing was charged."""
    job = job.lock()
    moved = job.is_held and job.move(Job.State.CANCELLED, held_at=None, error_code="declined")
    if moved:
        job.note(Kind.PERSON, words=_("An administrator said no."), body={"by": by.name})
        audit.note(by, "job.no", job)
        notices.ended(job)
    return moved
