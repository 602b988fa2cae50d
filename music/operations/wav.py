"""A song without the losses of MP3."""

from django.utils.translation import gettext_lazy as _

from ..models import Asset
from . import base_form
from .assets import AssetOperation, has


class WavForm(base_form.OperationForm):
    slug = "wav"

    @classmethod
    def why_not(cls, song, account):
        if has(song, Asset.Kind.WAV):
            return _("This song has its WAV already.")
        return super().why_not(song, account)


class Wav(AssetOperation):
    slug, icon = "wav", "file-audio"
    name, verb, invitation = _("WAV"), _("Make the WAV"), _("Get it as WAV")
    path, market, family = "/api/v1/wav/generate", "ai-music-api/convert-to-wav-format", "wav"
    form = WavForm
    kind = Asset.Kind.WAV
    usual = (20, 0)
