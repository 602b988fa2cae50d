"""Pictures for a song, of which one can be chosen as its cover."""

from django.utils.translation import gettext_lazy as _

from ..models import Asset
from . import base_form
from .assets import AssetOperation, has


class CoverImageForm(base_form.OperationForm):
    slug = "cover-image"

    @classmethod
    def why_not(cls, song, account):
        if has(song, Asset.Kind.COVER):
            return _("The provider makes pictures once, and this song has them. Choose one of those.")
        return super().why_not(song, account)


class CoverImage(AssetOperation):
    slug, icon = "cover-image", "disc-3"
    name, verb, invitation = _("Cover pictures"), _("Make pictures"), _("Make other covers")
    path, market, family = "/api/v1/suno/cover/generate", "", "cover"
    form = CoverImageForm
    kind = Asset.Kind.COVER
    usual = (45, 0)

    def fields(self, job):
        """By the task alone: the pictures are of both its songs."""
        (track,) = self.sources_of(job)
        return {"task_id": track.job.task_id}
