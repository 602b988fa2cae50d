"""A job's life: started by a person, sent once, told of by callbacks and by asking."""

import logging
import time
from datetime import timedelta
from functools import partial

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from sunostudio.sheeted import changed

from .. import catalogue
from ..kie.client import TIMEOUT, Accepted
from ..kie.errors import NO_CREDITS, Exists, KieError, NoAnswer, NotSent, Refused
from ..kie.results import Stage, TaskResult, rank
from ..models import Job, JobEvent, ProviderAccount, Track
from ..models.jobs import ASKED
from ..operations import registry
from ..queue import enqueue
from . import allowance, brakes, budgets, counts, handovers, holds, money, notices, stacks

log = logging.getLogger(__name__)
Kind = JobEvent.Kind
LEASE = timedelta(seconds=10)  # how long the queue may take before the clock looks after a job itself
SHORT = 2  # seconds a task waits for its turn; longer, and the clock sends it
MOST_SENDS = 20
PUT_OFF = (5, 600)  # seconds before it is sent again: at first, and at the most
PAUSES = (1, 5, 15, 30, 60)  # seconds, when the database is away or too busy to take an answer
DOUBT_AFTER = timedelta(seconds=2 * sum(TIMEOUT))
FIRST_ASK = timedelta(seconds=15)
# Up to this age of a sent job (seconds), ask again after so many
ASKING = [(15, 15), (35, 20), (70, 30), (300, 60), (6 * 3600, 300), (14 * 86400, 3600)]


def start(operation, owner, params, *, submission, account=None, sources=(), retry_of=None, project=None):
    """The new job, with its rows and its expected price; the same submission again gives the first one. `TooMany`
    when as many as may be are under way."""
    account = account or ProviderAccount.objects.for_person(owner)
    now = timezone.now()
    job = Job(
        owner=owner, account=account, operation=operation.slug, params=params,
        style=operation.style_with(account), submission=submission,
        expected_price=catalogue.price_of(operation.slug, params),
        created_at=now, due_at=now + LEASE, retry_of=retry_of, project=project,
    )  # fmt: skip
    with transaction.atomic():
        brakes.take_turn()
        if known := Job.objects.filter(owner=owner, submission=submission).first():
            return known
        brakes.check_switch(operation, owner)
        brakes.check(owner)
        if budgets.check(job):
            job.held_at, job.due_at = now, None
        job.save()
        for position, song in enumerate(sources):
            end = {"track": song} if isinstance(song, Track) else {"upload": song}
            job.sources.create(position=position, **end)
        operation.start(job, sources)
        money.expect(job)
        enqueue("ask_for_a_yes" if job.held_at else "send_job", job.pk)
    return job


def send(job):
    """Send it, at most once in its life; its state says how that went."""
    if holds.stops(job):
        return
    if not handovers.are_ready(job):
        enqueue("hand_over", job.pk)
        return
    if not _granted(job):
        return
    client = job.account.client(job.style)
    operation = registry.get(job.operation)
    request = operation.request(job)
    with transaction.atomic():  # both or neither: a busy database here leaves it in the queue
        if not job.move(Job.State.SENDING, due_at=None, sent_at=timezone.now()):
            return
        job.note(Kind.REQUEST, words=request.path, body=request.fields)
    try:
        answer = _send(client, request, operation.readers(job))
    except KieError as error:
        _insist(_refused, job, client, error)
    else:
        _insist(_accepted, job, client, answer)


def _send(client, request, readers):
    answer = client.send(request, readers.answer)
    if isinstance(answer, Accepted) and not readers.path:  # its answer should have been the result
        raise NoAnswer("The answer names a task that cannot be asked about.", code="unreadable")
    return answer


def hand_over(job):
    """Before it is sent: nothing is charged for this, and it may be tried again."""
    try:
        handovers.hand_over(job)
    except KieError as error:
        _not_handed_over(job, error)
        return
    if handovers.are_ready(job):  # else another job gives the same file, and the clock looks again
        enqueue("send_job", job.pk)


def _not_handed_over(job, error):
    failure = _failure(job, error.code, error.message)
    if isinstance(error, Refused) or job.sends + 1 >= MOST_SENDS:
        with transaction.atomic():
            if job.move(Job.State.FAILED, only_from=Job.State.QUEUED, **failure):
                notices.ended(job)
        return
    due_at = timezone.now() + _pause(job)
    rows = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    rows.update(sends=job.sends + 1, due_at=due_at, **failure)


def _failure(job, code, words):
    """Why it is not made, as it stands in the job."""
    return {"error_code": str(code or "")[:40], "error_message": job.without_secrets(words)[:2000]}


def _pause(job):
    """Before the next try to send it."""
    first, most = PUT_OFF
    return timedelta(seconds=min(first * 2**job.sends, most))


def _insist(write, job, client, answer):
    """Only we know what the provider answered: a busy database, or one that is away, is asked again, for minutes."""
    for pause in PAUSES:
        try:
            return _write_down(write, job, client, answer)
        except (OperationalError, InterfaceError) as error:
            log.warning("What job %s was answered is not written down yet: %s", job.pk, error)
            time.sleep(pause)
            close_old_connections()
    return _write_down(write, job, client, answer)


@transaction.atomic
def _write_down(write, job, client, answer):
    job.lock()
    _note_exchange(job, Kind.ANSWER, client, words=str(answer) if isinstance(answer, KieError) else "")
    write(job, answer)
    holds.heard(job, answer)


def _granted(job):
    """Wait for our turn, if it comes soon; else the clock comes back to it."""
    while wait := allowance.to_create(job.account):
        if wait > SHORT:
            due_at = timezone.now() + timedelta(seconds=wait)
            Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(due_at=due_at)
            return False
        time.sleep(wait)
    return True


def _accepted(job, answer):
    if isinstance(answer, TaskResult):
        apply_result(job, answer)
        return
    _follow(job, answer.task_id)


def _follow(job, task_id, **changes):
    """The provider works on it, or has it done already, under this number."""
    due_at = timezone.now() + FIRST_ASK
    with transaction.atomic():
        if not job.move(Job.State.WAITING, task_id=task_id, due_at=due_at, **changes):
            # A callback came first.
            Job.objects.filter(pk=job.pk, task_id="").update(task_id=task_id, **changed())
            job.refresh_from_db()
        money.settle(job)


def _refused(job, error):
    """The error's class says what to do next."""
    failure = _failure(job, error.code, error.message)
    if isinstance(error, Exists) and (result := registry.get(job.operation).made_before(job)):
        Job.objects.filter(pk=job.pk).update(reuses_record=True, actual_price=0, **changed())
        apply_result(job, result)
    elif isinstance(error, Exists) and (task_id := error.task_id or _task_of_the_same(job)):
        _follow(job, task_id, reuses_record=True, actual_price=0)
    elif isinstance(error, NotSent) and job.sends + 1 < MOST_SENDS:
        due_at, sends = timezone.now() + _pause(job), job.sends + 1
        job.move(Job.State.QUEUED, only_from=Job.State.SENDING, sends=sends, due_at=due_at, **failure)
    elif isinstance(error, NotSent | Refused):
        if job.move(Job.State.FAILED, only_from=Job.State.SENDING, **failure):
            notices.ended(job)
    else:
        job.move(Job.State.UNKNOWN, **failure)
    if error.code == NO_CREDITS:
        enqueue("refresh_balance", job.account_id)


def _task_of_the_same(job):
    """What the provider made of the same song before, where it says that it has it but not under which number."""
    same = Job.objects.filter(account=job.account, operation=job.operation).exclude(task_id="")
    songs = [source.track_id for source in job.sources.all()]
    earlier = same.filter(sources__track__in=songs).exclude(pk=job.pk).newest_first().first()
    return earlier.task_id if earlier else ""


def _note_exchange(job, kind, client, words=""):
    counts.answered(client)
    last = client.last
    job.note(
        kind, status=last.status if last else None, body=last.answer_body if last else None, words=words[:200]
    )


def doubt(job):
    """Sent long ago and never heard of: it may have been accepted, so it is never sent again."""
    if job.move(Job.State.UNKNOWN, error_code="silence"):
        job.note(Kind.STATE, words=_("The sending was cut off; whether it arrived is not known."))


def refresh(job):
    """Ask the provider. Trouble in asking is no failure of the song. True when it answered about this task."""
    asked = question(job)
    return hear(job, *asked) if asked else False


def question(job):
    """(client, what asks with it: returns a `TaskResult`, or None where the provider does not know the task, or raises
    `KieError`), or None where there is nothing to ask."""
    if job.state not in ASKED or not job.task_id:
        return None
    operation, client = registry.get(job.operation), job.account.client(job.style)
    if operation.is_anothers(job):  # what is another person's is not known either
        return client, lambda: None
    return client, partial(_ask, client, operation.readers(job), job.task_id)


def _ask(client, readers, task_id):
    if wait := allowance.to_query(task_id):
        time.sleep(min(wait, 1))
    return client.record(readers.path, task_id, readers.record)


def hear(job, client, ask):
    """Take what `ask()` hears, see `question`. True when the provider answered about this task. After the last question
    nobody asks again, and not before: who asks may be killed."""
    is_known = _hear(job, client, ask)
    if next_ask(job) is None:
        Job.objects.filter(pk=job.pk, state__in=ASKED).update(due_at=None)
    return is_known


def _hear(job, client, ask):
    operation = registry.get(job.operation)
    try:
        result = ask()
    except KieError as error:
        _note_exchange(job, Kind.TROUBLE, client, words=str(error))
        operation.unheard(job, is_unknown=False)
        return False
    if is_known := result is not None:
        _note_exchange(job, Kind.RECORD, client)
        result = operation.heard(job, result)
    else:
        job.note(Kind.RECORD, words=_("The provider does not know this task."))
        result = operation.unheard(job, is_unknown=True)
    if result is not None:
        apply_result(job, result)
    return is_known


def next_ask(job):
    """When to ask again; None after 14 days: we stop asking, and it may still be heard of."""
    age = (timezone.now() - (job.sent_at or job.created_at)).total_seconds()
    pause = next((pause for limit, pause in ASKING if age <= limit), None)
    return timezone.now() + timedelta(seconds=pause) if pause else None


@transaction.atomic
def apply_result(job, result):
    """Write what was heard. The same heard twice, out of order or with stages missing ends the same."""
    job = job.lock()
    if result.stage == Stage.UNREADABLE or job.state in (Job.State.QUEUED, Job.State.CANCELLED):
        return job
    if result.task_id and not job.task_id:
        Job.objects.filter(pk=job.pk).update(task_id=result.task_id, **changed())
    registry.get(job.operation).apply(job, result)
    if _step(job, result):
        money.settle(job)
        if not job.is_open:
            enqueue("refresh_balance", job.account_id)
            for track in job.tracks.all():
                track.mark_changed()  # a song that was quicker than its job has a sheet that says "streaming"
    return job


def _step(job, result):
    """Move the job where its operation says it is by now."""
    operation = registry.get(job.operation)
    heard, to = _heard(job, result), operation.reached(job, result)
    changes = dict(heard)
    if to in ASKED:
        changes["due_at"] = job.due_at or timezone.now() + FIRST_ASK
    elif to == Job.State.FAILED:
        changes |= _failure(job, result.error_code, result.error_message)
    was_heard = job.first_sound_at is not None
    moved = job.move(to, **changes)
    if moved and job.first_sound_at and not was_heard:
        counts.first_sound(job)
    if moved and to == Job.State.FAILED:
        operation.clear(job)
        stacks.settle_job(job)
    if moved:
        notices.ended(job)
    elif not moved and job.is_open:
        Job.objects.filter(pk=job.pk).update(**heard, **changed())
    return moved


def _heard(job, result):
    heard = {"stage": str(max(job.stage, result.stage, key=rank))}
    is_charged = result.credits is not None and not job.reuses_record
    return heard | {"actual_price": result.credits} if is_charged else heard
