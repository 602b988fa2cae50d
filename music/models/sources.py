"""What came from what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SHOWN = ("uuid", "title", "duration", "hue", "thumb")  # of a song, by what links to it


class SourceQuerySet(models.QuerySet):
    def showing(self, end):
        """With the song at one end (`source` or `track`), of which a link shows little."""
        return self.select_related(end).only("track", "source", "at", *(f"{end}__{name}" for name in SHOWN))


class Source(models.Model):
    """One song that a track was made from. A track can have several, in order."""

    class How(models.TextChoices):
        EXTEND = "extend", _("extended from")

    track = models.ForeignKey("Track", on_delete=models.CASCADE, related_name="sources")
    source = models.ForeignKey("Track", on_delete=models.CASCADE, related_name="offspring")
    how = models.CharField(_("how"), max_length=20, choices=How.choices)
    at = models.FloatField(_("at second"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["track", "position"], name="one_source_per_place")]

    def __str__(self):
        return f"{self.get_how_display()} {self.source}"


class Extension(models.Model):
    """An extend: which song, from which second on, with inherited or own parameters."""

    job = models.OneToOneField("Job", on_delete=models.CASCADE, related_name="extension")
    source_track = models.ForeignKey("Track", on_delete=models.CASCADE, related_name="extensions")
    continue_at = models.FloatField(_("from second"), null=True, blank=True)
    is_inherited = models.BooleanField(_("inherited parameters"), default=False)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")

    def __str__(self):
        return f"{self.source_track} → {self.continue_at or ''}"

    @property
    def tracks(self):
        """The songs it made."""
        return self.job.tracks.all()
