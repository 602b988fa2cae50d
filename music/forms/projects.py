from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Persona, Project
from ..operations.fields import LinesField

# What can be the same for many songs; words, titles and moments are of one.
SETTINGS = ("model", "custom_mode", "instrumental", "style", "tags", "negative_tags", "vocal_gender", "persona_id",
            "duration", "style_weight", "weirdness_constraint", "audio_weight", "variety", "sound_loop", "sound_tempo",
            "sound_key")  # fmt: skip


class ProjectForm(forms.ModelForm):
    note = LinesField(label=_("Note"), required=False, max_length=5000)

    class Meta:
        model = Project
        fields = ["name", "note"]

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = owner

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Project.objects.of(self.instance.owner).exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_("You have a project of this name already."))
        return name


class SettingsForm(forms.Form):
    """The fields of an operation that a project can bring along, all of them optional."""

    def __init__(self, *args, operation, owner, project, **kwargs):
        super().__init__(*args, initial=project.defaults.get(operation.slug, {}), **kwargs)
        whole = operation.form(owner=owner)
        self.limits_by_version = whole.limits_by_version
        self.fields = {name: whole.fields[name] for name in SETTINGS if name in whole.fields}
        for name, field in self.fields.items():
            field.required = False
            field.can_be_improved = False
            if name == "model":
                choices = [("", _("The studio’s own")), *field.choices]
                self.fields[name] = forms.ChoiceField(label=field.label, required=False, choices=choices)

    def settings(self):
        """As a form takes them to begin with, and as JSON keeps them."""
        told = {name: _plain(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in told.items() if value not in (None, "", False)}


def _plain(value):
    return str(value.uuid) if isinstance(value, Persona) else value
