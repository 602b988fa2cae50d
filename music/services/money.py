"""Credits: what a job is expected to cost, what it did, and what the provider says is left."""

import logging
from decimal import Decimal

from django.utils import timezone

from ..kie.errors import CREDITS_RETURNED, KieError
from ..models import LedgerEntry
from . import counts

log = logging.getLogger(__name__)
Kind, Origin = LedgerEntry.Kind, LedgerEntry.Origin


def expect(job):
    """The entry that is written with the job itself."""
    if job.expected_price is not None:
        _write(job, Kind.EXPECTED, job.expected_price, Origin.TABLE)


def settle(job):
    """Bring the ledger to what the job's state says: charged once accepted, returned once failed.

    The provider does not list charges; it names a return only by code 531, and clients report one for every
    failed task. Until its own figure is known, the table's price stands.
    """
    known = job.actual_price is not None
    owed = _owed(job)
    entries = list(job.ledger.exclude(kind=Kind.EXPECTED))
    booked = sum(
        (entry.credits if entry.kind == Kind.CHARGED else -entry.credits for entry in entries), Decimal(0)
    )
    if owed > booked:
        _write(job, Kind.CHARGED, owed - booked, Origin.PROVIDER if known else Origin.TABLE)
    elif owed < booked:
        is_said = job.error_code == str(CREDITS_RETURNED)
        charged_at = max(entry.at for entry in entries if entry.kind == Kind.CHARGED)
        _write(job, Kind.RETURNED, booked - owed, Origin.PROVIDER if is_said else Origin.INFERRED,
               at=charged_at, came_back_at=timezone.now())  # fmt: skip


def _owed(job):
    accepted = job.state in (job.State.WAITING, job.State.STREAMING, job.State.DONE)
    return (job.price or Decimal(0)) if accepted else Decimal(0)


def _write(job, kind, credits, source, **moments):
    LedgerEntry.objects.create(
        account_id=job.account_id, job=job, kind=kind, credits=credits, source=source, **moments
    )


def refresh_balance(account):
    """Ask the provider what is left. True when it answered."""
    client = account.client()
    try:
        account.heard_balance(client.credits())
    except KieError as error:
        log.info("The balance of account %s could not be heard: %s", account.pk, error)
        return False
    finally:
        counts.answered(client)
    return True
