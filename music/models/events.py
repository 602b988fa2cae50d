"""What was said of a job."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class JobEvent(models.Model):
    """One line of a job's flight record. Appended, never changed."""

    class Kind(models.TextChoices):
        REQUEST = "request", _("we sent")
        ANSWER = "answer", _("it answered")
        CALLBACK = "callback", _("it called back")
        RECORD = "record", _("we asked, it said")
        HANDED = "handed", _("we handed a file over")
        TAKEN = "taken", _("to the file it answered")
        TROUBLE = "trouble", _("trouble")
        STATE = "state", _("state")
        PERSON = "person", _("a person")

    ALWAYS = (Kind.REQUEST, Kind.HANDED, Kind.PERSON)
    ONCE = (Kind.CALLBACK,)  # a callback heard before changes nothing, however long ago it was

    job = models.ForeignKey("Job", on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True, blank=True)
    words = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    digest = models.CharField(max_length=32)

    class Meta:
        verbose_name = _("job event")
        verbose_name_plural = _("job events")
        ordering = ["pk"]
        indexes = [models.Index(fields=["job", "digest"], name="events_by_digest")]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.words}"
