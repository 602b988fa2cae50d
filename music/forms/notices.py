"""How one wants to be told, and the browsers that are."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator, URLValidator

from accounts.models import User

base64 = RegexValidator(r"^[A-Za-z0-9_\-]+=*$")


class NoticesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["notify_page", "notify_email", "notify_push", "notify_approvals", "notify_trouble"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self._without():
            del self.fields[name]

    def _without(self):
        """What would change nothing: no letter would leave, or it would not be for them."""
        has_mail, person = bool(settings.EMAIL_URL), self.instance
        leaves = {
            "notify_email": has_mail,
            "notify_approvals": has_mail and person.is_staff,
            "notify_trouble": has_mail and person.is_superuser and not settings.ALERT_EMAIL,
        }
        return [name for name, is_sent in leaves.items() if not is_sent]


class SubscriptionForm(forms.Form):
    """As a browser's push manager tells it."""

    endpoint = forms.CharField(max_length=1000, validators=[URLValidator(schemes=["https"])])
    p256dh = forms.CharField(max_length=200, validators=[base64])
    auth = forms.CharField(max_length=100, validators=[base64])
