"""What everybody has on the disk: bytes of songs, files of songs and uploads, by person."""

from dataclasses import dataclass, field

from django.db.models import Count, Sum

from accounts.models import User

from ..models import Asset, Track, Upload
from ..models.kept import Archive

KINDS = {"songs": Track, "files": Asset, "uploads": Upload}
MOST = 100  # people


@dataclass
class Holding:
    """`bytes` and `counts` by kind."""

    owner: User | None = None
    bytes: dict = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    counts: dict = field(default_factory=lambda: dict.fromkeys(KINDS, 0))

    @property
    def total(self):
        return sum(self.bytes.values())

    def add(self, kind, bytes, count):
        self.bytes[kind] += bytes or 0
        self.counts[kind] += count


def by_person():
    """(what all have together, those of the hundred who have most, the largest first)"""
    together, people = Holding(), {}
    for kind, model in KINDS.items():
        for row in _sums(model):
            for holding in (together, people.setdefault(row["owner"], Holding())):
                holding.add(kind, row["bytes"], row["n"])
    return together, _named(sorted(people.items(), key=lambda each: -each[1].total)[:MOST])


def _sums(model):
    rows = model.objects.all() if model is Upload else model.objects.filter(archive_state=Archive.KEPT)
    return rows.order_by().values("owner").annotate(bytes=Sum("size"), n=Count("pk"))


def _named(people):
    owners = User.objects.in_bulk([key for key, _holding in people])
    for key, holding in people:
        holding.owner = owners.get(key)
    return [holding for _key, holding in people]
