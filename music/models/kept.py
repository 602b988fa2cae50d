"""What every copy of ours has in common: where the provider keeps the original, and how far our copy is."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .owned import OwnedQuerySet


class Archive(models.TextChoices):
    NONE = "none", _("Not there yet")
    DUE = "due", _("Copying to your disk")
    KEPT = "kept", _("On your disk")
    LOST = "lost", _("Could not be copied")


class KeptQuerySet(OwnedQuerySet):
    def not_here(self):
        """What should be on our disk and is not."""
        return self.exclude(archive_state=Archive.KEPT).filter(archive_state__in=(Archive.DUE, Archive.LOST))

    def in_trouble(self):
        """Of these, what did not come at the first try."""
        return self.not_here().exclude(archive_state=Archive.DUE, archive_tries=0)

    def at_fault(self):
        """What is on our disk, and missing there or not as it was."""
        return self.filter(fault__gt="")


class Fault(models.TextChoices):
    NONE = "", _("None")
    MISSING = "missing", _("The file is missing")
    CHANGED = "changed", _("The file is not what it was")
    UNREADABLE = "unreadable", _("The file cannot be read")


class Checked(models.Model):
    """Something with a file on our disk, which is compared with its hash now and then."""

    Fault = Fault

    checked_at = models.DateTimeField(_("compared"), null=True, blank=True)
    fault = models.CharField(
        _("fault"), max_length=10, choices=Fault.choices, default="", db_default="", blank=True
    )

    class Meta:
        abstract = True


class Kept(Checked):
    """Something that the provider made and we copy to our own disk."""

    Archive = Archive

    expires_at = models.DateTimeField(_("provider’s copy until"), null=True, blank=True)
    archive_state = models.CharField(_("copy"), max_length=5, choices=Archive.choices, default=Archive.NONE)
    archive_due_at = models.DateTimeField(null=True, blank=True)
    archive_claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    archive_tries = models.PositiveSmallIntegerField(default=0)
    archive_error = models.CharField(max_length=200, blank=True)
    loss_seen_at = models.DateTimeField(
        null=True, blank=True, editable=False
    )  # by an administrator: gone for good
    size = models.PositiveBigIntegerField(_("bytes"), null=True, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    @property
    def is_kept(self):
        return self.archive_state == Archive.KEPT

    @property
    def is_lost(self):
        return self.archive_state == Archive.LOST

    original = ""  # the address of the provider's copy

    @property
    def has_original(self):
        """Whether the provider should still have it, as far as is known."""
        return bool(self.original) and (self.expires_at is None or self.expires_at > timezone.now())

    def copy_is_due(self, until):
        """There is an original to copy, until about then; what is kept, or on its way, stays as it is."""
        if self.archive_state in (Archive.NONE, Archive.LOST):
            self.archive_state, self.archive_due_at = Archive.DUE, timezone.now()
            self.archive_tries, self.archive_error = 0, ""
            self.expires_at = until if self.is_lost else self.expires_at or until


KEPT = models.Q(archive_state="kept")


def check_indexes(things, *order):
    """For the clock, which compares what was not compared for long; and for a person's vault: what they have, since
    when it is not compared, what is not here, and what is not as it was."""
    return [
        models.Index(fields=["checked_at"], condition=KEPT, name=f"{things}_to_compare"),
        models.Index(fields=["owner", "archive_state", "checked_at", "size"], name=f"{things}_on_disk"),
        models.Index(fields=["owner", *order], condition=~KEPT, name=f"{things}_not_here"),
        models.Index(fields=["owner", *order], condition=models.Q(fault__gt=""), name=f"{things}_at_fault"),
    ]


def due_index(name):
    """For the clock, which looks for copies that are due."""
    return models.Index(fields=["archive_due_at"], condition=models.Q(archive_state="due"), name=name)
