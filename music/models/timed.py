"""A song's words with the seconds they are sung at."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..media import retelling


class TimedLyricsManager(models.Manager):
    def hear(self, track, job, words):
        """What the provider heard. Where a person timed or wrote them otherwise, theirs stand, and the provider's can
        be had back."""
        timed = self.filter(track=track).first() or self.model(track=track)
        timed.job = job
        told = (
            timed.words
            if timed.is_by_hand
            else retelling.retold(words, track.lyrics, duration=track.duration)
        )
        timed.stand(told, words)


class TimedLyrics(models.Model):
    """[[word, start, end], …], in seconds. Line ends and the marks of parts stand inside the words."""

    track = models.OneToOneField("Track", on_delete=models.CASCADE, related_name="timed_lyrics")
    job = models.ForeignKey(
        "Job", null=True, blank=True, on_delete=models.PROTECT, related_name="timed_lyrics"
    )  # none where only a person timed them
    words = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)  # a person's own stand
    heard = models.JSONField(null=True, blank=True)  # the provider's, while a person's own stand
    own = models.JSONField(null=True, blank=True)  # a person's own, while the provider's stand again

    objects = TimedLyricsManager()

    class Meta:
        verbose_name = _("timed lyrics")
        verbose_name_plural = _("timed lyrics")

    def __str__(self):
        return str(self.track)

    @property
    def is_by_hand(self):
        return self.edited_at is not None

    def tell(self, words):
        """A person's own."""
        self.stand(words, self.heard if self.is_by_hand else self.job and self.words)

    def stand(self, words, heard):
        """`words` are shown from now on; `heard` are the provider's, None where it never timed them."""
        is_own = words != heard
        self.words, self.heard, self.own = words, heard if is_own else None, None
        self.edited_at = timezone.now() if is_own else None
        self.save()

    def swap(self):
        """From a person's own to the provider's, or back. False where there is only one of them."""
        if self.heard:
            self.words, self.heard, self.own, self.edited_at = self.heard, None, self.words, None
        elif self.own:
            self.words, self.heard, self.own, self.edited_at = self.own, self.words, None, timezone.now()
        else:
            return False
        self.save()
        return True
