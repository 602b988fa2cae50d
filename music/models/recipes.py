"""What songs are made with, kept for the next one: recipes, and grids of takes that vary them."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import Sheeted, sheet_index

from .owned import OwnedQuerySet


class RecipeQuerySet(OwnedQuerySet):
    def seen_by(self, user):
        """A person's own, and those that others on this server share."""
        return self.filter(Q(owner=user) | Q(is_shared=True))


class Recipe(Sheeted):
    """The settings of an operation under a name. `params` are form fields; what of them is its owner's own (a persona,
    addresses) is shown to nobody else: see `services.recipes.shown`."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recipes")
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    operation = models.CharField(_("operation"), max_length=40)
    params = models.JSONField(_("settings"), default=dict)
    is_shared = models.BooleanField(_("shared on this server"), default=False)
    made_at = models.DateTimeField(default=timezone.now)

    objects = RecipeQuerySet.as_manager()

    class Meta:
        verbose_name = _("recipe")
        verbose_name_plural = _("recipes")
        ordering = ["name", "pk"]
        indexes = [sheet_index("sheets_of_recipes")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("recipe_detail", args=[self.uuid])


class Grid(models.Model):
    """Takes of one song that differ in one or two fields. Each cell is a job; `axes` is [{field, values}], rows first."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="grids")
    submission = models.UUIDField(default=uuid4, editable=False)
    operation = models.CharField(_("operation"), max_length=40)
    params = models.JSONField(_("settings"), default=dict)
    axes = models.JSONField(_("what varies"), default=list)
    made_at = models.DateTimeField(default=timezone.now)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        verbose_name = _("take grid")
        verbose_name_plural = _("take grids")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="a_grid_is_ordered_once"),
        ]

    def __str__(self):
        return str(self.params.get("title") or self.uuid)

    def get_absolute_url(self):
        return reverse("grid_detail", args=[self.uuid])


class Cell(models.Model):
    """A grid's job, and where it stands."""

    grid = models.ForeignKey(Grid, on_delete=models.CASCADE, related_name="cells")
    job = models.OneToOneField("Job", on_delete=models.CASCADE, related_name="cell")
    row = models.PositiveSmallIntegerField(default=0)
    column = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("cell")
        verbose_name_plural = _("cells")
        ordering = ["row", "column"]
        constraints = [
            models.UniqueConstraint(fields=["grid", "row", "column"], name="one_job_in_a_cell"),
        ]

    def __str__(self):
        return f"{self.row}, {self.column}"
