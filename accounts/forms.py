"""Forms about people: allauth's, in our words, and how one likes it here."""

from allauth.account import forms as allauth
from django import forms
from django.utils.translation import gettext_lazy as _

from .models import User

GOOD_PASSWORD = _("At least 8 characters, and not one that everybody uses.")


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language", "theme"]


class OurWords:
    """A label says what a field wants; allauth's placeholders say it again and are left out."""

    labels = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
        if "password1" in self.fields:
            self.fields["password1"].help_text = GOOD_PASSWORD


class LoginForm(OurWords, allauth.LoginForm):
    labels = {"login": _("E-mail")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page has its own link, beside the label


class SignupForm(OurWords, allauth.SignupForm):
    labels = {"email": _("E-mail")}
    field_order = ["name", "email", "password1"]

    name = forms.CharField(
        label=_("Name"), max_length=80, required=False, widget=forms.TextInput({"autocomplete": "name"}),
        help_text=_("How the studio calls you, and your folder of songs. May stay empty."),
    )  # fmt: skip

    def signup(self, request, user):
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ReauthenticateForm(OurWords, allauth.ReauthenticateForm):
    pass


class ResetPasswordForm(OurWords, allauth.ResetPasswordForm):
    labels = {"email": _("E-mail")}


class ResetPasswordKeyForm(OurWords, allauth.ResetPasswordKeyForm):
    labels = {"password1": _("New password"), "password2": _("New password, once more")}


class SetPasswordForm(OurWords, allauth.SetPasswordForm):
    labels = {"password1": _("Password"), "password2": _("Password, once more")}


class ChangePasswordForm(OurWords, allauth.ChangePasswordForm):
    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password, once more"),
    }


class ChangeEmailForm(OurWords, allauth.AddEmailForm):
    labels = {"email": _("New e-mail")}
