"""Our books beside the provider's: what it says is left, and what we booked meanwhile. Differences are told, never
written off."""

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from django.db.models import F, Sum
from django.utils import timezone

from ..models import BalanceReading, Job, LedgerEntry
from . import money

TRIES = 3  # to find the books as they were before the provider was asked
A_MONTH = 31  # readings that are looked at
AT_NIGHT = 3  # o'clock, in the server's time zone
IN_DOUBT = (Job.State.SENDING, Job.State.UNKNOWN)
Kind = LedgerEntry.Kind


@dataclass(frozen=True)
class Line:
    """A reading, and by how much the provider took more since the one before than we booked; None for the first one
    and where the key is another."""

    reading: BalanceReading
    taken: Decimal | None = None
    booked: Decimal | None = None
    in_doubt_before: Decimal = Decimal(0)

    @property
    def difference(self):
        return None if self.taken is None else self.taken - self.booked

    @property
    def unexplained(self):
        """0 for what has a note, and within what was in doubt then or before."""
        allowed = max(self.reading.in_doubt, self.in_doubt_before)
        is_open = self.difference and not self.reading.note and abs(self.difference) > allowed
        return self.difference if is_open else Decimal(0)


def read(account):
    """Ask the provider, and keep its word beside ours. None when it did not answer."""
    for _turn in range(TRIES):
        before = booked(account)
        if not money.refresh_balance(account):
            return None
        if booked(account) == before:
            break
    return BalanceReading.objects.create(
        account=account, key_hint=account.key_hint, credits=account.balance, booked=before,
        in_doubt=_in_doubt(account), at=account.balance_at,
    )  # fmt: skip


def booked(account):
    """Charged less returned, of all time."""
    sums = dict(_sums(account.ledger.exclude(kind=Kind.EXPECTED), "kind"))
    return sums.get(Kind.CHARGED, Decimal(0)) - sums.get(Kind.RETURNED, Decimal(0))


def _sums(entries, *names):
    return entries.values_list(*names).annotate(credits=Sum("credits")).order_by()


def _in_doubt(account):
    doubtful = Job.objects.filter(account=account, state__in=IN_DOUBT, finished_at=None)
    return doubtful.aggregate(credits=Sum("expected_price"))["credits"] or Decimal(0)


def is_due(account):
    """Whether no reading was taken since the last night began."""
    now = timezone.localtime()
    night = now.replace(hour=AT_NIGHT, minute=0, second=0, microsecond=0)
    night -= timedelta(days=night > now)
    return not account.readings.filter(at__gte=night).exists()


def lines(account, most):
    """The newest so many readings, newest first, each compared with the one before it."""
    readings = list(account.readings.order_by("-pk")[: most + 1])
    compared = [_compared(later, earlier) for later, earlier in pairwise(readings)]
    if readings and len(readings) <= most:
        compared.append(Line(readings[-1]))
    return compared


def _compared(later, earlier):
    if later.key_hint != earlier.key_hint:
        return Line(later)
    taken = earlier.credits + later.bought - later.credits
    return Line(later, taken, later.booked - earlier.booked, earlier.in_doubt)


def explain(reading, bought, note):
    """A person says what was bought since the reading before, and why a difference is none."""
    reading.bought, reading.note = bought, note
    reading.save(update_fields=["bought", "note"])


def unexplained(account):
    """By how much the provider took more in the last month of readings, beyond what was in doubt, until a note is
    written to each that differs; 0 where it fits."""
    return sum((line.unexplained for line in lines(account, A_MONTH)), Decimal(0))


def told_apart(account, month):
    """{(kind, source): credits} of a month."""
    entries = account.ledger.filter(at__gte=month.begins, at__lt=month.ends)
    return {(kind, source): credits for kind, source, credits in _sums(entries, "kind", "source")}


def surprises(account, month, most):
    """The newest jobs of a month for which the provider took another price than was shown before."""
    jobs = Job.objects.filter(account=account, created_at__gte=month.begins, created_at__lt=month.ends)
    other = jobs.exclude(actual_price=None).exclude(actual_price=F("expected_price"))
    return other.select_related("owner").order_by("-pk")[:most]
