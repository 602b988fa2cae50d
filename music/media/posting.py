"""Posts to others. Pushes go to addresses that come from browsers: only public hosts are asked, over https. The webhook's is
the operator's own word, and may be in the house. No redirect is followed."""

import json

import requests
from django.conf import settings
from py_vapid import VapidException
from pywebpush import WebPushException, webpush
from requests.exceptions import RequestException
from requests_hardened import Config, Manager
from requests_hardened.ip_filter import InvalidIPAddress

TIMEOUT = (5, 15)
LASTING = 24 * 3600  # seconds that a push waits for a browser that is away
manager = Manager(
    Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=False,
        never_redirect=True,
        default_timeout=TIMEOUT,
    )
)


class GoneAway(Exception):
    """That browser wants nothing any more."""


class NotTaken(Exception):
    """Try again later."""


def push(subscription, told, topic):
    """`told`: what the worker in the browser shows, as JSON. A later push of the same `topic` (32 characters at most of
    URL-safe Base64) takes the place of one that waits."""
    keys = {"p256dh": subscription.p256dh, "auth": subscription.auth}
    contact = {
        "sub": settings.PUBLIC_URL
        if settings.HTTPS
        else f"mailto:{settings.DEFAULT_FROM_EMAIL.partition('<')[2].rstrip('>')}"
    }
    try:
        with manager.get_session() as session:
            webpush(
                {"endpoint": subscription.endpoint, "keys": keys}, json.dumps(told), requests_session=session,
                vapid_private_key=settings.VAPID_KEY, vapid_claims=contact, ttl=LASTING, headers={"Topic": topic},
            )  # fmt: skip
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        raise (GoneAway if status in (403, 404, 410) else NotTaken)(str(status)) from error
    except (InvalidIPAddress, VapidException, ValueError) as error:
        raise GoneAway("It leads nowhere that may be asked.") from error
    except RequestException as error:
        raise NotTaken("It did not answer.") from error


def post(address, body, headers):
    """JSON to the operator's webhook."""
    headers = {"Content-Type": "application/json", "User-Agent": "SunoStudio/1.0"} | headers
    try:
        answer = requests.post(address, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
    except RequestException as error:
        raise NotTaken("It did not answer.") from error
    if not 200 <= answer.status_code < 300:
        raise NotTaken(f"HTTP {answer.status_code}")
