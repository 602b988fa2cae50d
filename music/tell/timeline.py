"""Where a job stands in time: the stages of its card, and its bars on the one axis of the jobs page."""

import math
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import Job
from ..models.kept import Archive
from ..operations import registry

SANDBOX_USUAL = {Job.State.WAITING: 6, Job.State.STREAMING: 4}  # seconds; the stand-in hurries
SHOWN = 1800  # seconds the axis goes back
NARROWEST = 1.0  # per cent, so that a moment can be seen
TICKS = (1800, 600, 180, 60, 0)
LINGERS = timedelta(minutes=10)  # a finished card keeps its stages for so long: nothing jumps while one looks
State = Job.State


@dataclass(frozen=True)
class Stage:
    """One of the four words of a card. `value` of `most` seconds are over, where that is known."""

    name: str
    is_past: bool = False
    is_now: bool = False
    value: float | None = None
    most: int = 0


@dataclass(frozen=True)
class Span:
    """A bar on the axis: from the left and wide, in per cent."""

    kind: str
    x: float
    width: float


def place(ago):
    """Where `ago` seconds stand on the axis, in per cent. It is squeezed: the last minute gets a third of it."""
    return 100 - 100 * math.log(1 + min(max(ago, 0), SHOWN) / 20) / math.log(1 + SHOWN / 20)


def elapsed(job):
    """Whole seconds in the present stage."""
    since = {State.WAITING: job.sent_at, State.STREAMING: job.first_sound_at}.get(job.state) or job.created_at
    return max(0, int((timezone.now() - since).total_seconds()))


def usual(job):
    """Seconds that the present stage usually takes; 0 where nobody knows."""
    operation = registry.OPERATIONS.get(job.operation)
    if operation is None or job.account.is_sandbox:
        return SANDBOX_USUAL.get(job.state, 0)
    return dict(zip(SANDBOX_USUAL, operation.usual, strict=True)).get(job.state, 0)


def stages(job):
    """The stages, four of a song and three of anything else; none once it is over for a while, or ended otherwise than well."""
    if not (job.is_open or job.is_unasked or _just_done(job)):
        return []
    places = {State.QUEUED: 0, State.SENDING: 0, State.WAITING: 1, State.STREAMING: 2, State.DONE: 3}
    names = {0: _("Queued"), 1: _("At work"), 2: _("First sound"), 3: _("Done")}
    operation = registry.OPERATIONS.get(job.operation)
    if operation and not operation.makes_tracks:
        del names[2]
    return [_stage(job, name, number, places[job.state]) for number, name in names.items()]


def _stage(job, name, number, at):
    if number != at:
        return Stage(name, is_past=number < at)
    most = usual(job)
    return Stage(name, is_now=True, value=min(elapsed(job), most * 0.95) if most else None, most=most)


def _just_done(job):
    return job.state == State.DONE and job.finished_at and timezone.now() - job.finished_at < LINGERS


def spans(job):
    """The bars of a job, oldest first; none when all of it is older than the axis."""
    now = timezone.now()
    ends = [span for span in _periods(job, now) if span[2] > now - timedelta(seconds=SHOWN)]
    return [
        _span(kind, (now - start).total_seconds(), (now - end).total_seconds()) for kind, start, end in ends
    ]


def _periods(job, now):
    """(kind, start, end) of what happened; a moment has its start as its end."""
    end = job.finished_at or now
    sent = job.sent_at or end
    yield "queued", job.created_at, sent
    if job.state == State.UNKNOWN:
        yield "lost", sent, now
        return
    if job.sent_at and job.state != State.QUEUED:
        still = job.updated_at if job.is_unasked else end
        yield "waiting", sent, min(job.first_sound_at or still, still)
        if job.first_sound_at and job.first_sound_at < still:
            yield "sound", job.first_sound_at, still
    yield from _outcome(job, now)


def _outcome(job, now):
    if job.state == State.FAILED and job.finished_at:
        yield "failed", job.finished_at, job.finished_at
    elif job.is_unasked:
        yield "stuck", job.updated_at, job.updated_at
    elif job.state == State.DONE and job.finished_at:
        yield "saved", job.finished_at, now if is_copying(job) else job.finished_at


def things_made(job):
    """The tracks and files of a job, whose copies stand for how far it is."""
    return [*job.tracks.all(), *job.assets.all()]


def is_copying(job):
    return any(made.archive_state == Archive.DUE for made in things_made(job))


def _span(kind, start, end):
    x = min(place(start), 100 - NARROWEST)
    return Span(kind, round(x, 2), round(max(place(end) - x, NARROWEST), 2))
