"""What an administrator does to jobs, one or a thousand at once."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop as _

from sunostudio.sheeted import changed

from ..kie.results import Stage
from ..kie.values import parse
from ..models import Asset, Job, JobEvent, Track
from ..models.jobs import ASKED, BAD_ENDS
from ..operations import registry
from . import archive, assets, audit, decisions, hearing, vault

Kind = JobEvent.Kind


@dataclass(frozen=True)
class Deed:
    """`fitting` are those of some jobs that it does something for; `do` does it, and says for how many."""

    fitting: Callable
    do: Callable


def copy(rows):
    """Their songs and files that are not here and can be had. How many jobs they are of."""
    keys = list(rows.values_list("pk", flat=True))
    songs, files = _to_be_had()
    archive.again(songs.filter(job__in=keys))
    assets.again(files.filter(job__in=keys))
    return len(keys)


def _to_be_had():
    files = Asset.objects.filter(track__trashed_at=None)
    return vault.to_be_had(Track.objects.kept()), vault.to_be_had(files)


def _not_copied(rows):
    songs, files = _to_be_had()
    return rows.filter(Q(pk__in=songs.values("job")) | Q(pk__in=files.values("job")))


def _put_away(rows):
    keys = list(rows.values_list("pk", flat=True))
    return Job.objects.filter(pk__in=keys).update(put_away_at=timezone.now(), **changed())


def _cancel(rows):
    return sum(decisions.cancel(job) for job in rows)


DEEDS = {
    "ask": Deed(lambda rows: rows.filter(state__in=ASKED).exclude(task_id=""), decisions.ask_again),
    "copy": Deed(_not_copied, copy),
    "away": Deed(
        lambda rows: rows.filter(Q(state__in=BAD_ENDS) | Q(state__in=ASKED, due_at=None), put_away_at=None),
        _put_away,
    ),
    "cancel": Deed(lambda rows: rows.filter(state=Job.State.QUEUED), _cancel),
}


@transaction.atomic
def carry_out(name, rows, by):
    """One of the deeds, on those of `rows` that it fits; the log has each. How many they were."""
    deed = DEEDS[name]
    audit.note_each(by, f"job.{name}", deed.fitting(rows))
    return deed.do(deed.fitting(rows))


# What was kept of a job, applied again


@transaction.atomic
def apply_again(job, by):
    """Each answer, callback and record that was kept, in the order in which they came. How many could be read: those
    that were cut cannot."""
    operation = registry.get(job.operation)
    readers = operation.readers(job)
    read = {Kind.CALLBACK: readers.callback, Kind.RECORD: readers.record, Kind.ANSWER: readers.answer}
    audit.note(by, "job.replayed", job)
    job.note(Kind.PERSON, words=_("An administrator applied what was kept once more."), body={"by": by.name})
    results = [_read(event, read[event.kind]) for event in job.events.filter(kind__in=read)]
    known = [result for result in results if result and result.stage != Stage.UNREADABLE]
    for result in known:
        hearing.apply_result(job, operation.heard(job, result))
    return len(known)


def _read(event, reader):
    body = parse(event.body)
    return reader(body) if isinstance(body, dict) else None
