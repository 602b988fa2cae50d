"""What the provider says of a job, written down: by callbacks, by asking, or as the answer to its request."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from sunostudio.sheeted import changed

from ..kie.results import Stage, rank
from ..models import Job
from ..models.jobs import ASKED
from ..operations import registry
from ..queue import enqueue
from . import counts, money, notices, stacks

FIRST_ASK = timedelta(seconds=15)  # until we ask for ourselves


@transaction.atomic
def apply_result(job, result):
    """Write what was heard. The same heard twice, out of order or with stages missing ends the same."""
    return apply_locked(job.lock(), result)


def apply_locked(job, result):
    """The same for a row that `Job.lock` has just given, within its transaction."""
    if result.stage == Stage.UNREADABLE or job.state in (Job.State.QUEUED, Job.State.CANCELLED):
        return job
    if result.task_id and not job.task_id:
        job.task_id = result.task_id
        Job.objects.filter(pk=job.pk).update(task_id=result.task_id, **changed())
    registry.get(job.operation).apply(job, result)
    was_heard = job.first_sound_at is not None
    if _step(job, result):
        money.settle(job)
        if not job.is_open:
            enqueue("refresh_balance", job.account_id)
            if was_heard:  # a song that was quicker than its job has a sheet that says "streaming"
                job.tracks.mark_changed()
    return job


def _step(job, result):
    """Move the job where its operation says it is by now."""
    operation = registry.get(job.operation)
    heard, to = _heard(job, result), operation.reached(job, result)
    changes = dict(heard)
    if to in ASKED:
        changes["due_at"] = job.due_at or timezone.now() + FIRST_ASK
    elif to == Job.State.FAILED:
        changes |= failure(job, result.error_code, result.error_message)
    was_heard, was_over = job.first_sound_at is not None, job.finished_at is not None
    moved = job.move(to, **changes)
    if moved and job.first_sound_at and not was_heard:
        counts.first_sound(job)
    if moved and to == Job.State.FAILED:
        operation.clear(job)
        stacks.settle_job(job)
    if moved:
        notices.ended(job, was_over)
    elif not moved and job.is_open:
        Job.objects.filter(pk=job.pk).update(**heard, **changed())
    return moved


def _heard(job, result):
    heard = {"stage": str(max(job.stage, result.stage, key=rank))}
    is_charged = result.credits is not None and not job.reuses_record
    return heard | {"actual_price": result.credits} if is_charged else heard


def failure(job, code, words):
    """Why it is not made, as it stands in the job."""
    return {"error_code": str(code or "")[:40], "error_message": job.without_secrets(words)[:2000]}


def note_exchange(job, kind, client, words=""):
    """In the job's record: the client's last answer."""
    counts.answered(client)
    last = client.last
    job.note(
        kind, status=last.status if last else None, body=last.answer_body if last else None, words=words[:200]
    )
