"""The provider held: what is new waits in line, unsent and uncharged, while asking and copying go on.

By hand, all keys are held until somebody lets them go. By itself a key is held once `HOLD_AFTER` requests in a row were
not taken or not answered. Then one job at a time is let through to try, with growing pauses; when it is answered, all
go on. Its turn ends by itself, so that a worker that is killed with it leaves nothing half open. All of it stands in
the account's row, where every host sees it.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from ..kie.client import TIMEOUT
from ..kie.errors import KieError, NoAnswer, NotSent, TooManyRequests
from ..models import ProviderAccount
from ..models.holds import FREE

log = logging.getLogger(__name__)
WINDOW = timedelta(minutes=10)  # failures that lie further apart are no illness
PAUSES = (
    15,
    30,
    60,
    120,
    300,
    600,
)  # seconds until the next job tries: after the first, the second … failure
TURN = timedelta(
    seconds=3 * sum(TIMEOUT)
)  # that one which tries has for it; a request takes two thirds at most
OURS = ("no_key", "unsendable")  # errors that say nothing of the provider


def hold(reason):
    """By hand: everybody's new jobs wait."""
    accounts = ProviderAccount.objects.exclude(is_held_by_hand=True)
    accounts.update(**FREE | {"held_at": timezone.now(), "is_held_by_hand": True, "hold_reason": reason})


def release():
    """Let all go on. How many keys were held."""
    return ProviderAccount.objects.filter(held_at__isnull=False).update(**FREE)


def is_by_hand():
    return ProviderAccount.objects.filter(is_held_by_hand=True).exists()


def stops(job):
    """Whether it has to wait. One that may try takes its turn here."""
    held = ProviderAccount.objects.filter(
        Q(pk=job.account_id) | Q(is_held_by_hand=True), held_at__isnull=False
    )
    if not (accounts := list(held)):
        return False
    if any(account.is_held_by_hand for account in accounts):
        return True
    return not (_tries_already(accounts[0], job) or _takes_turn(accounts[0], job))


def _tries_already(account, job):
    """It was let through, and had to hand a file over first."""
    return account.probe_job == job.pk and account.probe_at > timezone.now()


def _takes_turn(account, job):
    now = timezone.now()
    if account.probe_at > now:
        return False
    as_read = ProviderAccount.objects.filter(
        pk=account.pk, held_at=account.held_at, probe_at=account.probe_at
    )
    return bool(as_read.update(probe_at=now + TURN, probe_job=job.pk))


def passing(due):
    """The jobs among those that are due which may be sent now, as one or several queries: who is not held, and one of
    each that may be tried with."""
    held = list(ProviderAccount.objects.filter(held_at__isnull=False))
    if any(account.is_held_by_hand for account in held):
        return []
    tried = [account for account in held if account.probe_at <= timezone.now()]
    return [due.exclude(account__in=held), *(due.filter(account=account)[:1] for account in tried)]


def heard(job, answer):
    """What the provider answered to a job that was sent to it; within the transaction that writes it down."""
    if is_sign_of_illness(answer):
        _count(job, answer)
    elif not (isinstance(answer, KieError) and answer.code in OURS):
        ailing = Q(failures__gt=0) | Q(held_at__isnull=False)
        ProviderAccount.objects.filter(ailing, pk=job.account_id, is_held_by_hand=False).update(**FREE)


def is_sign_of_illness(answer):
    """Not being taken, or not being answered; being told to come more slowly is none."""
    return isinstance(answer, NotSent | NoAnswer) and not isinstance(answer, TooManyRequests)


def _count(job, error):
    account = ProviderAccount.objects.select_for_update(no_key=True).get(pk=job.account_id)
    if account.is_held_by_hand:
        return
    now = timezone.now()
    if account.failing_since is None or (account.failing_since < now - WINDOW and not account.is_held):
        account.failing_since, account.failures = now, 0
    account.failures = min(account.failures + 1, 9999)
    if account.is_held:
        _goes_on(account, job, error, now)
    elif settings.HOLD_AFTER and account.failures >= settings.HOLD_AFTER:
        log.warning("The provider is ill (%s): account %s is held.", error, account.pk)
        account.held_at, account.hold_reason = now, str(error.code or "")
        account.probe_at = now + timedelta(seconds=PAUSES[0])
    account.save(update_fields=[*FREE])


def _goes_on(account, job, error, now):
    """Only the one that was let through says when the next may try: others were under way when the hold began."""
    account.hold_reason = str(error.code or "")
    if account.probe_job == job.pk:
        account.probes += 1
        pause = PAUSES[min(account.probes, len(PAUSES) - 1)]
        account.probe_at, account.probe_job = now + timedelta(seconds=pause), None
