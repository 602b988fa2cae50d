from datetime import datetime, time

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class ShareForm(forms.Form):
    """On what conditions a link is open. A password that is there is not shown; what stays empty leaves it."""

    until = forms.DateField(
        label=_("Open until"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day on which it opens. Empty: until you close it."),
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"), required=False, max_length=100, strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    without_password = forms.BooleanField(label=_("Open it without a password"), required=False)
    allows_download = forms.BooleanField(label=_("Songs may be downloaded"), required=False)

    def __init__(self, *args, share, **kwargs):
        until = share.expires_at and timezone.localdate(share.expires_at)
        super().__init__(*args, initial={"until": until, "allows_download": share.allows_download}, **kwargs)
        if share.is_feed:  # podcast players know none, and always keep what they play
            del self.fields["password"], self.fields["allows_download"]
        if share.is_feed or not share.password:
            del self.fields["without_password"]
        else:
            self.fields["password"].help_text = _("It has one. Empty: that stays.")

    @property
    def conditions(self):
        """For `services.shares.change`."""
        chosen = self.cleaned_data
        password = "" if chosen.get("without_password") else chosen.get("password") or None
        until = chosen["until"] and timezone.make_aware(datetime.combine(chosen["until"], time.max))
        return {
            "expires_at": until, "password": password, "allows_download": chosen.get("allows_download", False),
        }  # fmt: skip
