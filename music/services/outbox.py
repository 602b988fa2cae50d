"""Letters, pushes and webhooks: sent by one worker, tried again with growing pauses, and marked."""

import logging
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from ..media import posting

log = logging.getLogger(__name__)
CLAIM = timedelta(seconds=90)  # longer than any sending takes
PAUSES = (
    10,
    60,
    300,
    1800,
    3600,
    6 * 3600,
)  # seconds, after the first, the second … failure; then it is given up


def first_due():
    """Until then it is the queue's; then the clock looks after it."""
    return timezone.now() + timedelta(seconds=PAUSES[0])


def send(row, how):
    """Call `how` for an `Outgoing` row, unless it was sent, or another worker is at it."""
    now, rows = timezone.now(), type(row).objects.filter(pk=row.pk)
    free = Q(claimed_at=None) | Q(claimed_at__lt=now - CLAIM)
    if not rows.filter(free, due_at__isnull=False).update(claimed_at=now):
        return
    try:
        how()
    except (OSError, posting.NotTaken) as error:
        log.warning("%s %s did not leave: %s", row._meta.verbose_name, row.pk, error)
        rows.update(due_at=_again(row.tries), claimed_at=None, tries=row.tries + 1)
    else:
        rows.update(sent_at=timezone.now(), due_at=None)


def _again(tries):
    return timezone.now() + timedelta(seconds=PAUSES[tries]) if tries < len(PAUSES) else None
