"""What those say of people who run the server."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import Invitation

from ..models import Budget


class RoleField(forms.ChoiceField):
    """The roles that somebody may give, each with what it means."""

    widget = forms.RadioSelect
    is_listed = True

    def __init__(self, by, **kwargs):
        choices = [(role.value, f"{role.label}: {roles.HINTS[role]}") for role in roles.given_by(by)]
        super().__init__(label=_("Role"), choices=choices, **kwargs)


class RoleForm(forms.Form):
    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"] = RoleField(by)


class InvitationForm(forms.ModelForm):
    class Meta:
        model = Invitation
        fields = ["note", "role"]

    def __init__(self, *args, by, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["note"].required = True
        self.fields["role"] = RoleField(by, initial=roles.Role.MAKER)


class PersonBudgetForm(forms.ModelForm):
    class Meta:
        model = Budget
        fields = ["by_month", "warn_at", "by_job", "yes_above"]
        help_texts = {"by_month": _("Empty: no limit. It counts what the server’s key pays.")}
