"""Settings that cannot work, told in sentences an operator can act on. Errors stop the start, warnings do not.

Each sentence names the variable, what is wrong with it, and how it should look.
"""

import os
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from django.apps import apps
from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import DatabaseError

from . import sealing
from .kie.limits import ModelVersion
from .kie.wire import STYLES


def parts_of(address):
    """The parts of an http(s) address with a host; None where it is none."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 (raises where it is no number)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") and parts.hostname else None


def is_loopback(address):
    return urlsplit(address).hostname in settings.LOOPBACK


def wrong(name, what, example):
    return Error(f"{name} {what}. It should look like this: {name}={example}", id=f"studio.{name}")


@register
def public_url(app_configs, **kwargs):
    """Links in mails and the provider's callbacks are made from it."""
    example = "https://studio.example.org"
    if not settings.PUBLIC_URL:
        return []
    parts = parts_of(settings.PUBLIC_URL)
    if parts is None:
        return [wrong("PUBLIC_URL", "is no http(s) address", example)]
    if parts.path or parts.query or parts.fragment:
        return [wrong("PUBLIC_URL", "goes on after the host: the studio needs a host of its own", example)]
    if "@" in parts.netloc:
        return [wrong("PUBLIC_URL", "carries a name or password, and everybody gets to see it", example)]
    return []


@register
def provider(app_configs, **kwargs):
    found = []
    for name, example in [
        ("KIE_API_BASE_URL", "https://api.kie.ai"),
        ("KIE_UPLOAD_BASE_URL", "https://kieai.redpandaai.co"),
    ]:
        address = getattr(settings, name)
        if address and parts_of(address) is None:
            found.append(wrong(name, "is no http(s) address", example))
    if settings.KIE_API_STYLE not in STYLES:
        found.append(
            wrong("KIE_API_STYLE", f"is “{settings.KIE_API_STYLE}”, not {' or '.join(STYLES)}", "dedicated")
        )
    if settings.KIE_DEFAULT_VERSION not in set(ModelVersion):
        known = ", ".join(ModelVersion)
        found.append(wrong("KIE_DEFAULT_VERSION", f"is none of {known}", ModelVersion.V6))
    return found


@register
def field_keys(app_configs, **kwargs):
    """Keys at rest are sealed with the first and opened with any."""
    for number, key in enumerate(sealing.field_keys() or [""], 1):
        try:
            Fernet(key)
        except ValueError:
            return [_unfit(number)]
    return []


def _unfit(number):
    what = f"has a key (number {number}) that is not 32 bytes in URL-safe base64"
    if settings.FIELD_KEYS:  # not a fresh one: what is told here stands in logs
        return wrong("FIELD_KEYS", what, "$(openssl rand -base64 32 | tr '+/' '-_')")
    return Error(
        f"{settings.FIELD_KEY_FILE} {what}. Bring the file back from a backup, or delete it: a new key is made "
        "then, and people enter their provider keys again.",
        id="studio.FIELD_KEYS",
    )


@register(Tags.database)
def sealed_keys(app_configs, databases=None, **kwargs):
    """What was sealed with a field key that is gone; not before there is a table."""
    try:
        shut = {str(account) for account in _accounts(databases) if account.is_shut}
    except DatabaseError:
        return []
    if not shut:
        return []
    return [
        Warning(
            f"No field key opens the provider keys of {', '.join(sorted(shut))}: FIELD_KEYS, or "
            f"{settings.FIELD_KEY_FILE}, is not what it was. Bring it back, or have the keys entered again.",
            id="studio.sealed_keys",
        )
    ]


def _accounts(databases):
    """The server's own key follows the environment, and is sealed anew by itself."""
    owned = apps.get_model("music", "ProviderAccount").objects.exclude(owner=None).select_related("owner")
    return owned.only("owner", "sealed_key", "sealed_hmac_key") if databases else []


@register
def places(app_configs, **kwargs):
    """Where we listen, and where files and queues are kept; the kind of database is checked before all models."""
    found = []
    if not (str(settings.PORT).isdecimal() and 1 <= int(settings.PORT) <= 65535):
        found.append(wrong("PORT", f"is “{settings.PORT}”, not a number from 1 to 65535", "8000"))
    if not (settings.STUDIO_DATA.is_dir() and os.access(settings.STUDIO_DATA, os.W_OK | os.X_OK)):
        what = f"is {settings.STUDIO_DATA}, where the studio cannot write"
        found.append(wrong("STUDIO_DATA", what, "/srv/studio"))
    if settings.REDIS_URL and urlsplit(settings.REDIS_URL).scheme not in ("redis", "rediss", "unix"):
        found.append(wrong("REDIS_URL", "is no redis, rediss or unix address", "redis://localhost:6379"))
    return found


@register
def alerts(app_configs, **kwargs):
    if settings.ALERT_WEBHOOK_URL and parts_of(settings.ALERT_WEBHOOK_URL) is None:
        return [wrong("ALERT_WEBHOOK_URL", "is no http(s) address", "https://alerts.example.org/studio")]
    if settings.ALERT_WEBHOOK_URL and not settings.ALERT_WEBHOOK_KEY:
        return [
            wrong(
                "ALERT_WEBHOOK_KEY",
                "is empty, so nobody could tell our alerts from others'",
                "$(openssl rand -hex 32)",
            )
        ]
    return []


@register
def who_can_reach_us(app_configs, **kwargs):
    found = []
    if (
        settings.PUBLIC_URL
        and is_loopback(settings.PUBLIC_URL)
        and not is_loopback(settings.KIE_API_BASE_URL)
    ):
        found.append(
            Warning(
                "PUBLIC_URL is an address of this machine, which the provider cannot call back. "
                "Leave it empty: the studio then asks by itself, which works as well.",
                id="studio.callbacks",
            )
        )
    if _serves_others() and not settings.HTTPS and not settings.DEBUG:
        found.append(
            Warning(
                "Others reach the studio without https, so passwords and songs travel readable. Put a proxy with "
                "a certificate before it, and set PUBLIC_URL, for example to https://studio.example.org.",
                id="studio.https",
            )
        )
    return found


def _serves_others():
    public = settings.PUBLIC_URL and not is_loopback(settings.PUBLIC_URL)
    return bool(public) or settings.HOST not in settings.LOOPBACK
