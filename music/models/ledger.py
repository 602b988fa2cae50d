"""What was expected to be paid, what was, and what came back."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class LedgerEntry(models.Model):
    class Kind(models.TextChoices):
        EXPECTED = "expected", _("expected")
        CHARGED = "charged", _("charged")
        RETURNED = "returned", _("returned")

    class Origin(models.TextChoices):
        TABLE = "table", _("price table")
        PROVIDER = "provider", _("provider")
        INFERRED = "inferred", _("inferred")

    account = models.ForeignKey("ProviderAccount", on_delete=models.PROTECT, related_name="ledger")
    # None: whoever asked for it has left. What the server's key paid stays in the books, without the person.
    job = models.ForeignKey("Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="ledger")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    credits = models.DecimalField(_("credits"), max_digits=12, decimal_places=3)
    source = models.CharField(_("source"), max_length=10, choices=Origin.choices)
    # A return counts when its charge did: in a new month nothing more may be spent because an old job failed.
    at = models.DateTimeField(_("when"), default=timezone.now)
    came_back_at = models.DateTimeField(_("came back"), null=True, blank=True)

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ["pk"]
        indexes = [models.Index(fields=["account", "at"], name="bookings_of_a_month")]

    def __str__(self):
        return f"{self.get_kind_display()} {self.credits}"

    @property
    def booked_at(self):
        return self.came_back_at or self.at
