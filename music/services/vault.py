"""What a person has on this server's disk, what of it is at risk, and the rescue of that; for the desk, of everybody."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Min, Q, Sum
from django.utils import timezone

from ..models import Asset, Track, Upload
from ..models.kept import Archive
from . import archive, assets, audit, mending

COUNTED = 1000
PAGE = 50
SOON = timedelta(days=3)  # that the provider keeps its copy for
ADDRESS = {Track: "audio_url", Asset: "url"}  # of the provider's copy


@dataclass(frozen=True)
class Holding:
    """Of one kind: how many are here, their bytes, since when the one that was compared longest ago was not, and how
    many never were."""

    count: int
    bytes: int
    compared_at: datetime | None
    never: int


def holding(owner, model):
    rows = model.objects.of(owner)
    rows = rows if model is Upload else rows.filter(archive_state=Archive.KEPT)
    facts = rows.aggregate(
        count=Count("*"), bytes=Sum("size"), compared_at=Min("checked_at"),
        never=Count("pk", filter=Q(checked_at=None)),
    )  # fmt: skip
    return Holding(**{**facts, "bytes": facts["bytes"] or 0})


def count_at_risk(owner):
    """How many songs did not come at the first try, or are not as they were; counted to a thousand of each."""
    songs = _songs(owner)
    return songs.in_trouble()[: COUNTED + 1].count() + songs.at_fault()[: COUNTED + 1].count()


def count_under_way(owner):
    due = {"archive_state": Archive.DUE}
    return sum(
        rows.not_here().filter(**due)[: COUNTED + 1].count() for rows in (_songs(owner), _assets(owner))
    )


def count_missing(owner):
    """All songs that should be here and are not, those on their way included."""
    return _songs(owner).not_here()[: COUNTED + 1].count()


def songs_at_risk(owner, before=None):
    """A page of songs that are not here or not as they were, newest first, and the key of the next one."""
    rows = _songs(owner).select_related("job__account", "owner").defer("lyrics", "peaks", "job__params")
    return _page(rows, before, "order")


def assets_at_risk(owner, before=None):
    return _page(_assets(owner).with_tracks(), before, "pk")


def uploads_at_risk(owner):
    return Upload.objects.of(owner).exclude(fault="").newest_first().for_rows()[:PAGE]


def _page(rows, before, key):
    """Two short lists, each out of its own index, brought together."""
    rows = rows.order_by(f"-{key}")
    rows = rows.filter(**{f"{key}__lt": before}) if before is not None else rows
    found = [*rows.not_here()[: PAGE + 1], *rows.at_fault()[: PAGE + 1]]
    found = sorted({row.pk: row for row in found}.values(), key=lambda row: -getattr(row, key))
    return found[:PAGE], getattr(found[PAGE - 1], key) if len(found) > PAGE else None


def _songs(owner):
    """Everybody's, for None."""
    return (Track.objects.of(owner) if owner else Track.objects).kept()


def _assets(owner):
    return (Asset.objects.of(owner) if owner else Asset.objects).filter(track__trashed_at=None)


def _of_all(what, most=COUNTED + 1):
    """How many of everybody's songs and files of songs are so; counted to a thousand of each, or to the end for None."""
    return sum(what(rows).order_by()[:most].count() for rows in (_songs(None), _assets(None)))


def _expiring(rows):
    """What is not here, and the provider keeps for a few days more."""
    now = timezone.now()
    return rows.not_here().filter(expires_at__gt=now, expires_at__lte=now + SOON)


def _given_up(rows):
    """What was given up, and the provider should still have for longer than that."""
    later = Q(expires_at=None) | Q(expires_at__gt=timezone.now() + SOON)
    return _lost(rows).filter(later).exclude(**{ADDRESS[rows.model]: ""})


# What the desk rescues, by the word in its address
RISKS = {"expiring": _expiring, "given-up": _given_up, "damaged": lambda rows: rows.at_fault()}


def count(risk, most=COUNTED + 1):
    """How many of everybody's are at this one of `RISKS`."""
    return _of_all(RISKS[risk], most)


def some(risk, most):
    """Of these, so many."""
    songs, files = (RISKS[risk](rows).select_related("owner") for rows in (_songs(None), _assets(None)))
    return [*songs[:most], *files[:most]][:most]


def count_gone():
    """What was given up, and the provider has no more."""
    return _of_all(_gone)


def count_unseen():
    """Of that, what no administrator has said to know of."""
    return _of_all(lambda rows: _gone(rows).filter(loss_seen_at=None))


@transaction.atomic
def see_losses(by):
    """An administrator knows. Returns of how many they did not before."""
    unseen = [_gone(rows).filter(loss_seen_at=None) for rows in (_songs(None), _assets(None))]
    count = sum(rows.order_by().update(loss_seen_at=timezone.now()) for rows in unseen)
    if count:
        audit.note(by, "file.lost", words=str(count))
    return count


def _gone(rows):
    return _lost(rows).filter(expires_at__lte=timezone.now())


def _lost(rows):
    return rows.not_here().filter(archive_state=Archive.LOST)


def to_be_had(rows):
    """Of these, what is not here and can still be copied. What is lost for good stays so, and notes need no provider."""
    there = Q(expires_at=None) | Q(expires_at__gt=timezone.now())
    there |= Q(notes__isnull=False) if rows.model is Asset else Q()
    return rows.not_here().filter(there)


def rescue(owner):
    """Copy all that is not here again, and what is damaged, as far as the provider still has it."""
    count = archive.again(to_be_had(_songs(owner))) + assets.again(to_be_had(_assets(owner)))
    mending.ask_for(_songs(owner))
    mending.ask_for(_assets(owner))
    return count


@transaction.atomic
def rescue_all(risk, by):
    """Everybody's that is at this one of `RISKS`, and nothing else. Of how many."""
    songs, files = (RISKS[risk](rows) for rows in (_songs(None), _assets(None)))
    if risk == "damaged":
        count = _of_all(RISKS[risk], most=None)
        mending.ask_for(songs)
        mending.ask_for(files)
    else:
        count = archive.again(songs) + assets.again(files)
    audit.note(by, "file.rescued", words=f"{risk}: {count}")
    return count
