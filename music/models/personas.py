"""A voice or a manner that songs can be made with."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import Sheeted, sheet_index

from .owned import OwnedQuerySet


class PersonaQuerySet(OwnedQuerySet):
    def usable_with(self, account):
        """The provider knows a persona only under the key that made it."""
        return self.filter(account=account)


class Persona(Sheeted):
    class Kind(models.TextChoices):
        STYLE = "style_persona", _("Style")
        VOICE = "voice_persona", _("Voice")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="personas")
    account = models.ForeignKey("ProviderAccount", on_delete=models.PROTECT, related_name="personas")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices, default=Kind.STYLE)
    name = models.CharField(_("name"), max_length=80)
    description = models.TextField(_("description"), blank=True)
    style = models.TextField(_("style"), blank=True)
    vocal_start = models.FloatField(_("voice from second"), null=True, blank=True)
    vocal_end = models.FloatField(_("voice to second"), null=True, blank=True)
    provider_id = models.CharField(_("provider’s id"), max_length=64)
    track = models.ForeignKey(
        "Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="personas"
    )
    job = models.ForeignKey("Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="personas")
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonaQuerySet.as_manager()

    class Meta:
        verbose_name = _("persona")
        verbose_name_plural = _("personas")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "provider_id"], name="a_persona_is_kept_once"),
        ]
        indexes = [sheet_index("sheets_of_personas")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("persona_detail", args=[self.uuid])
