"""Faults are reported to a Sentry, where one is named: where and how, and nobody's secrets."""

import logging

from django.core.exceptions import ImproperlyConfigured

from . import tracing
from .logs import hide

try:
    import sentry_sdk
except ImportError:  # it is in requirements-sentry.txt, for those who want it
    sentry_sdk = None

SENT = {"method", "url"}  # of a request: no form's contents, cookies or headers


def start(dsn):
    """From here on, what fails and what is logged as an error is reported."""
    if sentry_sdk is None:
        raise ImproperlyConfigured(
            "SENTRY_DSN is set, but what it needs is not installed: .venv/bin/pip install -r requirements-sentry.txt"
        )
    logging.getLogger("sentry_sdk.errors").setLevel(logging.ERROR)
    sentry_sdk.init(
        dsn, before_send=careful, before_breadcrumb=lines_alone, send_default_pii=False, send_client_reports=False,
        include_local_variables=False, include_source_context=True, max_request_body_size="never",
    )  # fmt: skip


def careful(event, hint):
    """A report as it may leave the house."""
    event["request"] = {name: text for name, text in event.get("request", {}).items() if name in SENT}
    event.pop("user", None)
    event["tags"] = event.get("tags", {}) | tracing.now()
    return _hidden(event)


def lines_alone(crumb, hint):
    """Of what went before a fault, our own lines; queries and addresses hold what people wrote."""
    return crumb if crumb.get("type") == "log" else None


def _hidden(value):
    if isinstance(value, dict):
        return {name: _hidden(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_hidden(inner) for inner in value]
    return hide(value) if isinstance(value, str) else value
