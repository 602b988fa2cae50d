"""What came from what."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SHOWN = ("uuid", "title", "duration", "hue", "thumb")  # of a song, by what links to it


def of_one_thing(name, track="track", upload="upload"):
    """Either a track or an upload, never both and never neither."""
    return models.CheckConstraint(condition=models.Q(**{track: None}) ^ models.Q(**{upload: None}), name=name)


class JobSource(models.Model):
    """What a job starts from: a track or an upload, in the order in which the operation takes them."""

    job = models.ForeignKey("Job", on_delete=models.CASCADE, related_name="sources")
    position = models.PositiveSmallIntegerField(default=0)
    track = models.ForeignKey(
        "Track", null=True, blank=True, on_delete=models.CASCADE, related_name="used_in"
    )
    upload = models.ForeignKey(
        "Upload", null=True, blank=True, on_delete=models.CASCADE, related_name="used_in"
    )

    class Meta:
        verbose_name = _("job’s source")
        verbose_name_plural = _("job’s sources")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="one_job_source_per_place"),
            of_one_thing("a_job_source_is_one_thing"),
        ]

    def __str__(self):
        return str(self.song)

    @property
    def song(self):
        return self.track or self.upload


class SourceQuerySet(models.QuerySet):
    def showing(self, *ends):
        """With what is at these ends (`source`, `upload` or `track`), of which a link shows little."""
        fields = [f"{end}__{name}" for end in ends for name in SHOWN if (end, name) != ("upload", "thumb")]
        return self.select_related(*ends).only("track", "source", "upload", "how", "at", *fields)


class Source(models.Model):
    """One thing that a track was made from. A track can have several, in order."""

    track = models.ForeignKey("Track", on_delete=models.CASCADE, related_name="sources")
    source = models.ForeignKey(
        "Track", null=True, blank=True, on_delete=models.CASCADE, related_name="offspring"
    )
    upload = models.ForeignKey(
        "Upload", null=True, blank=True, on_delete=models.CASCADE, related_name="offspring"
    )
    how = models.CharField(_("how"), max_length=20)  # in a word of the operation
    at = models.FloatField(_("at second"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["track", "position"], name="one_source_per_place"),
            of_one_thing("a_source_is_one_thing", track="source"),
        ]

    def __str__(self):
        return f"{self.how}: {self.song}"

    @property
    def song(self):
        return self.source or self.upload


class Extension(models.Model):
    """An extend: which song, from which second on, with inherited or own parameters."""

    job = models.OneToOneField("Job", on_delete=models.CASCADE, related_name="extension")
    source_track = models.ForeignKey(
        "Track", null=True, blank=True, on_delete=models.CASCADE, related_name="extensions"
    )
    source_upload = models.ForeignKey(
        "Upload", null=True, blank=True, on_delete=models.CASCADE, related_name="extensions"
    )
    continue_at = models.FloatField(_("from second"), null=True, blank=True)
    is_inherited = models.BooleanField(_("inherited parameters"), default=False)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        constraints = [
            of_one_thing("an_extension_is_of_one_thing", track="source_track", upload="source_upload")
        ]

    def __str__(self):
        return f"{self.source} → {self.continue_at or ''}"

    @property
    def source(self):
        return self.source_track or self.source_upload

    @property
    def tracks(self):
        """The songs it made."""
        return self.job.tracks.all()
