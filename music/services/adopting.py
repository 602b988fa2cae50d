"""Songs that were made elsewhere with the same key come here: jobs that were never sent, and are asked about."""

from datetime import timedelta
from uuid import NAMESPACE_OID, uuid5

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from ..models import Job, JobEvent
from ..models.jobs import ASKED
from ..operations.adopt import MOST, Adopt
from ..queue import enqueue
from . import brakes, decisions, hearing

AT_ONCE = 10  # asked about before the clock comes: more would keep others' requests waiting
APART = timedelta(seconds=1)


@transaction.atomic
def adopt(owner, account, task_ids):
    """The job of each of these tasks, in order: the one that is here already, or a new one that costs nothing.
    `TooMany` while very many are being asked about."""
    brakes.take_turn()
    here = {task_id: _last(owner, account, task_id) for task_id in task_ids}
    new = [task_id for task_id, job in here.items() if job is None or _gave_up(job)]
    _check(owner, len(new))
    made = {
        task_id: _begin(owner, account, task_id, here[task_id], place) for place, task_id in enumerate(new)
    }
    return list((here | made).values())


def _last(owner, account, task_id):
    return Job.objects.of(owner).filter(account=account, task_id=task_id).newest_first().first()


def _gave_up(job):
    return job.operation == Adopt.slug and job.state == Job.State.FAILED


def _check(owner, more):
    asked = Job.objects.of(owner).filter(operation=Adopt.slug, state__in=ASKED).exclude(due_at=None)
    if more and asked.count() + more > MOST:
        raise brakes.TooMany("adopting", MOST)


def _begin(owner, account, task_id, last, place):
    """It reuses a record, so that nothing is ever booked for it."""
    job = Job.objects.create(
        owner=owner, account=account, operation=Adopt.slug, style=account.style, state=Job.State.WAITING,
        task_id=task_id, submission=uuid5(NAMESPACE_OID, f"{account.pk} {task_id} {last.pk if last else ''}"),
        reuses_record=True, actual_price=0, due_at=timezone.now() + hearing.FIRST_ASK + place * APART, retry_of=last,
    )  # fmt: skip
    job.note(JobEvent.Kind.PERSON, words=_("Pasted the task’s id from the provider’s log."))
    if last:
        decisions.put_away(last)
    if place < AT_ONCE:
        enqueue("refresh_job", job.pk)
    return job
