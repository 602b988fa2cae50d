from django import forms
from django.utils.translation import gettext_lazy as _

from ..models import BalanceReading


class ReadingForm(forms.ModelForm):
    """What a person knows of a reading: credits bought since the one before, given back if less than 0."""

    class Meta:
        model = BalanceReading
        fields = ["bought", "note"]
        labels = {"bought": _("Credits bought since the reading before")}
