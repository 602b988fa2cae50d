"""What a person hears, on whichever device: one row a person."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Listening(models.Model):
    """`queue`: UUIDs of songs in order; `place`: which of them plays; `at`: its second; `modes`: shuffle, repeat, …"""

    owner = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="listening", primary_key=True
    )
    queue = models.JSONField(default=list)
    place = models.PositiveIntegerField(default=0)
    at = models.FloatField(_("at second"), default=0)
    modes = models.JSONField(default=dict)
    device = models.CharField(_("device"), max_length=80, blank=True)  # as a person calls it
    browser = models.CharField(max_length=32, blank=True, default="", db_default="")  # its own random name
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("listening")
        verbose_name_plural = _("listening")

    def __str__(self):
        return f"{self.owner}: {self.place} of {len(self.queue)}"
