"""What is switched off, and what everybody is told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Announcement
from accounts.roles import Role


class SwitchForm(forms.Form):
    """Of one feature: the roles for which it is on."""

    on_for = forms.MultipleChoiceField(choices=Role.choices, required=False)

    @property
    def off_for(self):
        return [role for role in Role if role.value not in self.cleaned_data["on_for"]]


class AnnouncementForm(forms.ModelForm):
    class Meta:
        model = Announcement
        fields = ["words", "level", "begins_at", "ends_at", "at_door"]
        widgets = {
            "words": forms.Textarea(attrs={"rows": 2}),
            "level": forms.RadioSelect,
            "begins_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "ends_at": forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        }
        help_texts = {"ends_at": _("Empty: until you end it.")}

    def clean(self):
        cleaned = super().clean()
        begins, ends = cleaned.get("begins_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("It would be over before it begins."))
        return cleaned
