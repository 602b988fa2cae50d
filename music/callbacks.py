"""Where the provider is asked to call back."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

NOWHERE = "https://studio.invalid/"  # the API demands an address; without a public one, asking does the work


def callback_url(job) -> str:
    """Our address with the job's token, where the provider can reach it; else a placeholder without it."""
    base = settings.PUBLIC_URL
    if not base and urlsplit(job.account.base_url).hostname in settings.LOOPBACK:
        base = f"http://{_loopback_host()}:{settings.PORT}"
    return base + reverse("callback", args=[job.token]) if base else NOWHERE


def _loopback_host():
    return settings.HOST if settings.HOST in settings.LOOPBACK else "127.0.0.1"
