"""A song as a video, with its cover and moving levels."""

from django.utils.translation import gettext_lazy as _

from ..models import Asset
from . import base_form, fields
from .assets import AssetOperation


class VideoForm(base_form.OperationForm):
    slug = "video"

    author = fields.LineField(label=_("Name on the picture"), limit="author")
    domain_name = fields.LineField(
        label=_("Line at the bottom"), limit="domain_name", help_text=_("A web address, for one")
    )

    def suggestions(self):
        return {"author": self.owner.name[: self.limits().author]}

    def clean(self):
        cleaned = super().clean()
        for name in ("author", "domain_name"):
            self.check_length(name, getattr(self.limits(), name))
        return cleaned


class Video(AssetOperation):
    slug, icon = "video", "film"
    name, verb, invitation = _("Video"), _("Make the video"), _("Make a video of it")
    path, market, family = "/api/v1/mp4/generate", "ai-music-api/create-music-video", "video"
    form = VideoForm
    kind = Asset.Kind.VIDEO
    usual = (90, 0)

    def fields(self, job):
        names = ("author", "domain_name")
        return super().fields(job) | {name: job.params.get(name) for name in names}
