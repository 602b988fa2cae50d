"""Rows of which a sheet in the media folder tells, so that they can be made again from that folder alone."""

from django.db import models
from django.utils import timezone

SHEETED = "sheet_due_at"


def sheet_index(name):
    """For the clock, which looks for sheets that are due."""
    return models.Index(fields=[SHEETED], condition=models.Q(sheet_due_at__isnull=False), name=name)


class Sheeted(models.Model):
    """Every save makes its sheet due; whoever changes such a row by `update` says so too, with `changed()`."""

    sheet_due_at = models.DateTimeField(null=True, blank=True, editable=False)

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
