"""The figures of all parts together, out of rows and the queue server, in the form that Prometheus reads."""

import shutil
from contextlib import suppress

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Min
from django.utils import timezone
from django_rq.contrib.prometheus import RQCollector
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from redis.exceptions import RedisError

from ..models import Arrival, Asset, Job, ProviderAccount, Track
from ..models.jobs import OPEN
from ..queue import QUEUES
from . import beats, counts, health

ROWS_FOR = 10  # seconds that a count of rows holds, however many ask


def registry():
    """All figures but those that each web process counts for itself (`sunostudio.metrics`)."""
    found = CollectorRegistry(auto_describe=False)
    found.register(Figures())
    found.register(RQCollector())
    return found


class Figures:
    def describe(self):
        """Nothing is asked before somebody scrapes."""
        return []

    def collect(self):
        """What a part that is away would tell is left out; `studio_up` says which that is."""
        yield _parts()
        yield from _disk()
        for tell in (_rows, _counted, _ages):
            with suppress(DatabaseError, InterfaceError, RedisError):
                yield from tell()


def gauge(name, help, labels, values):
    family = GaugeMetricFamily(name, help, labels=labels)
    for key, value in values:
        family.add_metric([str(label) for label in key], value)
    return family


def _parts():
    up = health.parts().items()
    return gauge(
        "studio_up", "Whether a part can work.", ["part"], [((part,), int(fine)) for part, fine in up]
    )


def _rows():
    yield _jobs()
    yield _oldest_due()
    yield _balance()


def _jobs():
    counted = cache.get_or_set("metrics-jobs", _count_jobs, ROWS_FOR)
    return gauge(
        "studio_jobs", "Jobs, by state; why, where they failed.", ["state", "operation", "error"], counted
    )


def _count_jobs():
    rows = Job.objects.order_by().values_list("state", "operation", "error_code").annotate(Count("pk"))
    return [(row[:3], row[3]) for row in rows]


def _oldest_due():
    late = cache.get_or_set("metrics-due", _count_due, ROWS_FOR)
    return gauge("studio_overdue_seconds", "How long what is due has been waiting, at most.", ["what"], late)


def _count_due():
    copies = {"archive_state": Track.Archive.DUE}
    oldest = {
        "jobs": Job.objects.filter(state__in=OPEN).aggregate(at=Min("due_at")),
        "songs": Track.objects.filter(**copies).aggregate(at=Min("archive_due_at")),
        "files": Asset.objects.filter(**copies).aggregate(at=Min("archive_due_at")),
        "arrivals": Arrival.objects.filter(state=Arrival.State.CHECKING).aggregate(at=Min("due_at")),
    }
    now = timezone.now()
    return [
        ((what,), max((now - found["at"]).total_seconds(), 0) if found["at"] else 0)
        for what, found in oldest.items()
    ]


def _balance():
    """Of the server's own accounts. What people pay with keys of their own is theirs."""
    accounts = ProviderAccount.objects.filter(owner=None, removed_at=None).exclude(balance=None)
    known = [((account.host,), float(account.balance)) for account in accounts]
    return gauge("studio_balance_credits", "Credits at the provider, as last heard.", ["host"], known)


def _disk():
    disk = shutil.disk_usage(settings.STUDIO_DATA)
    yield gauge("studio_disk_free_bytes", "Free where the data folder is.", [], [((), disk.free)])
    yield gauge("studio_disk_size_bytes", "Size of the disk of the data folder.", [], [((), disk.total)])


def _counted():
    told = counts.told()
    for name, label, help in (
        ("answers", "code", "Answers of the provider, by its code."),
        ("callbacks", "answer", "Callbacks, by what was answered."),
    ):
        family = CounterMetricFamily(f"studio_{name}", help, labels=[label])
        for labels, number in told[name].items():
            family.add_metric(labels, number)
        yield family
    yield _first_sound(told)


def _first_sound(told):
    help = "From asking to the first sound, or to the end where there is none."
    family = HistogramMetricFamily("studio_first_sound_seconds", help, labels=["operation"])
    ends = [*map(str, counts.FIRST_SOUND), "+Inf"]
    for (operation,), seconds in told["first_sound_sum"].items():
        buckets, so_far = [], 0.0
        for end in ends:
            so_far += told["first_sound"].get((operation, end), 0.0)
            buckets.append((end, so_far))
        family.add_metric([operation], buckets, seconds)
    return family


def _ages():
    """Parts that were never seen have no age."""
    for name, help, moments in (
        ("studio_beat_age_seconds", "Since a process of this kind was last seen alive.", health.last_beats()),
        (
            "studio_sweep_age_seconds",
            "Since the clock's sweep last ran in this queue.",
            {name: beats.last(name) for name in QUEUES},
        ),
    ):
        now = timezone.now()
        yield gauge(
            name,
            help,
            ["part"],
            [((part,), (now - at).total_seconds()) for part, at in moments.items() if at],
        )
