"""What depends on who is there."""

from contextlib import suppress
from urllib.parse import unquote, urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django_htmx.http import HttpResponseClientRedirect


class SpeakTheirLanguage:
    """Pages in the reader's language: the one they chose, else the one their browser asks for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        chosen = request.user.language if request.user.is_authenticated else ""
        with translation.override(chosen or translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
            if hasattr(response, "render") and not response.is_rendered:
                response.render()
            response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
            return response


class KeepTheirTime:
    """Days as the reader counts them: in the zone their browser named in a cookie, else in the server's."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with timezone.override(self.zone(unquote(request.COOKIES.get("time_zone", "")))):
            return self.get_response(request)

    @staticmethod
    def zone(name):
        with suppress(KeyError, ValueError, OSError):  # no zone, or nonsense
            return ZoneInfo(name) if name else None
        return None


class WholePages:
    """Account pages come whole, never as a fragment: where htmx asks, the browser is told to go there itself.

    So a page whose session ended leads to the door, whatever it was asking for, and back to itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.htmx and request.method == "GET" and request.path.startswith("/accounts/"):
            return HttpResponseClientRedirect(self.address(request))
        return self.get_response(request)

    @staticmethod
    def address(request):
        came_from = request.htmx.current_url_abs_path
        if request.path == reverse(settings.LOGIN_URL) and came_from and not request.htmx.boosted:
            return f"{request.path}?{urlencode({'next': came_from})}"
        return request.get_full_path()


class HoldTheLeaving:
    """Who has asked to leave finds one page, on which they can stay: nothing else opens to them."""

    OPEN = {"leave", "stay", "export", "account_logout", "account_reauthenticate", "mfa_reauthenticate"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, _args, _kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        if not request.user.leaves_at or request.resolver_match.url_name in self.OPEN:
            return None
        return (HttpResponseClientRedirect if request.htmx else redirect)(reverse("leave"))
