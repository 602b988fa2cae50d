"""What a person can do about a job: stop it, ask about it, settle it, try it again."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from accounts import switches
from sunostudio.sheeted import changed

from ..models import Job, JobEvent, ProviderAccount
from ..models.jobs import ASKED
from ..operations import registry
from ..queue import enqueue
from . import asking, hearing, jobs, money

Kind = JobEvent.Kind


def cancel(job):
    """Only while nothing was sent."""
    return job.move(Job.State.CANCELLED)


def ask_now(job):
    """Look at once, and go on looking. True when the provider knew the task."""
    if job.state in ASKED and job.task_id:
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now() + hearing.FIRST_ASK)
    return asking.refresh(job)


def ask_again(rows):
    """Ask soon about those of `rows` that can be asked about. How many they are."""
    keys = list(rows.filter(state__in=ASKED).exclude(task_id="").values_list("pk", flat=True))
    Job.objects.filter(pk__in=keys, state__in=ASKED).update(due_at=timezone.now() + hearing.FIRST_ASK)
    for key in keys:
        enqueue("refresh_job", key)
    return len(keys)


@transaction.atomic
def settle_with_task(job, task_id):
    """Out of `unknown`: a person found the task's id in the provider's log."""
    moved = job.move(
        Job.State.WAITING, only_from=Job.State.UNKNOWN,
        task_id=task_id, due_at=timezone.now(), error_code="", error_message="",
    )  # fmt: skip
    if moved:
        job.note(Kind.PERSON, words=_("Pasted the task’s id from the provider’s log."))
        money.settle(job)
        enqueue("refresh_job", job.pk)
    return moved


def settle_as_not_made(job):
    """Out of `unknown`: a person says that it was never made."""
    moved = job.move(Job.State.FAILED, only_from=Job.State.UNKNOWN, error_code="closed")
    if moved:
        job.note(Kind.PERSON, words=_("Closed as not made."))
    return moved


class SourceGone(Exception):
    """What the job started from is not all there any more."""


class NeverSent(Exception):
    """It was another program's request, and is not known well enough to be sent from here."""


def again(job, submission):
    """The same request as a new job. The old one is put away. Raises `SourceGone`, `NeverSent`, and what `jobs.start`
    raises."""
    operation = registry.get(job.operation)
    if not operation.is_sent:
        raise NeverSent
    sources = operation.sources_of(job)
    if operation.starts_from and len(sources) < operation.starts_with:
        raise SourceGone
    new = jobs.start(
        operation, job.owner, job.params, submission=submission, account=_account_for(job),
        sources=sources, retry_of=job, project=job.project,
    )  # fmt: skip
    put_away(job)
    return new


def _account_for(job):
    """The same that it had, unless keys of one's own were switched off meanwhile."""
    is_off = job.account.owner_id and not switches.is_on("own_keys", job.owner)
    return ProviderAccount.objects.for_person(job.owner) if is_off else job.account


def put_away(job):
    """A person has seen it: it needs nobody any more."""
    Job.objects.filter(pk=job.pk, put_away_at=None).update(put_away_at=timezone.now(), **changed())
