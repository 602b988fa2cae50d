"""How the server is doing: what ended of late, and how soon people heard something."""

from collections import Counter
from dataclasses import dataclass, field
from statistics import median

from django.db.models import Count

from ..models import Job
from ..operations import registry

LATEST = 1000  # songs whose times are looked at
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


def ended(since, jobs=None):
    """What was asked of the provider and ended since then; of all, or of these jobs."""
    jobs = (Job.objects if jobs is None else jobs).ordered().filter(finished_at__gte=since)
    told = Ended()
    for row in jobs.values("state", "error_code").annotate(n=Count("pk")).order_by():
        if row["state"] == State.DONE:
            told.done += row["n"]
        elif row["state"] == State.FAILED:
            told.failed += row["n"]
            told.codes[row["error_code"]] += row["n"]
    return told


def first_sound(since):
    """Seconds from the press to the first sound, in the middle of the latest songs since then; None without any."""
    slugs = [operation.slug for operation in registry.making_tracks()]
    songs = Job.objects.filter(finished_at__gte=since, operation__in=slugs, first_sound_at__isnull=False)
    moments = songs.order_by("-finished_at").values_list("created_at", "first_sound_at")[:LATEST]
    return median((heard - asked).total_seconds() for asked, heard in moments) if moments else None
