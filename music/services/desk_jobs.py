"""Everybody's jobs, as an administrator looks for them."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User

from ..models import Job
from ..models.jobs import BROUGHT, OPEN
from . import stuck

State = Job.State
COUNTED = 1000
PEOPLE = 50  # that a word may mean
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
YOUNGER = {"hour": HOUR, "day": DAY, "week": WEEK}
OLDER = {"over-hour": HOUR, "over-day": DAY, "over-week": WEEK}
UNENDED = {*OPEN, State.UNKNOWN}
REASONS = ("any", "unknown", "unasked", "overdue", "stalled", "copy")


@dataclass(frozen=True)
class Asked:
    """What an address asks for; a word that means nothing asks for nothing. `state` is that of jobs, or why they are
    stuck; `find` the number of a job or a task, or whose it is."""

    state: str = ""
    age: str = ""
    operation: str = ""
    find: str = ""

    @property
    def jobs(self):
        jobs = stuck.jobs(self.state) if self.state in REASONS else self._of_state()
        if self.operation:
            jobs = jobs.filter(operation=self.operation)
        return self._found(self._of_age(jobs))

    @property
    def newest_first(self):
        """Few are found by their state or age and then sorted: in the order of keys, all jobs would be read."""
        are_few = self.state in REASONS or self.state in UNENDED or self.age in YOUNGER
        return self.jobs.order_by(-F("pk") if are_few else "-pk")

    def _of_state(self):
        jobs = Job.objects.all() if self.operation else Job.objects.exclude(operation=BROUGHT)
        if self.state in UNENDED:
            return jobs.filter(state=self.state, finished_at=None)
        return jobs.filter(state=self.state) if self.state in State.values else jobs

    def _of_age(self, jobs):
        """The young ones are few, and found by an index; of the old ones there are many in any order."""
        now = timezone.now()
        if self.age in YOUNGER:
            return jobs.filter(created_at__gt=now - YOUNGER[self.age])
        if self.age in OLDER:
            return jobs.alias(made=Coalesce("created_at", "created_at")).filter(
                made__lte=now - OLDER[self.age]
            )
        return jobs

    def _found(self, jobs):
        words = self.find.strip()
        if not words:
            return jobs
        if number := uuid_of(words):
            return jobs.filter(Q(uuid=number) | Q(task_id=words))
        if Job.objects.filter(task_id=words).exists():
            return jobs.filter(task_id=words)
        named = User.objects.filter(Q(email__icontains=words) | Q(name__icontains=words))
        return jobs.filter(owner__in=list(named.values_list("pk", flat=True)[:PEOPLE]))

    @property
    def count(self):
        """To a thousand and one."""
        return self.jobs.order_by()[: COUNTED + 1].count()


def uuid_of(words):
    try:
        return UUID(words)
    except ValueError:
        return None
