"""A song, continued from a moment on."""

import math

from django.utils.translation import gettext_lazy as _

from ..models import Extension, Track
from . import fields
from .song_forms import SongForm
from .songs import MusicOperation, chosen, sung


class ExtendForm(SongForm):
    slug = "extend"

    default_param_flag = fields.SwitchField(
        label=_("The new part"),
        choices=[("on", _("Change something")), ("", _("As the song was"))],
        required=False,
    )
    continue_at = fields.SecondsField(label=_("Cut at"), required=False)
    prompt = fields.TextField(label=_("Lyrics from here"), limit="prompt", help_text=_("Sung as written"))
    model = fields.VersionField("extend", required=False)

    field_order = ("submission", "default_param_flag", "continue_at", "prompt", "lyrics", "style", "title", "model",
                   "instrumental", "vocal_gender", "negative_tags")  # fmt: skip
    inherited = ("submission", "default_param_flag", "model")  # what is sent where all is as it was
    of_source = ("continue_at",)
    settled = ("model",)
    always_cuts = False  # whether the cut is chosen, and sent, there too

    @property
    def source(self):
        return self.sources[0]

    def suggestions(self):
        end = self.source.duration
        cut = fields.moment(just_before(end)) if end else ""
        return self.like(self.source) | {"default_param_flag": True, "continue_at": cut}

    @classmethod
    def decided(cls, params):
        every = super().decided(params)
        return every if params.get("default_param_flag") else every & set(cls.inherited)

    def clean(self):
        self.settle_version()
        return super().clean()

    def settle_version(self):
        """Only the version that made a song can continue it."""
        asked, made = self.cleaned_data.get("model"), self.source.model_version
        if asked and asked != made:
            message = _("This song was made with {version}, and only {version} can continue it.")
            self.add_error("model", message.format(version=self.source.version))
        self.cleaned_data["model"] = made

    def check_song(self, version, limits):
        if self.cleaned_data.get("default_param_flag"):
            self.need("style", _("Say how the new part should sound."))
            self.need("title", _("Give the longer song a title."))
            self.check_words(_("Write the words from here on, or choose instrumental."))
        else:
            self.drop(*self.fields.keys() - set(self.inherited))
        if self.cleaned_data.get("default_param_flag") or self.always_cuts:
            self.check_cut()
        super().check_song(version, limits)

    def check_cut(self):
        if "continue_at" in self.errors:
            return
        cut, end = self.cleaned_data.get("continue_at"), self.source.duration
        if cut is None:
            self.need("continue_at", _("Choose where the new part begins."))
        elif cut <= 0:
            self.add_error("continue_at", _("The cut has to lie after the beginning of the song."))
        elif end and cut >= end:
            message = _("The cut has to lie before the end of the song, at {end}.")
            self.add_error("continue_at", message.format(end=fields.moment(end)))


def just_before(end):
    """A second before the end: our copy may be a little longer than the song the provider knows."""
    return max(math.floor(end * 10) - 10, 1) / 10


class Extend(MusicOperation):
    slug, icon = "extend", "scissors"
    name, verb, invitation = _("Extension"), _("Extend"), _("Extend from here")
    invitation_at = _("Extend from {time}")
    path, market = "/api/v1/generate/extend", "ai-music-api/extend"
    form = ExtendForm
    starts_from = (Track,)
    template = "music/extend.html"
    how = "extend"

    def fields(self, job):
        params = job.params
        given = self.given(job) | {"model": params["model"]}
        if not params.get("default_param_flag"):
            return given | {"default_param_flag": False}
        return given | self.own(params) | {"default_param_flag": True}

    def given(self, job):
        """Which song, as the provider knows it."""
        (track,) = self.sources_of(job)
        return {"audio_id": track.audio_id}

    def own(self, params):
        is_instrumental = bool(params.get("instrumental"))
        own = {"continue_at": params["continue_at"], "instrumental": is_instrumental}
        return own | chosen(self.slug, params) | sung(params)

    def start(self, job, sources):
        (song,) = sources
        end = {"source_track": song} if isinstance(song, Track) else {"source_upload": song}
        is_inherited = not job.params.get("default_param_flag")
        at = job.params.get("continue_at")
        Extension.objects.create(job=job, continue_at=at, is_inherited=is_inherited, **end)
