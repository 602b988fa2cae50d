"""What the provider said was left, beside what our books said was spent by then."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class BalanceReading(models.Model):
    """Append-only but for `bought` and `note`, which a person writes. All in credits."""

    account = models.ForeignKey("ProviderAccount", on_delete=models.CASCADE, related_name="readings")
    key_hint = models.CharField(
        max_length=4, blank=True
    )  # balances of two keys have nothing to do with each other
    credits = models.DecimalField(_("credits left"), max_digits=14, decimal_places=3)
    # Charged less returned, in our books, of all time.
    booked = models.DecimalField(_("booked"), max_digits=14, decimal_places=3)
    # Of jobs of which nobody knows yet whether they were accepted.
    in_doubt = models.DecimalField(_("in doubt"), max_digits=12, decimal_places=3)
    # Since the reading before.
    bought = models.DecimalField(_("bought"), max_digits=12, decimal_places=3, default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"), default=timezone.now)

    class Meta:
        verbose_name = _("balance reading")
        verbose_name_plural = _("balance readings")
        ordering = ["-pk"]
        indexes = [models.Index(fields=["account", "-at"], name="readings_of_an_account")]

    def __str__(self):
        return f"{self.account}: {self.credits}"
