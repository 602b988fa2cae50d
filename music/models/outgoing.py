"""What is on its way out of the house, to be sent once."""

from django.db import models


class Outgoing(models.Model):
    """It is claimed while it is sent, and due again should that be cut off; what receives it knows it by a number of its
    own, and shows it once."""

    due_at = models.DateTimeField(null=True)  # None: it is sent, or given up
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
