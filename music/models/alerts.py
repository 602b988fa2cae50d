"""Trouble that administrators are told of, once when it begins and once when it is over."""

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .outgoing import Outgoing


class Incident(models.Model):
    """`kind` is the name of a need (`tell.needs`); of each kind, one is open at a time."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=60)
    words = models.TextField()
    address = models.CharField(max_length=300)  # of the page with its one next action
    began_at = models.DateTimeField(default=timezone.now)
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=models.Q(over_at=None), name="one_open_incident_of_a_kind"
            ),
        ]

    def __str__(self):
        return f"{self.kind}: {self.began_at}"


class Alert(Outgoing):
    """An incident on its way to administrators: that it began, or that it is over."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        WEBHOOK = "webhook", _("Webhook")

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="alerts")
    is_over = models.BooleanField()
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "is_over", "channel"], name="one_alert_a_channel"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="alerts_due"),
        ]

    def __str__(self):
        return f"{self.incident}: {self.channel}"
