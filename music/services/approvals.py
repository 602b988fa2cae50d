"""Jobs that cost so much that they wait for an administrator's yes."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from sunostudio.sheeted import changed

from ..models import Job, JobEvent
from ..queue import enqueue
from . import audit, notices
from .jobs import LEASE

Kind = JobEvent.Kind


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
