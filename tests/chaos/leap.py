"""Time that passes while nothing happens: every moment in the rows is put back, and what was due in hours is due now."""

import time
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import F, Min
from django.utils import timezone

from music.models import Arrival, Asset, Handover, Job, Track
from music.models.jobs import OPEN
from music.services.row_sheets import SHEETED

MOST_TRIES = 20
COPIES = ("archive_due_at", "archive_claimed_at", "expires_at")
SHEETS = (Track, *SHEETED.values())  # rows with a sheet beside the songs
MOMENTS = {
    **dict.fromkeys(SHEETS, ("sheet_due_at",)),
    Job: ("due_at", "created_at", "sent_at", "updated_at", "sheet_due_at"),
    Track: (*COPIES, "sheet_due_at"),
    Asset: COPIES,
    Arrival: ("due_at", "claimed_at", "touched_at"),
    Handover: ("until", "claimed_at"),
}


def leap(seconds):
    """All of them or none; whoever still writes is waited for."""
    for is_last in (False,) * MOST_TRIES + (True,):
        try:
            return _leap(timedelta(seconds=seconds))
        except OperationalError:
            if is_last:
                raise
            time.sleep(0.5)


@transaction.atomic
def _leap(time_passed):
    for model, names in MOMENTS.items():
        model.objects.update(**{name: F(name) - time_passed for name in names})


def seconds_to_next():
    """Until the next thing that is due; None when nothing ever is."""
    moments = [
        Job.objects.filter(state__in=OPEN).aggregate(at=Min("due_at"))["at"],
        Track.objects.filter(archive_state="due").aggregate(at=Min("archive_due_at"))["at"],
        Asset.objects.filter(archive_state="due").aggregate(at=Min("archive_due_at"))["at"],
        *(model.objects.aggregate(at=Min("sheet_due_at"))["at"] for model in SHEETS),
        Arrival.objects.filter(state="checking").aggregate(at=Min("due_at"))["at"],
    ]
    known = [moment for moment in moments if moment]
    return (min(known) - timezone.now()).total_seconds() if known else None
