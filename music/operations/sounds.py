"""Effects, loops and ambiences, from a description."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..kie import choices
from ..models import Track
from . import base_form, fields
from .song_forms import default_version
from .songs import MusicOperation


class SoundsForm(base_form.OperationForm):
    slug = "sounds"

    prompt = fields.TextField(
        label=_("What should it sound like?"), limit="prompt",
        help_text=_("Rain on a tin roof · a door in a hall · a funky bass line"),
    )  # fmt: skip
    model = fields.VersionField(slug)
    sound_loop = forms.BooleanField(label=_("A loop: its end goes over into its beginning"), required=False)
    sound_tempo = fields.WithinField(
        label=_("Tempo"), within="sound_tempo", help_text=_("Beats a minute; empty leaves it to the provider."),
    )  # fmt: skip
    sound_key = forms.ChoiceField(
        label=pgettext_lazy("of music", "Key"),
        required=False,
        choices=[("", _("Any")), *((key, key) for key in choices.SOUND_KEYS)],
    )
    grab_lyrics = forms.BooleanField(label=_("Bring the words along, if any are heard in it"), required=False)

    extras = ("grab_lyrics",)

    def suggestions(self):
        return {"model": default_version(self.slug)}

    def clean(self):
        super().clean()
        self.need("prompt", _("Say in a sentence what it should sound like."))
        if limits := self.limits():
            self.check_length("prompt", limits.prompt)
            self.check_ranges(limits)
        return self.cleaned_data


class Sounds(MusicOperation):
    slug, icon = "sounds", "activity"
    name, verb, invitation = _("Sound"), _("Make the sounds"), _("Make a sound")
    path, market = "/api/v1/generate/sounds", "ai-music-api/sounds"
    form = SoundsForm
    kind = Track.Kind.SOUND
    usual = (30, 15)

    def fields(self, job):
        return dict(job.params)

    def facts(self, job, sources):
        """A description is not what is sung: words are kept only where they were asked for."""
        has_words = bool(job.params.get("grab_lyrics"))
        return super().facts(job, sources) | {"is_instrumental": not has_words}
