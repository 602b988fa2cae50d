"""Which request, task and job somebody is at work on: each line of the log says so, and each report of a fault."""

import logging
import re
import time
import uuid
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

from .limits import plain

log = logging.getLogger("studio.requests")
_about = ContextVar("about", default={})  # noqa: B039 (never changed in place)
GIVEN = re.compile(r"[\w-]{8,64}", re.ASCII)


def now():
    """{"request", "task", "job"}, as far as they are known here."""
    return _about.get()


@contextmanager
def about(**ids):
    """What is said within is said of these too."""
    token = _about.set(_about.get() | ids)
    try:
        yield
    finally:
        _about.reset(token)


def note(**ids):
    """So is all that follows, until the request or the task is over: also what is told of its failing."""
    _about.set(_about.get() | ids)


class Traced:
    """Each request has a number, which its answer, its log and its tasks carry: that of a trusted proxy, or ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        number, began = self.number_of(request), time.perf_counter()
        with about(request=number):
            response = self.get_response(request)
            said = {"status": response.status_code, "seconds": round(time.perf_counter() - began, 4)}
            log.info("%s %s %s", request.method, request.path, response.status_code, extra={"figures": said})
        response.headers["X-Request-ID"] = number
        return response

    @staticmethod
    def number_of(request):
        given = request.headers.get("X-Request-ID", "")
        is_trusted = plain(request.META.get("REMOTE_ADDR", "")) in settings.TRUSTED_PROXIES
        return given if is_trusted and GIVEN.fullmatch(given) else uuid.uuid4().hex
