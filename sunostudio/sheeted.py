"""Rows of which a sheet in the media folder tells, so that they can be made again from that folder alone."""

from datetime import UTC, datetime

from django.db import models
from django.utils import timezone

SHEETED = "sheet_due_at"
LONG_AGO = models.Value(datetime(2000, 1, 1, tzinfo=UTC))


def sheet_index(name):
    """For the clock, which looks for sheets that are due."""
    return models.Index(fields=[SHEETED], condition=models.Q(sheet_due_at__isnull=False), name=name)


class Sheeted(models.Model):
    """Every save makes its sheet due; whoever changes such a row by `update` says so too, with `changed()`."""

    # What is here already, or written by a release that knows of no sheets, is due from the start.
    sheet_due_at = models.DateTimeField(null=True, blank=True, editable=False, db_default=LONG_AGO)

    class Meta:
        abstract = True

    def save(self, *args, update_fields=None, **kwargs):
        self.sheet_due_at = timezone.now()
        if update_fields is not None:
            update_fields = {*update_fields, SHEETED}
        super().save(*args, update_fields=update_fields, **kwargs)


def changed():
    """For an `update` of such rows: their sheets no longer say what they say."""
    return {SHEETED: timezone.now()}
