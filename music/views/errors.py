"""Error pages of our own: what happened, and where to go from here."""

import sys

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from accounts import limits
from sunostudio.limits import too_often

from ..tell.arrivals import why

AWAY = (OperationalError, InterfaceError, RedisError)  # database or queue server: away, full, or too busy
RETRY_AFTER = 10  # seconds
TOO_LARGE = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def _page(status):
    @login_not_required
    def page(request, exception=None):
        return render(request, f"{status}.html", status=status)

    return page


not_found = _page(404)


@login_not_required
def forbidden(request, exception=None):
    """With the sentence that the exception has, where it has one."""
    sentence = str(exception or "")
    if sentence and _wants_json(request):
        return JsonResponse({"why": sentence}, status=403)
    return render(request, "403.html", {"sentence": sentence}, status=403)


def _wants_json(request):
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


@login_not_required
def bad_request(request, exception=None):
    """Django counts fields and files while it reads them, and takes too many for nonsense."""
    if isinstance(exception, TOO_LARGE):
        return too_large(request)
    return render(request, "400.html", status=400)


def _refused(request, status, title, sentence):
    """In the caller's form: a page, or JSON with the same sentence."""
    if _wants_json(request):
        return JsonResponse({"why": sentence}, status=status)
    return render(request, "refused.html", {"title": title, "sentence": sentence}, status=status)


def no_length(request):
    sentence = _("It came without its length, so nothing was read. Send it with a Content-Length.")
    return _refused(request, 411, _("How long is it?"), sentence)


def too_large(request):
    sentence = _("It is more than the studio takes at once, so nothing was kept. Go back and send less.")
    return _refused(request, 413, _("That is too much"), sentence)


def too_many(request, exception=None):
    """Where a door is knocked at too often. Whatever was typed there stands in the form again."""
    request.retry_after = limits.seconds_of(request)
    sentence = too_often(request.retry_after)
    return limits.form_again(request, sentence) or _refused(request, 429, _("Too many tries"), sentence)


def disk_full(request):
    return _refused(request, 507, _("The disk is full"), why("full"))


@login_not_required
def forged(request, reason=""):
    """A form that was not on a page of ours, or stood there for too long."""
    return forbidden(request)


@login_not_required
def server_error(request):
    """Without asking the database who is there: it may be what failed. Then that will pass, and the page says so."""
    status = 503 if isinstance(sys.exception(), AWAY) else 500
    response = render(None, f"{status}.html", status=status, context={"is_bare": True})
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER
    return response
