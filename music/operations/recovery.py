"""Fresh links for songs whose links died before they were on our disk."""

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Job, Track
from ..queue import enqueue
from . import base_form
from .base import Operation
from .songs import PROVIDER_KEEPS


class RecoveryForm(base_form.OperationForm):
    slug = "recovery"

    @classmethod
    def why_not(cls, song, account):
        if song.is_kept and song.fault != Track.Fault.MISSING:
            return _("This song is on your disk: it needs no fresh link.")
        if not song.is_lost and not song.archive_tries and not song.fault:
            return _("Its link has not failed.")
        return base_form.in_trash(song) or base_form.of_another_key(song, account)


class Recovery(Operation):
    slug, icon = "recovery", "link"
    name, verb, invitation = _("Fresh links"), _("Ask for fresh links"), _("Ask for fresh links")
    path, market, family = "/api/v1/suno/recovery", "", "recovery"
    form = RecoveryForm
    starts_from = (Track,)

    def fields(self, job):
        (track,) = self.sources_of(job)
        return {"task_id": track.job.task_id}

    def apply(self, job, result):
        """All songs of the task may have a new link; those on our disk need none."""
        (track,) = self.sources_of(job)
        fresh = {clip.audio_id: clip.audio_url for clip in result.clips if clip.audio_url}
        away = ~Q(archive_state=Track.Archive.KEPT) | Q(fault=Track.Fault.MISSING)
        for lost in track.job.tracks.filter(away, audio_id__in=fresh):
            lost.audio_url = fresh[lost.audio_id]
            lost.archive_state, lost.fault = (
                Track.Archive.LOST,
                "",
            )  # whatever was tried before was another link
            lost.copy_is_due(until=timezone.now() + PROVIDER_KEEPS)
            lost.save()
            enqueue("archive_track", lost.pk)
        job.result = {"songs": len(fresh)}
        job.save(update_fields=["result"])

    def reached(self, job, result):
        if result.is_complete and not result.clips:
            return Job.State.FAILED
        return super().reached(job, result)

    def made_words(self, job):
        songs = job.result.get("songs", 0)
        return ngettext("{n} fresh link", "{n} fresh links", songs).format(n=songs)
