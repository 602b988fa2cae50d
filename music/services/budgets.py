"""What may still be spent. Looked at in the transaction that writes a job, while nobody else starts one."""

from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Case, F, Q, Sum, When
from django.utils import timezone

from ..models import Budget, Job, LedgerEntry, ProviderAccount
from . import brakes, projects, stops, usage

Kind = LedgerEntry.Kind
NOT_CHARGED_YET = (Job.State.QUEUED, Job.State.SENDING, Job.State.UNKNOWN)
SPENT = Sum(Case(When(kind=Kind.RETURNED, then=-F("credits")), default=F("credits")))
RESERVED = Sum("expected_price")


class OverBudget(brakes.TooMany):
    """`code` begins with month or job, and ends with whose budget it is: person, project, server; see `tell.brakes`."""


@dataclass(frozen=True)
class Standing:
    """A budget, what of it is gone this month, what jobs in line will take, and what somebody is about to ask for."""

    budget: Budget
    spent: Decimal
    reserved: Decimal
    asked: Decimal = Decimal(0)

    @property
    def gone(self):
        return self.spent + self.reserved

    def has_room_for(self, price):
        """For a price that is not known, while anything is left."""
        left = self.budget.by_month - self.gone
        return left > 0 if price is None else price <= left

    @property
    def is_too_little(self):
        return bool(self.asked) and not self.has_room_for(self.asked)

    @property
    def percent(self):
        most = self.budget.by_month
        return min(100, int(100 * self.gone / most)) if most else 100

    @property
    def is_warning(self):
        return self.budget.by_month is not None and self.percent >= self.budget.warn_at


def check(job):
    """Raise `OverBudget` where a job that is about to be written is more than may be spent. True where it waits for a
    yes: it costs much, or nobody knows how much, and something says how much is let pass."""
    price, found = job.expected_price, _of(job.owner, job.project, job.account)
    for whose, budget in found if price != 0 else ():
        try:
            _check_job(whose, budget, price)
            _check_month(whose, budget, price)
        except OverBudget:
            stops.note(budget)
            raise
    return any(_waits(budget, price) for _whose, budget in found)


def _waits(budget, price):
    if price is None:
        return budget.yes_above is not None or budget.by_job is not None
    return budget.yes_above is not None and price > budget.yes_above


def _of(owner, project, account):
    """(whose, budget) that a job counts for. A key of one's own is no money of the server's."""
    wanted = Q(project=project) if project else Q(pk=None)
    if account.owner_id is None:
        wanted |= Q(owner=owner) | Q(is_for_all=True)
    return [(_whose(budget), budget) for budget in Budget.objects.filter(wanted)]


def _whose(budget):
    if budget.project_id:
        return "project"
    return "person" if budget.owner_id else "server"


def _check_job(whose, budget, price):
    if None not in (price, budget.by_job) and price > budget.by_job:
        raise OverBudget(f"job_{whose}", budget.by_job, seconds=0)


def _check_month(whose, budget, price):
    if budget.by_month is not None and not standing(budget).has_room_for(price):
        rest = usage.Month.of("").ends - timezone.now()
        raise OverBudget(f"month_{whose}", budget.by_month, seconds=int(rest.total_seconds()))


def standing(budget):
    spent = _booked().filter(_counting(budget, "job__")).aggregate(credits=SPENT)["credits"]
    reserved = _in_line().filter(_counting(budget)).aggregate(credits=RESERVED)["credits"]
    return Standing(budget, spent or Decimal(0), reserved or Decimal(0))


def standings():
    """Of all budgets of a month, in few queries however many."""
    budgets = list(Budget.objects.exclude(by_month=None).select_related("owner", "project"))
    if not budgets:
        return []
    # By account, for the sake of the index of a month's bookings.
    accounts = list(ProviderAccount.objects.values_list("pk", flat=True))
    spent = _sums(_booked().filter(account__in=accounts), "job__", SPENT)
    reserved = _sums(_in_line(), "", RESERVED)
    return [Standing(budget, spent[key], reserved[key]) for budget in budgets for key in [_key_of(budget)]]


def _booked():
    """This month's charges, and what of them came back whenever it did; those of people who have left, too."""
    return LedgerEntry.objects.filter(at__gte=usage.Month.of("").begins).exclude(kind=Kind.EXPECTED)


def _in_line():
    return Job.objects.filter(state__in=NOT_CHARGED_YET, finished_at=None)


def _key_of(budget):
    return (_whose(budget), budget.project_id or budget.owner_id)


def _sums(rows, job, what):
    """Credits by what counts for whose budget: {("person", 7): 12, ("server", None): 40}"""
    owner, project, sums = f"{job}owner", f"{job}project", defaultdict(Decimal)
    for row in rows.values(owner, project, "account__owner").annotate(credits=what).order_by():
        credits = row["credits"] or Decimal(0)
        if row[project]:
            sums["project", row[project]] += credits
        if row["account__owner"] is None:
            sums["person", row[owner]] += credits
            sums["server", None] += credits
    return sums


def _counting(budget, job=""):
    """What counts for it, of jobs or, with `job="job__"`, of what belongs to one."""
    if budget.project_id:
        return Q(**{f"{job}project": budget.project_id})
    servers = Q(account__owner=None)
    return servers & Q(**{f"{job}owner": budget.owner_id}) if budget.owner_id else servers


def of_person(owner, account):
    """The standings of all budgets that what they do counts for: theirs, everybody's, and those of their projects."""
    wanted = Q(project__owner=owner)
    if account.owner_id is None:
        wanted |= Q(owner=owner) | Q(is_for_all=True)
    rows = Budget.objects.filter(wanted).select_related("owner", "project").order_by("-is_for_all", "pk")
    return [standing(budget) for budget in rows]


def warnings(owner, account, *, project=None, sources=(), price=None):
    """The standings that are nearly used up, or would be passed, for whoever is about to spend `price` credits."""
    found = _of(owner, project or projects.of_songs(owner, sources), account)
    limited = [budget for _whose, budget in found if budget.by_month is not None]
    standings = [replace(standing(budget), asked=price or Decimal(0)) for budget in limited]
    return [each for each in standings if each.is_warning or each.is_too_little]
