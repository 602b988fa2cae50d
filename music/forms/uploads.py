from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import Arrival, Upload


class UploadForm(forms.ModelForm):
    title = forms.CharField(
        label=_("Title"), max_length=300, error_messages={"required": _("An upload needs a title.")}
    )

    class Meta:
        model = Upload
        fields = ["title"]


class ArrivalForm(forms.Form):
    """What a browser says of a file before it sends it in pieces."""

    name = forms.CharField(required=False)
    size = forms.IntegerField(min_value=0)
    stamp = forms.CharField(required=False, max_length=40)
    kind = forms.ChoiceField(choices=Arrival.Kind.choices, required=False)
    is_recording = forms.BooleanField(required=False)

    def clean_kind(self):
        return self.cleaned_data["kind"] or Arrival.Kind.AUDIO
