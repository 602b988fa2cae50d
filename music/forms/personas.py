import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..models import Persona


class PersonaForm(forms.ModelForm):
    description = forms.CharField(
        label=_("Description"), required=False, max_length=2000, widget=forms.Textarea
    )

    class Meta:
        model = Persona
        fields = ["name", "kind", "provider_id", "description"]

    def __init__(self, *args, owner=None, **kwargs):
        self.owner = owner
        super().__init__(*args, **kwargs)

    def clean_provider_id(self):
        provider_id = self.cleaned_data["provider_id"].strip()
        if not re.fullmatch(r"[A-Za-z0-9_-]{4,64}", provider_id):
            raise ValidationError(_("An id has only letters, digits and dashes."))
        others = Persona.objects.of(self.owner).exclude(pk=self.instance.pk)
        if others.filter(provider_id=provider_id).exists():
            raise ValidationError(_("You keep this persona already."))
        return provider_id
