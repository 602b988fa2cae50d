"""Two songs from an idea, or from lyrics."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import catalogue
from ..kie.limits import ModelVersion
from . import fields
from .song_forms import CustomForm
from .songs import MusicOperation, chosen

ATTACHMENTS = ("image_urls", "video_urls", "audio_urls")


class GenerateForm(CustomForm):
    slug = "generate"
    simple = (*CustomForm.simple, *ATTACHMENTS)

    image_urls = fields.AddressesField(
        label=_("Pictures to go by"), help_text=_("Addresses, one a line; 10 MB each at most")
    )
    video_urls = fields.AddressesField(
        label=_("A film to go by"), help_text=_("Its address; four minutes and 100 MB at most")
    )
    audio_urls = fields.AddressesField(
        label=_("Sounds to go by"), help_text=_("Addresses, one a line; 6 seconds to 30 minutes each")
    )

    @classmethod
    def decided(cls, params):
        return super().decided(params) - set(ATTACHMENTS if params.get("custom_mode") else ())

    def check_song(self, version, limits):
        for name in ATTACHMENTS:
            if self.cleaned_data.get("custom_mode") or not getattr(limits, name):
                self.drop(name)
            else:
                self.check_number(name, getattr(limits, name))
        super().check_song(version, limits)

    def check_number(self, name, most):
        if len(self.cleaned_data.get(name) or ()) > most:
            message = ngettext("At most {most} address.", "At most {most} addresses.", most)
            self.add_error(name, ValidationError(message.format(most=most), code="too_many"))

    def check_given(self, version):
        if not version.is_v6:
            super().check_given(version)
        elif not any(self.cleaned_data.get(name) for name in ("lyrics", "style", "negative_tags")):
            self.need("style", _("Give a style or lyrics: from nothing at all the provider makes nothing."))


class Generate(MusicOperation):
    slug, icon = "generate", "plus"
    name, verb, invitation = _("Song"), _("Generate"), _("Make a song")
    path, market = "/api/v1/generate", "ai-music-api/generate"
    form = GenerateForm
    template = "music/create.html"

    def fields(self, job):
        params = dict(job.params)
        version = ModelVersion(params["model"])
        own = self.custom(params, version) if params.get("custom_mode") else self.simple(params, version)
        return own | {
            "custom_mode": bool(params.get("custom_mode")),
            "instrumental": bool(params.get("instrumental")),
            "model": version.value,
        }

    @staticmethod
    def simple(params, version):
        prompt = params["prompt"]
        if not version.is_v6:
            return {"prompt": prompt}
        attached = {name: params.get(name) or None for name in ATTACHMENTS}
        # The V6 family refuses a lone prompt: the description is its style too.
        return attached | {
            "prompt": prompt,
            "style": prompt[: catalogue.limits_of("generate", version).style],
        }

    @staticmethod
    def custom(params, version):
        own = chosen("generate", params)
        if version.is_v6 and params.get("instrumental"):
            own["audio_weight"] = None  # The V6 family knows it only for what is sung.
        return own | {"lyrics" if version.is_v6 else "prompt": params.get("lyrics")}
