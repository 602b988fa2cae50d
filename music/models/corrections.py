"""What an administrator knows better than the tables of limits and prices, until these are brought up to date."""

from django.db import models
from django.utils import timezone


class Correction(models.Model):
    """One figure or label of the catalogue. `name` is a limit ("title") of an operation with a version, or "price", with
    the mode after a colon where it decides; of a version alone "status" or "hidden"."""

    slug = models.CharField(max_length=40, blank=True)
    version = models.CharField(max_length=10, blank=True)
    name = models.CharField(max_length=60)
    value = models.JSONField(null=True)  # a price as text; None: nobody knows it
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version", "name"], name="one_correction_of_a_thing"),
        ]

    def __str__(self):
        return " ".join(filter(None, (self.slug, self.version, self.name)))
