"""Operations that make files for a song: what the provider made becomes assets of the track, each copied to our disk."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from ..models import Asset, Job
from ..queue import enqueue
from .base import Operation
from .songs import PROVIDER_KEEPS

PATIENCE = timedelta(minutes=10)  # for addresses, once the provider has said that all is complete


class AssetOperation(Operation):
    made = "music/_made_assets.html"
    kind: str  # of what it makes, as in Asset.Kind

    def fields(self, job):
        (track,) = self.sources_of(job)
        return {"task_id": track.job.task_id, "audio_id": track.audio_id}

    def apply(self, job, result):
        (track,) = self.sources_of(job)
        for position, file in enumerate(result.files):
            keep_file(job, track, self.kind, position, file)

    def reached(self, job, result):
        """What was made is kept, whatever became of the rest."""
        has_any = job.assets.filter(kind=self.kind).exists()
        if result.is_failure:
            return Job.State.DONE if has_any else Job.State.FAILED
        if result.is_complete and (has_any or is_out_of_patience(job)):
            return Job.State.DONE if has_any else Job.State.FAILED
        return Job.State.WAITING

    def made_words(self, job):
        files = len(job.assets.all())
        return ngettext("{n} file on disk", "{n} files on disk", files).format(n=files)


def keep_file(job, track, kind, position, file, **facts):
    """The asset at this place of the job, with the newest address; copied unless it is on our disk."""
    asset = Asset.objects.filter(job=job, kind=kind, position=position).first()
    if asset is None:
        asset = Asset(job=job, track=track, owner_id=job.owner_id, kind=kind, position=position, **facts)
    asset.name, asset.provider_id = asset.name or file.name, asset.provider_id or file.provider_id
    asset.url = file.url or asset.url
    if asset.url:
        asset.copy_is_due(until=timezone.now() + PROVIDER_KEEPS)
    asset.save()
    if asset.archive_state == Asset.Archive.DUE:
        enqueue("archive_asset", asset.pk)
    return asset


def is_out_of_patience(job):
    return timezone.now() - (job.sent_at or job.created_at) > PATIENCE
