"""Letters to who runs the server, about a job that waits for a yes."""

from django.conf import settings
from django.db import models

from .outgoing import Outgoing


class Letter(Outgoing):
    """To one of them, about one job."""

    job = models.ForeignKey("Job", on_delete=models.CASCADE, db_index=False, related_name="letters")
    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="letters")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["job", "to"], name="one_letter_a_job_and_person"),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="letters_due"),
        ]

    def __str__(self):
        return f"{self.job}: {self.to}"
