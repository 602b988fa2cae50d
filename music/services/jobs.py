"""A job until the provider has it: started by a person, sent once."""

import logging
import time
from datetime import timedelta

from django.db import InterfaceError, OperationalError, close_old_connections, transaction
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from sunostudio.sheeted import changed

from .. import catalogue
from ..kie.client import TIMEOUT, Accepted
from ..kie.errors import NO_CREDITS, Exists, KieError, NoAnswer, NotSent, Refused
from ..kie.results import TaskResult
from ..models import Job, JobEvent, ProviderAccount, Track
from ..operations import registry
from ..queue import enqueue
from . import allowance, brakes, budgets, handovers, hearing, holds, letters, money, notices, projects

log = logging.getLogger(__name__)
Kind = JobEvent.Kind
LEASE = timedelta(seconds=10)  # how long the queue may take before the clock looks after a job itself
SHORT = 2  # seconds a task waits for its turn; longer, and the clock sends it
MOST_SENDS = 20
PUT_OFF = (5, 600)  # seconds before it is sent again: at first, and at the most
PAUSES = (1, 5, 15, 30, 60)  # seconds, when the database is away or too busy to take an answer
DOUBT_AFTER = timedelta(seconds=2 * sum(TIMEOUT))


def start(operation, owner, params, *, submission, account=None, sources=(), retry_of=None, project=None):
    """The new job, with its rows and its expected price; the same submission again gives the first one. `TooMany`
    when as many as may be are under way. Without a project it counts for that of what it starts from."""
    account = account or ProviderAccount.objects.for_person(owner)
    now = timezone.now()
    job = Job(
        owner=owner, account=account, operation=operation.slug, params=params,
        style=operation.style_with(account), submission=submission,
        expected_price=catalogue.price_of(operation.slug, params),
        created_at=now, due_at=now + LEASE, retry_of=retry_of,
        project=project or projects.of_songs(owner, sources),
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
        if job.held_at:
            letters.ask(job)
        else:
            enqueue("send_job", job.pk)
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
    failure = hearing.failure(job, error.code, error.message)
    if isinstance(error, Refused) or job.sends + 1 >= MOST_SENDS:
        with transaction.atomic():
            if job.move(Job.State.FAILED, only_from=Job.State.QUEUED, **failure):
                notices.ended(job)
        return
    due_at = timezone.now() + _pause(job)
    rows = Job.objects.filter(pk=job.pk, state=Job.State.QUEUED)
    rows.update(sends=job.sends + 1, due_at=due_at, **failure)


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
    hearing.note_exchange(job, Kind.ANSWER, client, words=str(answer) if isinstance(answer, KieError) else "")
    write(job, answer)
    holds.heard(job, answer)


def _granted(job):
    """Wait for our turn, if it comes soon; else the clock comes back to it."""
    while wait := allowance.to_create(job.account):
        if wait > SHORT:
            due_at = timezone.now() + timedelta(seconds=wait - SHORT)  # the rest it waits for here
            Job.objects.filter(pk=job.pk, state=Job.State.QUEUED).update(due_at=due_at)
            return False
        time.sleep(wait)
    return True


def _accepted(job, answer):
    if isinstance(answer, TaskResult):
        hearing.apply_result(job, answer)
        return
    _follow(job, answer.task_id)


def _follow(job, task_id, **changes):
    """The provider works on it, or has it done already, under this number."""
    due_at = timezone.now() + hearing.FIRST_ASK
    with transaction.atomic():
        if not job.move(Job.State.WAITING, task_id=task_id, due_at=due_at, **changes):
            # A callback came first.
            Job.objects.filter(pk=job.pk, task_id="").update(task_id=task_id, **changed())
            job.refresh_from_db()
        money.settle(job)


def _refused(job, error):
    """The error's class says what to do next."""
    failure = hearing.failure(job, error.code, error.message)
    if isinstance(error, Exists) and (result := registry.get(job.operation).made_before(job)):
        Job.objects.filter(pk=job.pk).update(reuses_record=True, actual_price=0, **changed())
        hearing.apply_result(job, result)
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


def doubt(job):
    """Sent long ago and never heard of: it may have been accepted, so it is never sent again."""
    if job.move(Job.State.UNKNOWN, error_code="silence"):
        job.note(Kind.STATE, words=_("The sending was cut off; whether it arrived is not known."))
