"""What the forms that ask for songs share: how a song should be, and what each version takes of it."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..kie.client import is_sister
from ..kie.limits import DURATION, ModelVersion
from ..models import Track
from . import base_form, fields

LENGTH = 180  # seconds offered; the provider's own default is 20
FEWEST, MOST = DURATION


class SongForm(base_form.OperationForm):
    """All fields there are, but those of one operation. What it does not take, a form takes away: `style = None`."""

    prompt = fields.TextField(label=_("Lyrics"), limit="prompt", help_text=_("Sung as written"))
    lyrics = fields.TextField(label=_("Lyrics"), limit="prompt", widget=forms.HiddenInput)
    style = fields.StyleField()
    title = fields.LineField(label=_("Title"), limit="title")
    negative_tags = fields.LineField(label=_("Leave out"), limit="negative_tags")
    model = fields.VersionField("generate")
    instrumental = fields.SingingField()
    vocal_gender = fields.VoiceField()
    persona_id = fields.PersonaField()
    style_weight = fields.WeightField(label=_("Keep to the style"))
    weirdness_constraint = fields.WeightField(label=_("Weirdness"))
    audio_weight = fields.WeightField(label=_("Keep to the sound"))
    variety = fields.VarietyField()

    shown = {"prompt": "for-voice", "vocal_gender": "for-voice"}
    extras = ("style_weight", "weirdness_constraint", "audio_weight", "variety")

    @classmethod
    def decided(cls, params):
        """Without those that are never left empty."""
        return cls.base_fields.keys() - {"submission", "model", "duration"}

    def like(self, song):
        """The fields as they are in a song or an upload, each cut to what its version takes."""
        version = default_version(self.slug, song)
        limits = catalogue.limits_of(self.slug, version)
        texts = {"title": song.title, "style": song.style, "tags": song.style, "prompt": song.lyrics}
        cut = {name: text[: getattr(limits, name)] for name, text in texts.items()}
        return cut | {"model": version, "instrumental": song.is_instrumental}

    @classmethod
    def initial_from_draft(cls, draft):
        title = {"title": draft.title} if draft.title else {}
        return title | {"prompt": draft.text, "instrumental": False}

    def clean(self):
        cleaned = super().clean()
        if limits := self.limits():
            self.check_song(ModelVersion(cleaned["model"]), limits)
        return self.cleaned_data

    def check_song(self, version, limits):
        """What holds for all; operations add to it."""
        self.check_texts(limits)
        self.check_ranges(limits)
        self.check_persona(version)
        self.drop_untaken(limits)

    def check_texts(self, limits):
        for name, field in self.fields.items():
            if isinstance(field, fields.TextField) and field.limit:
                self.check_length(name, field.most(limits))

    def drop_untaken(self, limits):
        for name in {"duration", "variety"} & self.fields.keys():
            if not getattr(limits, name):
                self.drop(name)

    def drop(self, *names):
        """Not sent, whatever stands there."""
        for name in names:
            self.cleaned_data[name] = None
            self.errors.pop(name, None)

    def check_words(self, message):
        """Words where it is sung, under either of their names; none where it is not, and no voice."""
        if self.cleaned_data.get("instrumental"):
            self.drop("prompt", "lyrics", "vocal_gender")
        elif not self.cleaned_data.get("lyrics"):
            self.need("prompt", message)


class CustomForm(SongForm):
    """Simple: a sentence says it all. Custom: a person decides, and what is sung is called lyrics."""

    custom_mode = fields.SwitchField(
        label=_("How much to decide"), choices=[("", _("Simple")), ("on", _("Custom"))], required=False
    )
    prompt = fields.IdeaField(label=_("What should it be?"))
    lyrics = fields.TextField(
        label=_("Lyrics"), limit="prompt", help_text=_("Sections in brackets: [Verse], [Chorus], [Bridge]")
    )
    duration = fields.WithinField(
        label=_("Length"), within="duration", widget=forms.NumberInput(attrs={"data-fader": "time"}),
        help_text=_("In seconds; the provider takes it as a wish."),
    )  # fmt: skip

    field_order = ("submission", "custom_mode", "prompt", "lyrics", "style", "title", "negative_tags", "model",
                   "instrumental", "vocal_gender", "persona_id", "duration")  # fmt: skip
    simple = ("submission", "custom_mode", "prompt", "model", "instrumental")
    shown = {
        **dict.fromkeys(
            ("style", "title", "negative_tags", "persona_id", "duration", *SongForm.extras), "for-custom"
        ),
        **dict.fromkeys(("lyrics", "vocal_gender"), "for-custom for-voice"),
        "prompt": "for-simple",
    }

    def suggestions(self):
        return {"model": default_version(self.slug), "duration": LENGTH}

    @classmethod
    def decided(cls, params):
        every = super().decided(params)
        return every - {"prompt"} if params.get("custom_mode") else every & set(cls.simple)

    def like(self, song):
        alike = super().like(song)
        sung = alike.pop("prompt")
        return alike | {"custom_mode": True, "lyrics": sung, "duration": wished_length(song)}

    @classmethod
    def initial_from_draft(cls, draft):
        initial = super().initial_from_draft(draft)
        return initial | {"custom_mode": True, "lyrics": initial.pop("prompt")}

    def clean(self):
        if "lyrics" not in self.data and self.cleaned_data.get("custom_mode"):
            self.cleaned_data["lyrics"] = self.cleaned_data.get("prompt", "")  # the older API's way
        return super().clean()

    def check_song(self, version, limits):
        if self.cleaned_data["custom_mode"]:
            self.cleaned_data["prompt"] = ""
            if self.cleaned_data.get("instrumental"):
                self.drop("lyrics", "vocal_gender")
            self.check_given(version)
            self.cleaned_data["duration"] = self.cleaned_data.get("duration") or self["duration"].initial
        else:
            self.need("prompt", _("Say in a sentence what it should be."))
            self.drop(*self.fields.keys() - set(self.simple))
        super().check_song(version, limits)

    def check_given(self, version):
        """That a song decided by hand has what this version wants."""
        if not version.is_v6:
            self.need("style", _("This version needs a style."))
            self.need("title", _("This version needs a title."))
            if not self.cleaned_data.get("instrumental"):
                self.need("lyrics", _("This version needs lyrics, or choose instrumental."))


class HandedOver:
    """For a form whose source the provider gets a copy of: it need not know the song, it needs its sound."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "model" in self.fields:
            self.fields["model"].help_text = self.longest_words()

    def longest_words(self):
        """How long the source may be, for beside the version; empty where nobody says."""
        by_version = {version: self.longest(version) for version in self.fields["model"].versions}
        longest = max(filter(None, by_version.values()), default=None)
        if longest is None:
            return ""
        words = [_("The sound may be up to {most} minutes long.").format(most=longest // 60)]
        words += [
            _("With {version}, up to {most} seconds.").format(version=version.label, most=most)
            for version, most in by_version.items()
            if most != longest
        ]
        return " ".join(words)

    def longest(self, version):
        """In seconds, for this key's service."""
        return catalogue.source_seconds_of(self.slug, version, sister=is_sister(self.account.base_url))

    def check_song(self, version, limits):
        most = self.longest(version)
        if most and any(song.duration and song.duration > most for song in self.sources):
            message = _("{version} takes at most {most} seconds of sound. Choose another version.")
            self.add_error(
                "model", ValidationError(message.format(version=version.label, most=most), code="too_long")
            )
        super().check_song(version, limits)

    @classmethod
    def why_not(cls, song, account):
        return base_form.in_trash(song) or soundless(song) or too_long(song, cls.slug)


def soundless(song):
    """Neither on our disk nor with the provider any more."""
    if song.is_kept:
        return ""
    is_lost = song.archive_state == Track.Archive.LOST
    if is_lost or (song.audio_url and song.expires_at and song.expires_at < timezone.now()):
        return _("The provider’s copy of this song is gone, and there is none on your disk.")
    return base_form.unfinished(song)


def too_long(song, slug):
    limits = [catalogue.source_seconds_of(slug, version) for version in catalogue.versions_of(slug)]
    if not song.duration or not all(limits) or song.duration <= max(limits):
        return ""
    return _("It is longer than {most} minutes, and the provider takes no more.").format(
        most=max(limits) // 60
    )


def default_version(slug, song=None):
    """The one a song was made with, where the operation takes it; else the studio's, else the first."""
    versions = catalogue.versions_of(slug)
    wanted = (getattr(song, "model_version", ""), settings.KIE_DEFAULT_VERSION, versions[0])
    return next(version for version in wanted if version in versions)


def wished_length(song):
    """As long as the song it is made from, as far as a length can be asked for."""
    return min(max(round(song.duration), FEWEST), MOST) if song.duration else LENGTH
