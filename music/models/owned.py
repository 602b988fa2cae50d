"""What rows of a person's own have in common."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import Sheeted, changed


class OwnedQuerySet(models.QuerySet):
    def of(self, user):
        return self.filter(owner=user)


class TrashQuerySet(OwnedQuerySet):
    def kept(self):
        return self.filter(trashed_at=None)

    def trashed(self):
        return self.filter(trashed_at__isnull=False)


class Trashable(Sheeted):
    """A row that can be thrown away, and brought back."""

    trashed_at = models.DateTimeField(_("in the trash since"), null=True, blank=True)

    class Meta:
        abstract = True

    def trash(self):
        type(self).objects.filter(pk=self.pk, trashed_at=None).update(trashed_at=timezone.now(), **changed())

    def restore(self):
        type(self).objects.filter(pk=self.pk).update(trashed_at=None, **changed())
