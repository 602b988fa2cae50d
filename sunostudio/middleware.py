"""What happens to every request and answer, whatever page it is for."""

import re

from django.conf import settings
from django.core.exceptions import BadRequest
from django.middleware.gzip import GZipMiddleware
from django.utils.http import url_has_allowed_host_and_scheme

from . import policies
from .limits import plain

DESK = re.compile(r"/admin/(desk/|$)")  # pages of our own, in the studio's frame


class BehindProxies:
    """Take the visitor's address and scheme from X-Forwarded-*, only when a trusted proxy is the one asking."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.META["REMOTE_ADDR"] = plain(request.META.get("REMOTE_ADDR", ""))
        if request.META["REMOTE_ADDR"] in settings.TRUSTED_PROXIES:
            self.believe(request.META)
        else:
            request.META.pop("HTTP_X_FORWARDED_FOR", None)
        return self.get_response(request)

    @staticmethod
    def believe(meta):
        hops = [hop.strip() for hop in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
        strangers = [hop for hop in hops if hop not in settings.TRUSTED_PROXIES]
        if strangers:
            meta["REMOTE_ADDR"] = meta["HTTP_X_FORWARDED_FOR"] = plain(strangers[-1])
        if meta.get("HTTP_X_FORWARDED_PROTO") == "https":
            meta["wsgi.url_scheme"] = "https"


class RefuseNul:
    """No address and no session’s key of ours holds a NUL, and PostgreSQL cannot even look for one. Forms refuse it themselves."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        said = (request.path, request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        if "%00" in request.META.get("QUERY_STRING", "") or any("\0" in text for text in said):
            raise BadRequest("There is a NUL in it.")
        return self.get_response(request)


class SayWhen:
    """Where a view put seconds into `request.retry_after`, the answer says that it was too much, and until when."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        seconds = getattr(request, "retry_after", None)
        if seconds and not 300 <= response.status_code < 400:  # else the next page says it
            response.status_code, response.headers["Retry-After"] = 429, str(seconds)
        return response


class StayHere:
    """No answer leads to another site, whichever package made it: django-rq goes back to wherever one came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        wanted = response.get("Location")
        if wanted and not url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
            response.headers["Location"] = "/"
        return response


class CompressPages(GZipMiddleware):
    """Compress HTML and JSON; never audio, whose ranges count bytes."""

    def process_response(self, request, response):
        if not response.get("Content-Type", "").startswith(("text/html", "application/json")):
            return response
        return super().process_response(request, response)


class Guarded:
    """Every answer says what a browser may do with it, static files and error pages too: which policy it is under,
    that no other site embeds it, and that nobody keeps a copy unless the view said for how long."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.administration = policies.administration()

    def __call__(self, request):
        response = self.get_response(request)
        if hasattr(response, "_csp_config"):
            pass  # the view has one of its own
        elif not response.get("Content-Type", "").startswith("text/html"):
            response._csp_config = policies.FILES
        elif request.path_info.startswith("/admin/") and not DESK.match(request.path_info):
            response._csp_config = self.administration
        response.headers.setdefault("Cache-Control", "private, no-store")
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers["Permissions-Policy"] = policies.PERMISSIONS
        return response
