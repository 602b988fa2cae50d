"""Links by which others hear a song or a list, without an account."""

import secrets
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .owned import OwnedQuerySet


def new_token():
    return secrets.token_urlsafe(18)


class ShareQuerySet(OwnedQuerySet):
    def open(self):
        return self.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)


class Share(models.Model):
    """A song or a playlist by a link that nobody can guess: a page of its own, or a feed for podcast players. A feed
    of nothing in particular has its owner's favourites."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        FEED = "feed", _("Feed")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="shares")
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices, default=Kind.PAGE)
    track = models.ForeignKey("Track", null=True, blank=True, on_delete=models.CASCADE, related_name="shares")
    playlist = models.ForeignKey(
        "Playlist", null=True, blank=True, on_delete=models.CASCADE, related_name="shares"
    )
    expires_at = models.DateTimeField(_("open until"), null=True, blank=True)
    password = models.CharField(_("password"), max_length=128, blank=True)  # hashed
    allows_download = models.BooleanField(_("may be downloaded"), default=False)
    listens = models.PositiveIntegerField(_("times heard"), default=0)
    revoked_at = models.DateTimeField(_("closed"), null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = ShareQuerySet.as_manager()

    class Meta:
        verbose_name = _("share")
        verbose_name_plural = _("shares")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(track=None) ^ Q(playlist=None) | Q(track=None, playlist=None, kind="feed"),
                name="a_share_is_of_one_thing",
            )
        ]

    def __str__(self):
        return str(self.track or self.playlist or _("Favourites"))

    def get_absolute_url(self):
        """Where its owner sees to it."""
        return reverse("share_detail", args=[self.uuid])

    @property
    def public_url(self):
        return reverse("shared_feed" if self.is_feed else "shared", args=[self.token])

    @property
    def is_feed(self):
        return self.kind == self.Kind.FEED

    @property
    def is_over(self):
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_open(self):
        return self.revoked_at is None and not self.is_over
