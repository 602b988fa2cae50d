"""How much may come in with one request: refused by the length it announces, before a byte is read."""

import logging
from functools import wraps

from django.conf import settings
from django.urls import get_resolver

from . import disk
from .arriving import LARGEST

log = logging.getLogger(__name__)
PAGE = settings.DATA_UPLOAD_MAX_MEMORY_SIZE  # bytes, for all that does not say otherwise
FILE = LARGEST + PAGE
FILES = 1024**3  # of a form with several files


def takes(most):
    """Let a view have larger bodies, in bytes, from people who are signed in; None: it looks after that itself.
    Without room for a form's files, it is not called."""

    def mark(view):
        @wraps(view)
        def taking(request, *args, **kwargs):
            if most and request.method == "POST" and _has_no_room(request):
                return _answer(507, request)
            return view(request, *args, **kwargs)

        taking.largest_body = most
        return taking

    return mark


def _has_no_room(request):
    """What `arriving.ToDisk` says when the form is read."""
    request.FILES  # noqa: B018 (reads it)
    return getattr(request, "is_disk_full", False)


class Bounded:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        most = getattr(view, "largest_body", PAGE)
        if most is None:
            return None
        if request.headers.get("Transfer-Encoding"):
            return _answer(411, request)
        if length_of(request) > PAGE and (length_of(request) > most or not request.user.is_authenticated):
            return _answer(413, request)
        return None

    def process_exception(self, request, exception):
        """A disk without room; JSON that is nested deeper than Python reads, in whichever form it came."""
        if disk.is_full(exception):
            log.error("The disk is full: %s", exception)
            return _answer(507, request)
        if isinstance(exception, RecursionError) and request.method == "POST":
            log.warning("What came to %s was nested too deeply, or our code was.", request.path)
            return _answer(413, request)
        return None


def length_of(request):
    """What the head announces, in bytes; 0 where it says nothing sensible, as Django takes it."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdigit() else 0


def _answer(status, request):
    return get_resolver().resolve_error_handler(status)(request)
