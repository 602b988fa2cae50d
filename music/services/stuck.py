"""Jobs that somebody should look at, by the reason."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from ..models import Job, Track
from ..models.jobs import ASKED
from .jobs import DOUBT_AFTER

OVERDUE = timedelta(minutes=2)  # a worker or the clock is away, or the queue is long
State = Job.State


def reasons():
    """{name: what such jobs have in common}; those that are not finished name that, for the sake of an index."""
    now, unfinished = timezone.now(), Q(finished_at=None)
    lost, again = Q(archive_state="lost"), Q(archive_state="due", archive_tries__gte=2)
    return {
        "unknown": Q(state=State.UNKNOWN) & unfinished,
        "unasked": Q(state__in=ASKED, due_at=None) & unfinished,
        "overdue": Q(state__in=[State.QUEUED, *ASKED], due_at__lt=now - OVERDUE)
        & unfinished
        & ~Q(state=State.QUEUED, account__held_at__isnull=False),
        "stalled": Q(state=State.SENDING, updated_at__lt=now - DOUBT_AFTER) & unfinished,
        "copy": Q(pk__in=Track.objects.kept().not_here().filter(lost | again).values("job")),
    }


def jobs(reason):
    """Those that are stuck for this reason, or for any, and that nobody has put away. KeyError for no reason."""
    known = reasons()
    if reason != "any":
        return Job.objects.filter(known[reason], put_away_at=None)
    # Each by an index of its own: of one condition with "or" in it, no database makes more than a walk.
    first, *others = [
        Job.objects.filter(each, put_away_at=None).order_by().values("pk") for each in known.values()
    ]
    return Job.objects.filter(pk__in=first.union(*others))


def is_overdue(job):
    """Its turn has come, and nobody took it."""
    is_late = job.due_at is not None and job.due_at < timezone.now() - OVERDUE
    return is_late and (job.state in ASKED or (job.state == State.QUEUED and not job.account.is_held))
