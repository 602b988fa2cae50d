"""What is said in the log, and what is not."""

import json
import logging
import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from . import stores, tracing

HIDDEN = "•••"
# What follows in such an address opens a door: a job's token, an invitation, a link for a new password, a share.
DOORS = ["callbacks/kie/", "/invitation/", "/password/reset/key/", "/confirm-email/", "/s/"]
SLASH = "(?:/|%2f)"  # addresses stand in other addresses, too
DOOR = re.compile(rf"({'|'.join(DOORS).replace('/', SLASH)})[^/\s\"'<>&?%]+", re.IGNORECASE)
# Inside an address: of a database, a queue, a mail server
PASSWORD = re.compile(r"(://[^/\s:@]*:)[^/\s@]+(?=@)")
# Characters; what is shorter is no secret (the sandbox's key is not one), and stands in other words
SHORTEST = 8


def configured(level, format):
    """LOGGING, for a LOG_LEVEL and a LOG_FORMAT."""
    loggers = {
        "music": {"level": level},
        # Every request, task and step of a job: for programs that collect logs, too many lines for people
        "studio": {"level": level if format == "json" else "WARNING"},
        "accounts": {"level": level},
        "rq": {"level": "DEBUG" if level == "DEBUG" else "WARNING"},
        "django": {"handlers": ["mail"], "level": "INFO"},
        "django.request": {"level": "ERROR"},  # strangers' wrong addresses would fill the log
        "django.security": {"level": "CRITICAL"},  # and their made-up hosts the administrators' mailbox
        "django.server": {"handlers": ["console"], "level": "ERROR", "propagate": False},
    }
    line = {"()": "sunostudio.logs.formatter", "format": "%(levelname)s %(name)s %(message)s"}
    handlers = {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "mail": {"class": "sunostudio.reports.Mail", "level": "ERROR"},
    }
    root = {"handlers": ["console"], "level": "WARNING"}
    return {
        "version": 1, "disable_existing_loggers": False,
        "formatters": {"line": line}, "handlers": handlers, "loggers": loggers, "root": root,
    }  # fmt: skip


class Line(logging.Formatter):
    """Django names the address of a request that failed; the secret in it stays out of the log, and so do ours."""

    def format(self, record):
        ids = " ".join(f"{name}={value}" for name, value in about(record).items())
        return hide(super().format(record) + (f" ({ids})" if ids else ""))


class Json(logging.Formatter):
    """The same as an object in one line, for programs that collect logs."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname, "part": settings.PART, "logger": record.name, "message": record.getMessage(),
            **about(record), **getattr(record, "figures", {}),
        }  # fmt: skip
        if record.exc_info:
            line["trouble"] = self.formatException(record.exc_info)
        line = {name: hide(value) if isinstance(value, str) else value for name, value in line.items()}
        return json.dumps(line, ensure_ascii=False, default=str)


FORMATS = {"plain": Line, "json": Json}


def formatter(format):
    """As LOG_FORMAT wants it; the format is that of plain lines."""
    return FORMATS[settings.LOG_FORMAT](format)


def about(record):
    """The request, task and job that a line is about."""
    return tracing.now() | getattr(record, "about", {})


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
    services.append(stores.secret_of(settings.STORAGE_URL))
    queue = [urlsplit(settings.REDIS_URL).password]
    return [secret for secret in ours + provider + services + queue if secret and len(secret) >= SHORTEST]
