"""Forms about people: allauth's, in our words, and how one likes it here."""

from allauth.account import forms as allauth
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from . import demo
from .models import User

GOOD_PASSWORD = _("At least 8 characters, and not one that everybody uses.")


class PreferencesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language", "theme"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own_names = [(code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("As the browser asks")), *own_names]


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
        self.fields["password"].help_text = ""  # the page has that link beside the label


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
    """With a link sent to the new address; at once where no mail could bring one."""

    labels = {"email": _("New e-mail")}

    @property
    def waits_for_mail(self):
        return bool(settings.EMAIL_URL) and EmailAddress.objects.get_verified(self.user) is not None

    def clean_email(self):
        email = super().clean_email()
        if self.user.email == demo.EMAIL:
            raise forms.ValidationError(_("The demo account keeps its address."))
        if not self.waits_for_mail and User.objects.filter(email=email).exclude(pk=self.user.pk).exists():
            raise get_adapter().validation_error("email_taken")
        return email

    def save(self, request):
        if self.waits_for_mail:
            return super().save(request)
        with transaction.atomic():
            self.user.email = self.cleaned_data["email"]
            self.user.save(update_fields=["email"])
            EmailAddress.objects.filter(user=self.user).delete()
            address = EmailAddress.objects.create(user=self.user, email=self.user.email, primary=True)
        messages.success(request, _("From now on you sign in with this address."))
        return address
