"""People: who may come in, and how they like it here."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import Sheeted, sheet_index

from .roles import Role


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)


class User(Sheeted, AbstractBaseUser, PermissionsMixin):
    """Someone with a library. The e-mail is the name they sign in with."""

    class Theme(models.TextChoices):
        SYSTEM = "", _("As the system")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, choices=settings.LANGUAGES)
    theme = models.CharField(
        _("theme"), max_length=5, blank=True, choices=Theme.choices, default=Theme.SYSTEM
    )
    folder = models.CharField(max_length=140, blank=True, editable=False)  # of their songs; chosen once
    # Their role, with what Django calls a superuser: an administrator is both, a manager staff alone.
    is_staff = models.BooleanField(_("runs the server"), default=False)
    is_listener = models.BooleanField(_("only listens"), default=False, db_default=False)
    notify_page = models.BooleanField(_("In the studio"), default=True, db_default=True)
    notify_email = models.BooleanField(_("By e-mail"), default=True, db_default=True)
    notify_push = models.BooleanField(_("By push, to browsers that you chose"), default=True, db_default=True)
    # Of staff alone, by letter
    notify_approvals = models.BooleanField(
        _("Letters when a costly job waits for a yes"), default=True, db_default=True
    )
    notify_trouble = models.BooleanField(
        _("Letters when there is trouble on this server, and when it is over"), default=True, db_default=True
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    leaves_at = models.DateTimeField(
        _("leaves"), null=True, blank=True, editable=False, db_index=True
    )  # then all of theirs is deleted
    date_joined = models.DateTimeField(default=timezone.now)

    objects = UserManager()
    USERNAME_FIELD = EMAIL_FIELD = "email"

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        indexes = [sheet_index("sheets_of_people")]

    def __str__(self):
        return self.name or self.email

    def get_full_name(self):
        return self.name or self.email

    get_short_name = get_full_name

    @property
    def role(self):
        if self.is_staff:
            return Role.ADMINISTRATOR if self.is_superuser else Role.MANAGER
        return Role.LISTENER if self.is_listener else Role.MAKER

    @property
    def may_make(self):
        """Whether what costs or writes is offered to them."""
        return self.role != Role.LISTENER


def new_token():
    return secrets.token_urlsafe(24)


def in_a_week():
    return timezone.now() + timedelta(days=7)


class InvitationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(used_by=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A link that lets one person sign up where sign-up is closed; as staff, the first administrator's."""

    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    note = models.CharField(_("for whom"), max_length=120, blank=True)
    makes_staff = models.BooleanField(_("makes an administrator"), default=False)
    role = models.CharField(
        _("role"), max_length=13, choices=Role.choices, default=Role.MAKER, db_default=Role.MAKER.value
    )
    created_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(_("valid until"), default=in_a_week)
    used_by = models.OneToOneField(
        User, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation", editable=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self):
        return self.note or f"invitation {self.pk}"

    def save(self, *args, **kwargs):
        """The release before knows `makes_staff` alone."""
        if self.makes_staff:
            self.role = Role.ADMINISTRATOR
        self.makes_staff = self.role == Role.ADMINISTRATOR
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("invitation", args=[self.token])

    @property
    def gives(self):
        return Role.ADMINISTRATOR if self.makes_staff else Role(self.role)


class AuditQuerySet(models.QuerySet):
    """Read and written; what stands there stays."""

    def update(self, **kwargs):
        raise TypeError("What is in the log is not changed.")

    def delete(self):
        raise TypeError("What is in the log is not deleted.")


class AuditEntry(models.Model):
    """Something that somebody who runs this server did: see `accounts.audit`. It outlives whom and what it names, so
    it keeps their names beside their numbers."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    by = models.ForeignKey(
        User, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    by_name = models.CharField(max_length=200)
    what = models.CharField(max_length=40)
    on_kind = models.CharField(
        max_length=60, blank=True
    )  # "music.job", and its UUID or, where it has none, its key
    on_key = models.CharField(max_length=64, blank=True)
    on_name = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True)
    changes = models.JSONField(default=dict)  # {field: [before, after]}

    objects = AuditQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["by", "-id"], name="audit_by_person"),
            models.Index(fields=["what", "-id"], name="audit_by_kind"),
            models.Index(fields=["on_kind", "on_key", "-id"], name="audit_of_a_thing"),
        ]

    def __str__(self):
        return f"{self.by_name}: {self.what}"

    def save(self, *args, **kwargs):
        if self.pk:
            raise TypeError("What is in the log is not changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("What is in the log is not deleted.")


class Switch(models.Model):
    """A feature or an operation ("shares", "operation:stems") that is off for some roles. Without a row it is on."""

    name = models.CharField(max_length=60, unique=True)
    off_for = models.JSONField(default=list)

    def __str__(self):
        return self.name


class AnnouncementQuerySet(models.QuerySet):
    def current(self):
        now = timezone.now()
        return self.filter(begins_at__lte=now).filter(models.Q(ends_at=None) | models.Q(ends_at__gt=now))


class Announcement(models.Model):
    """A sentence on all pages, until each person puts it away or its time is over."""

    class Level(models.TextChoices):
        NOTE = "note", _("Note")
        WARNING = "warning", _("Warning")

    words = models.CharField(_("what"), max_length=300)
    level = models.CharField(_("how urgent"), max_length=10, choices=Level.choices, default=Level.NOTE)
    begins_at = models.DateTimeField(_("from"), default=timezone.now)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    at_door = models.BooleanField(
        _("On the sign-in page too"),
        default=False,
        db_default=False,
        help_text=_("Whoever finds this server reads it there, without an account."),
    )
    seen_by = models.ManyToManyField(User, related_name="+")

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-begins_at"]

    def __str__(self):
        return self.words
