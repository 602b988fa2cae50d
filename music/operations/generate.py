"""Two songs from an idea, or from lyrics."""

from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..kie.limits import ModelVersion
from .song_forms import CustomForm
from .songs import MusicOperation, chosen


class GenerateForm(CustomForm):
    slug = "generate"

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
        # The V6 family refuses a lone prompt: the description is its style too.
        return {"prompt": prompt, "style": prompt[: catalogue.limits_of("generate", version).style]}

    @staticmethod
    def custom(params, version):
        own = chosen("generate", params)
        if version.is_v6 and params.get("instrumental"):
            own["audio_weight"] = None  # The V6 family knows it only for what is sung.
        return own | {"lyrics" if version.is_v6 else "prompt": params.get("lyrics")}
