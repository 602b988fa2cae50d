"""Two songs from an idea, or from lyrics."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..kie.limits import ModelVersion
from . import fields
from .songs import MusicOperation

LENGTH = 180  # seconds offered; the provider's own default is 20


class GenerateForm(fields.OperationForm):
    slug = "generate"

    custom_mode = fields.SwitchField(
        label=_("How much to decide"), choices=[("", _("Simple")), ("on", _("Custom"))], required=False
    )
    prompt = fields.TextField(label=_("What should it be?"), limit="simple_prompt")
    lyrics = fields.TextField(
        label=_("Lyrics"), limit="prompt", help_text=_("Sections in brackets: [Verse], [Chorus], [Bridge]")
    )
    style = fields.TextField(label=_("Style"), limit="style")
    title = fields.LineField(label=_("Title"), limit="title")
    negative_tags = fields.LineField(label=_("Leave out"), limit="negative_tags")
    model = fields.VersionField("generate")
    instrumental = fields.SingingField()
    vocal_gender = fields.VoiceField()
    persona_id = fields.PersonaField()
    duration = forms.IntegerField(
        label=_("Length"), required=False, min_value=10, max_value=360,
        widget=forms.NumberInput(attrs={"data-fader": "time", "min": 10, "max": 360}),
        help_text=_("In seconds; the provider takes it as a wish."),
    )  # fmt: skip
    style_weight = fields.WeightField(label=_("Keep to the style"))
    weirdness_constraint = fields.WeightField(label=_("Weirdness"))
    audio_weight = fields.WeightField(label=_("Keep to the sound"))
    variety = fields.VarietyField()

    def suggestions(self):
        return {"model": settings.KIE_DEFAULT_VERSION, "duration": LENGTH}

    def clean(self):
        cleaned = super().clean()
        if "lyrics" not in self.data and cleaned.get("custom_mode"):
            cleaned["lyrics"] = cleaned.get("prompt", "")  # the older API's way: the prompt is what is sung
        if limits := self.limits():
            version = ModelVersion(cleaned["model"])
            self.check_custom(version, limits) if cleaned["custom_mode"] else self.check_simple(limits)
        return self.cleaned_data

    def check_simple(self, limits):
        self.need("prompt", _("Say in a sentence what it should be."))
        self.check_length("prompt", limits.simple_prompt)
        self.keep_only("custom_mode", "prompt", "model", "instrumental")

    def check_custom(self, version, limits):
        self.cleaned_data["prompt"] = ""
        if self.cleaned_data.get("instrumental"):
            self.cleaned_data |= {"lyrics": "", "vocal_gender": ""}
        if version.is_v6:
            self.check_any_given()
        else:
            self.check_all_given()
        for name, limit in (("lyrics", limits.prompt), ("style", limits.style), ("title", limits.title)):
            self.check_length(name, limit)
        self.check_length("negative_tags", limits.negative_tags)
        self.check_persona(version)
        self.cleaned_data["duration"] = (
            (self.cleaned_data.get("duration") or LENGTH) if limits.duration else None
        )
        if not limits.variety:
            self.cleaned_data["variety"] = None

    def check_any_given(self):
        if not any(self.cleaned_data.get(name) for name in ("lyrics", "style", "negative_tags")):
            self.need("style", _("Give a style or lyrics: from nothing at all the provider makes nothing."))

    def check_all_given(self):
        self.need("style", _("This version needs a style."))
        self.need("title", _("This version needs a title."))
        if not self.cleaned_data.get("instrumental"):
            self.need("lyrics", _("This version needs lyrics, or choose instrumental."))

    def keep_only(self, *names):
        for name in set(self.cleaned_data) - {*names, "submission"}:
            self.cleaned_data[name] = None


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
        sung = {"lyrics" if version.is_v6 else "prompt": params.get("lyrics")}
        names = ("style", "title", "negative_tags", "vocal_gender", "persona_id", "duration", "style_weight",
                 "weirdness_constraint", "audio_weight", "variety")  # fmt: skip
        chosen = {name: params.get(name) for name in names}
        if version.is_v6 and params.get("instrumental"):
            chosen["audio_weight"] = None  # The V6 family knows it only for what is sung.
        if _sends_persona_model(params, version):
            chosen["persona_model"] = params["persona_model"]
        return sung | chosen


def _sends_persona_model(params, version):
    return params.get("persona_id") and catalogue.limits_of("generate", version).persona_model
