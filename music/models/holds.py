"""The brake on new requests with a key: pressed by hand, or by itself while the provider is ill. See `services.holds`."""

from django.db import models
from django.utils.translation import gettext_lazy as _

FREE = {
    "held_at": None, "is_held_by_hand": False, "hold_reason": "", "failures": 0, "failing_since": None,
    "probe_at": None, "probe_job": None, "probes": 0,
}  # fmt: skip


class Holdable(models.Model):
    held_at = models.DateTimeField(_("held since"), null=True, editable=False)
    is_held_by_hand = models.BooleanField(default=False, db_default=False, editable=False)
    # Of a person in their words; by itself, the code of the provider's last error.
    hold_reason = models.CharField(max_length=200, default="", db_default="", blank=True, editable=False)
    failures = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)  # one after another
    failing_since = models.DateTimeField(null=True, editable=False)
    probe_at = models.DateTimeField(null=True, editable=False)  # when the next job may be sent to try
    probe_job = models.BigIntegerField(null=True, editable=False)  # the key of the one that tries until then
    probes = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)  # that failed

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        """A key that comes while all are held by hand is held as they are."""
        held = type(self).objects.filter(is_held_by_hand=True).first() if self._state.adding else None
        if held:
            self.held_at, self.is_held_by_hand, self.hold_reason = held.held_at, True, held.hold_reason
        super().save(*args, **kwargs)

    @property
    def is_held(self):
        return self.held_at is not None
