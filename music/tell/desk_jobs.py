"""What the desk says about jobs: by what they are chosen, what is done to them, and what holds one up."""

import json

from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ..kie.values import parse
from ..models import Job
from ..operations import registry
from ..services import stuck
from . import holds
from .standing import span_of
from .trouble import explain

REASONS = {
    "any": _("Stuck for any reason"),
    "unknown": _("Outcome unknown"),
    "unasked": _("No longer asked about"),
    "overdue": _("Overdue"),
    "stalled": _("Being sent for too long"),
    "copy": _("Songs not copied"),
}
AGES = {
    "hour": _("within an hour"),
    "day": _("within a day"),
    "week": _("within a week"),
    "over-hour": _("more than an hour ago"),
    "over-day": _("more than a day ago"),
    "over-week": _("more than a week ago"),
}
DEEDS = {
    "ask": _("Ask the provider again"),
    "copy": _("Copy songs again"),
    "away": _("Put away"),
    "cancel": _("Cancel"),
}
WILL = {
    "ask": ngettext_lazy(
        "The provider is asked about {n} job. That is free.",
        "The provider is asked about {n} jobs. That is free.",
        "n",
    ),
    "copy": ngettext_lazy(
        "What {n} job made and is not on the disk is copied again, as far as the provider still has it.",
        "What {n} jobs made and is not on the disk is copied again, as far as the provider still has it.",
        "n",
    ),
    "away": ngettext_lazy(
        "{n} job is put away: it needs nobody any more. Should something be heard of it, it is kept all the same.",
        "{n} jobs are put away: they need nobody any more. Should something be heard of them, it is kept all the same.",
        "n",
    ),
    "cancel": ngettext_lazy(
        "{n} job in line is cancelled. It was not sent and not charged, and is not sent any more.",
        "{n} jobs in line are cancelled. They were not sent and not charged, and are not sent any more.",
        "n",
    ),
}
DONE = {
    "ask": ngettext_lazy("{n} job is asked about.", "{n} jobs are asked about.", "n"),
    "copy": ngettext_lazy("Songs of {n} job are copied again.", "Songs of {n} jobs are copied again.", "n"),
    "away": ngettext_lazy("{n} job is put away.", "{n} jobs are put away.", "n"),
    "cancel": ngettext_lazy("{n} job is cancelled.", "{n} jobs are cancelled.", "n"),
}


def states():
    """(word in the address, name): why jobs are stuck, then their states."""
    unknown = Job.State.UNKNOWN  # is among the reasons
    plain = [(value, label) for value, label in Job.State.choices if value != unknown]
    return [*REASONS.items(), *plain]


def operations():
    return [(slug, operation.name) for slug, operation in registry.OPERATIONS.items()]


def trouble(job):
    """What holds it up or went wrong, in words; empty when all is well."""
    if job.is_unasked:
        return gettext("Nothing was heard for two weeks, so it is no longer asked about.")
    if stuck.is_overdue(job):
        return gettext("Its turn has come and nobody took it: are the workers and the clock running?")
    return explain(job) or holds.why_in_line(job)


def flight(job, events):
    """(pause, event): how long after the one before it, in words."""
    before = job.created_at
    for event in events:
        yield pause(event.at - before), event
        before = event.at


def pause(span):
    """0.42 s for what is short, else as any length of time."""
    seconds = max(span.total_seconds(), 0)
    return gettext("{seconds} s").format(seconds=f"{seconds:.2f}") if seconds < 10 else span_of(seconds)


def in_lines(value):
    """JSON, or the text of some, indented; what is cut or none stays as it is."""
    read = parse(value) if isinstance(value, str) else value
    return value if read is None else json.dumps(read, ensure_ascii=False, indent=2)
