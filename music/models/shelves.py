"""Where songs are put: projects, and tags of a person's own."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import Sheeted, sheet_index

from .. import search
from .owned import OwnedQuerySet


class Project(Sheeted):
    """A place for songs that belong together; `defaults` are what its forms begin with, {operation: {field: value}}."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="projects")
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    defaults = models.JSONField(_("settings to begin with"), default=dict, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("project")
        verbose_name_plural = _("projects")
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="one_project_of_a_name")]
        indexes = [sheet_index("sheets_of_projects")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("project_detail", args=[self.uuid])


class TagQuerySet(OwnedQuerySet):
    def called(self, name):
        return self.filter(key=search.fold(name))

    def unused(self):
        """On no song any more."""
        return self.filter(tracks=None)


class TagManager(models.Manager.from_queryset(TagQuerySet)):
    def named(self, owner, name):
        """The person's tag of this name, made where there is none: `Demo` and `demo` are one."""
        tag, _is_new = self.get_or_create(owner=owner, key=search.fold(name), defaults={"name": name})
        return tag


class Tag(models.Model):
    """A word of a person's own for songs. It is kept in their sheets, and has none itself."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tags")
    name = models.CharField(_("name"), max_length=40)
    key = models.CharField(max_length=120, editable=False)  # folded

    objects = TagManager()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["key"]
        constraints = [models.UniqueConstraint(fields=["owner", "key"], name="one_tag_of_a_name")]

    def __str__(self):
        return self.name
