"""How the server is doing: what ended of late, and how soon people heard something."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median

from django.db.models import Count
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone

from ..models import Job
from ..operations import registry

LATEST = 1000  # songs whose times are looked at
MOST = 20_000  # jobs that are put into slots
State = Job.State


@dataclass
class Ended:
    """How many jobs ended so, and why they failed: {code: how many}."""

    done: int = 0
    failed: int = 0
    codes: Counter = field(default_factory=Counter)

    @property
    def count(self):
        return self.done + self.failed

    @property
    def share(self):
        """Of what failed, from 0 to 1."""
        return self.failed / self.count if self.count else 0


def ended(since, accounts=None):
    """What was asked of the provider and ended since then; with any key, or with those of these accounts."""
    told = Ended()
    for row in _grouped(since):
        if accounts is not None and row["account"] not in accounts:
            continue
        if row["state"] == State.DONE:
            told.done += row["n"]
        elif row["state"] == State.FAILED:
            told.failed += row["n"]
            told.codes[row["error_code"]] += row["n"]
    return told


def _grouped(since):
    """By account too: to ask for the jobs of one, all that it ever had would be read."""
    rows = Job.objects.ordered().filter(finished_at__gte=since)
    return rows.values("state", "error_code", "account").annotate(n=Count("pk")).order_by()


def first_sound(since):
    """Seconds from the press to the first sound, in the middle of the latest songs since then; None without any."""
    slugs = [operation.slug for operation in registry.making_tracks()]
    songs = Job.objects.filter(finished_at__gte=since, operation__in=slugs, first_sound_at__isnull=False)
    moments = songs.order_by("-finished_at").values_list("created_at", "first_sound_at")[:LATEST]
    return median((heard - asked).total_seconds() for asked, heard in moments) if moments else None


@dataclass
class Slot:
    """What ended within an hour, or with a version: how many, and the seconds until the first sound of its songs."""

    done: int = 0
    failed: int = 0
    waits: list = field(default_factory=list)

    @property
    def count(self):
        return self.done + self.failed

    @property
    def percent(self):
        """Of what failed; None where nothing ended."""
        return round(100 * self.failed / self.count) if self.count else None

    @property
    def wait(self):
        return median(self.waits) if self.waits else None


def slots(hours):
    """({hour: Slot} of the last so many hours, the oldest first and all of them; {version: Slot} of the same jobs; whether
    there were more jobs than were looked at)"""
    end = timezone.localtime().replace(minute=0, second=0, microsecond=0)
    by_hour = {end - timedelta(hours=ago): Slot() for ago in reversed(range(hours))}
    by_version, rows = {}, list(_ended(min(by_hour)))
    for row in rows:
        hour = timezone.localtime(row["finished_at"]).replace(minute=0, second=0, microsecond=0)
        versions = [by_version.setdefault(row["version"], Slot())] if row["version"] else []
        for slot in [*filter(None, [by_hour.get(hour)]), *versions]:
            _add(slot, row)
    return by_hour, dict(sorted(by_version.items(), key=lambda each: -each[1].count)), len(rows) >= MOST


def _ended(since):
    jobs = Job.objects.ordered().filter(finished_at__gte=since).order_by("-finished_at")
    told = jobs.annotate(version=KeyTextTransform("model", "params"))
    return told.values("state", "operation", "created_at", "first_sound_at", "finished_at", "version")[:MOST]


def _add(slot, row):
    """What was cancelled is none of either."""
    slot.done += row["state"] == State.DONE
    slot.failed += row["state"] == State.FAILED
    operation = registry.OPERATIONS.get(row["operation"])
    if row["first_sound_at"] and operation and operation.makes_tracks:
        slot.waits.append((row["first_sound_at"] - row["created_at"]).total_seconds())
