"""When each word of a song is sung: the answer to the request is the result."""

from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..media import timed
from ..models import Job, TimedLyrics, Track
from . import base_form
from .base import Operation


class TimestampedLyricsForm(base_form.OperationForm):
    slug = "timestamped-lyrics"

    @classmethod
    def why_not(cls, song, account):
        return unsung(song) or timed_already(song) or super().why_not(song, account)


def unsung(song):
    if song.is_instrumental:
        return _("An instrumental has no words to follow.")
    return _("A sound has no words to follow.") if song.kind == Track.Kind.SOUND else ""


def timed_already(song):
    """It costs each time, and says the same each time. What a person timed by hand was never paid for."""
    kept = getattr(song, "timed_lyrics", None)
    return _("Its words follow the song already.") if kept and kept.job_id else ""


class TimestampedLyrics(Operation):
    is_told = False
    slug, icon = "timestamped-lyrics", "mic-vocal"
    name, verb, invitation = _("Timed lyrics"), _("Time the words"), _("Let the words follow")
    path = "/api/v1/generate/get-timestamped-lyrics"
    family, calls_back = "timed-lyrics", False
    form = TimestampedLyricsForm
    starts_from = (Track,)
    made = "music/_made_words.html"
    about = _(
        "While the song plays, its page marks what is sung, and a press on a line goes there. The words can be "
        "saved as LRC and SRT files too."
    )
    usual = (5, 0)

    def fields(self, job):
        (track,) = self.sources_of(job)
        return {"task_id": track.job.task_id, "audio_id": track.audio_id}

    def apply(self, job, result):
        """Where nobody sings, there is nothing to keep, and what was known before stays."""
        words = [[word.text, word.start, word.end] for word in result.words]
        lines = timed.sung(words)
        job.result = {"lines": len(lines)}
        job.save(update_fields=["result"])
        if lines:
            (track,) = self.sources_of(job)
            TimedLyrics.objects.hear(track, job, words)
            track.mark_changed()

    def reached(self, job, result):
        """An answer without a word is one: nobody sings there."""
        return Job.State.FAILED if result.is_failure else Job.State.DONE

    def made_words(self, job):
        count = job.result.get("lines")
        if not count:
            return _gettext("no sung words found")
        return ngettext("{n} line follows the song", "{n} lines follow the song", count).format(n=count)
