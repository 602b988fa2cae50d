"""A song taken apart: voice and backing, up to twelve groups, or one instrument by name."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kie.choices import STEM_NAMES
from ..models import Asset
from . import base_form, fields
from .assets import AssetOperation

TYPES = [
    ("separate_vocal", _("Voice and backing: two files")),
    ("split_stem", _("Every group: up to twelve files")),
    ("split_stem_advanced", _("One instrument, and the song without it")),
]


class StemsForm(base_form.OperationForm):
    slug = "stems"

    shown = {"stem_name": "for-advanced"}

    type = fields.ListedField(label=_("Take apart"), choices=TYPES, initial="separate_vocal")
    stem_name = forms.ChoiceField(
        label=_("Instrument"), choices=[("", _("Choose one"))] + [(name, name) for name in STEM_NAMES],
        required=False, help_text=_("Only for one instrument"),
    )  # fmt: skip

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("type") == "split_stem_advanced":
            self.need("stem_name", _("Choose the instrument to take out."))
        else:
            cleaned["stem_name"] = ""
        return self.cleaned_data


class Stems(AssetOperation):
    slug, icon = "stems", "split"
    name, verb, invitation = _("Stems"), _("Take apart"), _("Take it apart into stems")
    path, market, family = "/api/v1/vocal-removal/generate", "", "stems"
    form = StemsForm
    kind = Asset.Kind.STEM
    usual = (60, 0)

    def fields(self, job):
        names = ("type", "stem_name")
        return super().fields(job) | {name: job.params.get(name) for name in names}
