"""A song, continued from a moment on."""

import math

from django import forms
from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..kie.limits import ModelVersion
from ..models import Extension, Source, Track
from . import fields
from .songs import MusicOperation

OWN = ("continue_at", "prompt", "lyrics", "style", "title", "instrumental", "negative_tags", "vocal_gender",
       "persona_id", "style_weight", "weirdness_constraint", "audio_weight", "variety")  # fmt: skip


class ExtendForm(fields.OperationForm):
    slug = "extend"

    default_param_flag = fields.SwitchField(
        label=_("The new part"),
        choices=[("on", _("Change something")), ("", _("As the song was"))],
        required=False,
    )
    continue_at = fields.SecondsField(label=_("Cut at"), required=False)
    prompt = fields.TextField(label=_("Lyrics from here"), limit="prompt", help_text=_("Sung as written"))
    lyrics = fields.TextField(label=_("Lyrics"), limit="prompt", widget=forms.HiddenInput)
    style = fields.TextField(label=_("Style"), limit="style")
    title = fields.LineField(label=_("Title"), limit="title")
    model = fields.VersionField("extend", required=False)
    instrumental = fields.SingingField()
    vocal_gender = fields.VoiceField()
    negative_tags = fields.LineField(label=_("Leave out"), limit="negative_tags")
    persona_id = fields.PersonaField()
    style_weight = fields.WeightField(label=_("Keep to the style"))
    weirdness_constraint = fields.WeightField(label=_("Weirdness"))
    audio_weight = fields.WeightField(label=_("Keep to the sound"))
    variety = fields.VarietyField()

    @property
    def source(self):
        return self.sources[0]

    def suggestions(self):
        track = self.source
        return {
            "default_param_flag": True,
            "model": track.model_version,
            "title": track.title,
            "style": track.style,
            "prompt": track.lyrics,
            "instrumental": track.is_instrumental,
            "continue_at": clock(just_before(track.duration)) if track.duration else "",
        }

    def clean(self):
        cleaned = super().clean()
        self.check_version()
        if not cleaned.get("default_param_flag"):
            self.inherit()
        elif limits := self.limits():
            self.check_own(limits)
        return self.cleaned_data

    def check_version(self):
        asked, made = self.cleaned_data.get("model"), self.source.model_version
        if asked and asked != made:
            message = _("This song was made with {version}, and only {version} can continue it.")
            self.add_error("model", message.format(version=self.source.version))
        self.cleaned_data["model"] = made

    def inherit(self):
        """Everything as in the source: nothing of our own is sent, the cut included."""
        for name in OWN:
            self.cleaned_data[name] = None
            self.errors.pop(name, None)

    def check_own(self, limits):
        self.need("style", _("Say how the new part should sound."))
        self.need("title", _("Give the longer song a title."))
        self.check_words()
        self.check_cut()
        for name, limit in (("prompt", limits.prompt), ("lyrics", limits.prompt), ("style", limits.style)):
            self.check_length(name, limit)
        self.check_length("title", limits.title)
        self.check_length("negative_tags", limits.negative_tags)
        self.check_persona(ModelVersion(self.cleaned_data["model"]))
        if not limits.variety:
            self.cleaned_data["variety"] = None

    def check_words(self):
        if self.cleaned_data.get("instrumental"):
            self.cleaned_data |= {"prompt": "", "lyrics": "", "vocal_gender": ""}
        elif not self.cleaned_data.get("lyrics"):
            self.need("prompt", _("Write the words from here on, or choose instrumental."))

    def check_cut(self):
        cut, end = self.cleaned_data.get("continue_at"), self.source.duration
        if "continue_at" in self.errors:
            return
        if cut is None:
            self.need("continue_at", _("Choose where the new part begins."))
        elif cut <= 0:
            self.add_error("continue_at", _("The cut has to lie after the beginning of the song."))
        elif end and cut >= end:
            message = _("The cut has to lie before the end of the song, at {end}.")
            self.add_error("continue_at", message.format(end=clock(end)))


def just_before(end):
    """The last tenth of a second that lies inside the song."""
    return max(math.ceil(end * 10) - 1, 1) / 10


def clock(seconds):
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes)}:{rest:04.1f}"


class Extend(MusicOperation):
    slug, icon = "extend", "scissors"
    name, verb, invitation = _("Extension"), _("Extend"), _("Extend from here")
    invitation_at = _("Extend from {time}")
    path, market = "/api/v1/generate/extend", "ai-music-api/extend"
    form = ExtendForm
    starts_from = (Track,)
    template = "music/extend.html"
    how = Source.How.EXTEND

    def fields(self, job):
        params = job.params
        (source,) = self.sources_of(job)
        given = {"audio_id": source.audio_id, "model": params["model"]}
        if not params.get("default_param_flag"):
            return given | {"default_param_flag": False}
        return given | {"default_param_flag": True} | self.own(params)

    @staticmethod
    def own(params):
        own = {name: params.get(name) for name in OWN}
        own["instrumental"] = bool(params.get("instrumental"))
        version = ModelVersion(params["model"])
        if version.is_v6:  # there the words are called lyrics, and win
            own["lyrics"] = own["lyrics"] or own["prompt"]
        else:
            own["prompt"], own["lyrics"] = own["prompt"] or own["lyrics"], None
        if catalogue.limits_of("extend", version).persona_model:
            own["persona_model"] = params.get("persona_model")
        return own

    def start(self, job, sources):
        Extension.objects.create(
            job=job, source_track=sources[0], continue_at=job.params.get("continue_at"),
            is_inherited=not job.params.get("default_param_flag"),
        )  # fmt: skip
