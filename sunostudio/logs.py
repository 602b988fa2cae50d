"""What is said in the log, and what is not."""

import logging
import re
from urllib.parse import urlsplit

from django.conf import settings

HIDDEN = "•••"
# What follows in such an address opens a door: a job's token, an invitation, a link for a new password, a share.
DOORS = ["callbacks/kie/", "/invitation/", "/password/reset/key/", "/confirm-email/", "/s/"]
SLASH = "(?:/|%2f)"  # addresses stand in other addresses, too
DOOR = re.compile(rf"({'|'.join(DOORS).replace('/', SLASH)})[^/\s\"'<>&?%]+", re.IGNORECASE)
# Inside an address: of a database, a queue, a mail server
PASSWORD = re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)")
# Characters; what is shorter is no secret (the sandbox's key is not one), and stands in other words
SHORTEST = 8


class Line(logging.Formatter):
    """Django names the address of a request that failed; the secret in it stays out of the log, and so do ours."""

    def format(self, record):
        return hide(super().format(record))


def hide(text):
    """A text without the secrets that the settings name, and without what opens a door."""
    text = PASSWORD.sub(rf"\1{HIDDEN}", DOOR.sub(rf"\1{HIDDEN}", text))
    for secret in _secrets():
        text = text.replace(secret, HIDDEN)
    return text


def _secrets():
    ours = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, *settings.FIELD_KEYS]
    provider = [settings.KIE_API_KEY, settings.KIE_WEBHOOK_HMAC_KEY]
    services = [
        settings.DATABASES["default"].get("PASSWORD"),
        settings.EMAIL_HOST_PASSWORD,
        settings.METRICS_TOKEN,
    ]
    queue = [urlsplit(settings.REDIS_URL).password]
    return [secret for secret in ours + provider + services + queue if secret and len(secret) >= SHORTEST]
