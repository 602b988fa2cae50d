"""How one wants to be told, and the browsers that are."""

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator, URLValidator

from accounts.models import User

base64 = RegexValidator(r"^[A-Za-z0-9_\-]+=*$")


class NoticesForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["notify_page", "notify_email", "notify_push"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not settings.EMAIL_URL:  # no letter would leave
            del self.fields["notify_email"]


class SubscriptionForm(forms.Form):
    """As a browser's push manager tells it."""

    endpoint = forms.CharField(max_length=1000, validators=[URLValidator(schemes=["https"])])
    p256dh = forms.CharField(max_length=200, validators=[base64])
    auth = forms.CharField(max_length=100, validators=[base64])
