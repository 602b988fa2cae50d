"""A recording, continued from a moment on."""

from django.utils.translation import gettext_lazy as _

from ..models import Upload
from . import fields
from .extend import Extend, ExtendForm
from .song_forms import HandedOver


class UploadExtendForm(HandedOver, ExtendForm):
    slug = "upload-extend"

    model = fields.VersionField(slug)

    # The provider's list of what it needs has the cut in either case, its text only where something changes.
    inherited = (*ExtendForm.inherited, "continue_at")
    always_cuts = True
    settled = ()

    def suggestions(self):
        """As it was, for a start: of a recording no words and no style are known."""
        return super().suggestions() | {"default_param_flag": False}

    def settle_version(self):
        """Nobody knows how a recording was made: any version can go on with it."""


class UploadExtend(Extend):
    slug, icon = "upload-extend", "scissors"
    name, verb, invitation = _("Extended upload"), _("Extend"), _("Extend it")
    path = "/api/v1/generate/upload-extend"
    market = ""  # known there as ai-music-api/upload-and-extend-audio, but it failed in the one try reported
    form = UploadExtendForm
    starts_from = (Upload,)
    hands_over = True

    def given(self, job):
        (address,) = self.addresses_of(job)
        return {"upload_url": address, "continue_at": job.params["continue_at"]}

    def facts(self, job, sources):
        """What goes on as it was keeps its title: the provider does not know that of a recording."""
        (upload,) = sources
        facts = super().facts(job, sources)
        return facts | {"title": facts["title"] or upload.title}
