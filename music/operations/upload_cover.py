"""A recording or a song, sung and played anew: its melody stays."""

from django.utils.translation import gettext_lazy as _

from ..kie.limits import ModelVersion
from ..models import Track, Upload
from . import fields
from .song_forms import CustomForm, HandedOver
from .songs import MusicOperation, chosen


class UploadCoverForm(HandedOver, CustomForm):
    slug = "upload-cover"

    model = fields.VersionField(slug)

    def suggestions(self):
        return self.like(self.sources[0])


class UploadCover(MusicOperation):
    slug, icon = "upload-cover", "disc-3"
    name, verb, invitation = _("Cover"), _("Make the cover"), _("Make a cover of it")
    path, market = "/api/v1/generate/upload-cover", "ai-music-api/upload-and-cover-audio"
    form = UploadCoverForm
    starts_from = (Track, Upload)
    about = _(
        "Its melody stays. What you leave empty is left to the provider, for the same price: with V6 a title alone is enough."
    )
    hands_over = True
    how = "cover"

    def fields(self, job):
        params = job.params
        (address,) = self.addresses_of(job)
        given = {
            "upload_url": address,
            "model": params["model"],
            "instrumental": bool(params.get("instrumental")),
        }
        return given | described(self.slug, params)


def described(slug, params):
    """How the new song should be. The V6 family has no simple mode here: a sentence is its style there."""
    is_v6, is_custom = ModelVersion(params["model"]).is_v6, bool(params.get("custom_mode"))
    mode = {} if is_v6 else {"custom_mode": is_custom}
    if is_custom:
        return mode | chosen(slug, params) | {"lyrics" if is_v6 else "prompt": params.get("lyrics")}
    return mode | {"style" if is_v6 else "prompt": params["prompt"]}
