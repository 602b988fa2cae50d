"""Operations that make files for a song: what the provider made becomes assets of the track, each copied to our disk."""

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import ngettext

from ..models import Asset, Job, Track
from ..queue import enqueue
from .base import Operation
from .songs import PROVIDER_KEEPS

PATIENCE = timedelta(minutes=10)  # for addresses, once the provider has said that all is complete


class AssetOperation(Operation):
    starts_from = (Track,)
    made = "music/_made_assets.html"
    kind: str  # of what it makes, as in Asset.Kind
    family: str

    def fields(self, job):
        (track,) = self.sources_of(job)
        return {"task_id": track.job.task_id, "audio_id": track.audio_id}

    def apply(self, job, result):
        """What a person deleted does not come back, nor does another thing take its place."""
        assets = job.assets.order_by("pk").select_for_update(no_key=True)
        known = {asset.key: asset for asset in assets}
        for place, file in enumerate(result.files):
            key = file.name or place  # a list of stems may grow; two pictures have no names
            if key not in job.deleted:
                asset = known.get(key) or self.new(job, file.name, position=len(known) + len(job.deleted))
                known[key] = renewed(asset, file)

    def new(self, job, name, position, **facts):
        (track,) = self.sources_of(job)
        return Asset(
            job=job, track=track, owner_id=job.owner_id, kind=self.kind, name=name, position=position, **facts
        )

    def reached(self, job, result):
        """What was made is kept, whatever became of the rest."""
        has_any = job.assets.exists() or bool(job.deleted)
        if result.is_failure or (result.is_complete and (has_any or is_out_of_patience(job))):
            return Job.State.DONE if has_any else Job.State.FAILED
        return Job.State.WAITING

    def made_words(self, job):
        files = len(job.assets.all())
        return ngettext("{n} file on disk", "{n} files on disk", files).format(n=files)


def renewed(asset, file):
    """With the newest address, from which it is copied unless it is on our disk."""
    asset.provider_id = asset.provider_id or file.provider_id
    asset.url = file.url or asset.url
    return keep(asset)


def keep(asset):
    """Save it, and have it brought to our disk."""
    asset.copy_is_due(until=timezone.now() + PROVIDER_KEEPS)
    asset.save()
    if asset.archive_state == Asset.Archive.DUE:
        enqueue("archive_asset", asset.pk)
    return asset


def is_out_of_patience(job):
    return timezone.now() - (job.sent_at or job.created_at) > PATIENCE


def has(track, kind):
    """Whether the song has a file of this kind, or one on its way."""
    return kind in track.asset_kinds
