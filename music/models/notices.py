"""What people are told when a job of theirs ends, and by which ways."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .outgoing import Outgoing
from .owned import OwnedQuerySet


class NoticeQuerySet(OwnedQuerySet):
    def unread(self):
        return self.filter(is_shown=True, read_at=None)


class Notice(models.Model):
    """One for each job, written with its end. `is_shown`: in the page; not, where its owner wants letters alone."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="notices"
    )
    job = models.OneToOneField("Job", on_delete=models.CASCADE, related_name="notice")
    is_good = models.BooleanField()
    is_shown = models.BooleanField(default=True)
    made_at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-id"], name="notices_of_a_person"),
            models.Index(fields=["owner"], condition=models.Q(read_at=None), name="notices_to_read"),
        ]

    def __str__(self):
        return f"{self.job}: {self.is_good}"


class Delivery(Outgoing):
    """A notice on its way out, once a channel."""

    class Channel(models.TextChoices):
        EMAIL = "email", _("E-mail")
        PUSH = "push", _("Push")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=10, choices=Channel.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["notice", "channel"], name="one_delivery_a_channel"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="deliveries_due"),
        ]

    def __str__(self):
        return f"{self.notice}: {self.channel}"


class PushSubscription(models.Model):
    """A browser that wants to be told, and what its pushes are sealed with."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions"
    )
    endpoint = models.URLField(max_length=1000)
    digest = models.CharField(max_length=64, unique=True)  # of the endpoint
    p256dh = models.CharField(max_length=200)
    auth = models.CharField(max_length=100)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self):
        return f"{self.owner}: {self.digest[:8]}"
