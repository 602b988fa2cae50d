"""What a person's songs cost: by day, operation, version and persona, out of the ledger. Credits, three decimals."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import TruncDate
from django.utils import timezone

from ..models import Job, LedgerEntry, Persona, ProviderAccount, Track

Kind = LedgerEntry.Kind
AT_ONCE = 500
WHAT = ("operation", "version", "persona")


@dataclass(frozen=True)
class Month:
    """A calendar month, in the server's time zone whoever looks: a visitor's own would end it when they like."""

    first: date

    @classmethod
    def of(cls, text):
        """`2026-11`; this month for anything else."""
        try:
            return cls(datetime.strptime(text, "%Y-%m").date())
        except ValueError:
            return cls(timezone.localdate(timezone=timezone.get_default_timezone()).replace(day=1))

    @property
    def before(self):
        return Month((self.first - timedelta(days=1)).replace(day=1))

    @property
    def after(self):
        return Month((self.first + timedelta(days=32)).replace(day=1))

    @property
    def begins(self):
        first = datetime(self.first.year, self.first.month, 1)
        return timezone.make_aware(first, timezone.get_default_timezone())

    @property
    def ends(self):
        return self.after.begins

    @property
    def days(self):
        return [self.first + timedelta(days=n) for n in range((self.after.first - self.first).days)]

    def __str__(self):
        return f"{self.first:%Y-%m}"


@dataclass
class Usage:
    """`days`: credits of each day of the month; `parts`: {what: {name: credits}}, the dearest first. `unpriced`: how
    many jobs are not in `expected`, because nobody knew their price."""

    month: Month
    expected: Decimal = Decimal(0)
    charged: Decimal = Decimal(0)
    returned: Decimal = Decimal(0)
    days: dict = field(default_factory=lambda: defaultdict(Decimal))
    parts: dict = field(default_factory=lambda: {what: defaultdict(Decimal) for what in WHAT})
    songs: int = 0
    unpriced: int = 0

    @property
    def spent(self):
        return self.charged - self.returned

    @property
    def a_song(self):
        """Credits for each song that is kept; None where there is none, or nothing was spent."""
        return self.spent / self.songs if self.songs and self.spent else None


def entries(owner, month):
    """The accounts, those of the server or their own, are named for the sake of an index: it has them by month."""
    whose = Q(owner=None) | Q(owner=owner)
    accounts = ProviderAccount.objects.filter(whose).order_by().values("pk")
    return LedgerEntry.objects.filter(
        account__in=accounts, job__owner=owner, at__gte=month.begins, at__lt=month.ends
    )


def bookings(owner, month):
    """Each entry with its job and account, by its key: the keys are looked for once."""
    keys = list(entries(owner, month).order_by("pk").values_list("pk", flat=True))
    rows = LedgerEntry.objects.select_related("job", "account").order_by("pk")
    for start in range(0, len(keys), AT_ONCE):
        yield from rows.filter(pk__in=keys[start : start + AT_ONCE])


def of(owner, month):
    usage = Usage(month)
    for row in _summed(owner, month):
        _add(usage, row)
    usage.days = dict(
        sorted(usage.days.items())
    )  # a template that asks a growing one for its items makes a day of that name
    usage.parts = {what: _dearest_first(parts) for what, parts in usage.parts.items()}
    usage.parts["persona"] = _named(owner, usage.parts["persona"])
    usage.songs, usage.unpriced = _kept(owner, month), unpriced(month, owner=owner)
    return usage


def unpriced(month, **whose):
    """How many jobs of a month nobody knew the price of when they were begun."""
    jobs = Job.objects.ordered().filter(expected_price=None, **whose)
    return jobs.filter(created_at__gte=month.begins, created_at__lt=month.ends).count()


def _summed(owner, month):
    """One row for each day, kind, operation, version and persona: few, however many jobs."""
    said = {
        name: KeyTextTransform(key, "job__params")
        for name, key in (("version", "model"), ("persona", "persona_id"))
    }
    grouped = entries(owner, month).annotate(
        day=TruncDate("at", tzinfo=timezone.get_default_timezone()), **said
    )
    names = ("day", "kind", "job__operation", "version", "persona")
    return grouped.values(*names).annotate(credits=Sum("credits")).order_by()


def _add(usage, row):
    credits = row["credits"]
    if row["kind"] == Kind.EXPECTED:
        usage.expected += credits
        return
    if row["kind"] == Kind.CHARGED:
        usage.charged += credits
    else:
        usage.returned += credits
        credits = -credits
    usage.days[row["day"]] += credits
    for what, name in (
        ("operation", row["job__operation"]),
        ("version", row["version"]),
        ("persona", row["persona"]),
    ):
        if name:
            usage.parts[what][name] += credits


def _dearest_first(parts):
    return dict(sorted(parts.items(), key=lambda part: -part[1]))


def _named(owner, parts):
    names = personas(owner) if parts else {}
    return {names.get(provider_id, provider_id): credits for provider_id, credits in parts.items()}


def personas(owner):
    """{the provider's id: name}"""
    return dict(Persona.objects.of(owner).values_list("provider_id", "name"))


def _kept(owner, month):
    made = Track.objects.of(owner).kept().filter(archive_state=Track.Archive.KEPT)
    when = {"job__created_at__gte": month.begins, "job__created_at__lt": month.ends}
    # Its owner again, else the jobs of everybody's month are gone through.
    charged = made.filter(job__owner=owner, job__ledger__kind=Kind.CHARGED, **when)
    return charged.values("pk").distinct().count()
