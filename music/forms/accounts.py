import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ..kie.client import Client
from ..kie.errors import WRONG_KEY, KieError


class ProviderKeyForm(forms.Form):
    """One's own key: checked against the balance when it is entered, never shown again."""

    key = forms.CharField(label=_("KIE API key"), max_length=200, widget=forms.PasswordInput)
    hmac_key = forms.CharField(
        label=_("Webhook HMAC key"), max_length=200, required=False, widget=forms.PasswordInput,
        help_text=_("Only if you made one in the provider’s account settings."),
    )  # fmt: skip

    def __init__(self, *args, base_url, style, **kwargs):
        self.base_url, self.style = base_url, style
        super().__init__(*args, **kwargs)

    def clean_key(self):
        key = self.cleaned_data["key"].strip()
        if not re.fullmatch(r"[\x21-\x7e]+", key):
            raise ValidationError(_("A key has no blanks and only plain letters, digits and signs."))
        try:
            self.balance = Client(self.base_url, key, self.style).credits()
        except KieError as error:
            raise ValidationError(self._why(error)) from error
        return key

    @staticmethod
    def _why(error):
        if error.code == WRONG_KEY:
            return _("The provider does not know this key. Copy it again from its account page.")
        return _("The provider could not check the key just now. Nothing was kept; try again in a minute.")
