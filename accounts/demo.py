"""A ready account for looking around: only with the stand-in provider, and only where nobody else can reach us."""

from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import make_password

from .models import User

EMAIL = "demo@studio.localhost"


def is_offered():
    """Whether the sandbox is in use and every name we could be reached by is this machine's own."""
    hosts = {settings.HOST, *settings.ALLOWED_HOSTS}
    if settings.PUBLIC_URL:
        hosts.add(urlsplit(settings.PUBLIC_URL).hostname)
    return settings.SANDBOX and hosts <= settings.LOOPBACK


def may_enter(user):
    """Everybody but the demo account where it is not offered."""
    return user.email != EMAIL or is_offered()


def account():
    """The demo account, made when it is first asked for. It has no password."""
    new = {"name": "Demo", "is_staff": True, "is_superuser": True, "password": make_password(None)}
    return User.objects.get_or_create(email=EMAIL, defaults=new)[0]
