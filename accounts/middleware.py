"""What depends on who is there."""

import time
from contextlib import suppress
from urllib.parse import unquote, urlencode
from zoneinfo import ZoneInfo

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from . import audit, posing, roles, switches


class Pose:
    """For an administrator who looks as somebody else, `request.user` is that person, and `request.posing_by` who looks:
    they find what that person finds, and change nothing."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.posing_by = None
        if person := posing.person_of(request):
            request.posing_by, request.user = request.user, person
        posing_by = request.posing_by
        response = self.get_response(request)
        if posing_by and posing.SESSION_KEY not in request.session:  # back, signed out, or signed in anew
            posing.note_end(posing_by, person)
        return response

    def process_view(self, request, view, _args, _kwargs):
        is_public = not getattr(view, "login_required", True)
        if request.posing_by and not is_public and not posing.opens(request.resolver_match, request.method):
            raise PermissionDenied(
                _("You look at the studio as somebody else: nothing can be changed that way.")
            )


class Gate:
    """Looks at each request once it is known which page it wants: see `process_view`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)


class KeepRoles(Gate):
    """Listeners play: what costs or writes does not open to them."""

    def process_view(self, request, view, _args, _kwargs):
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return
        if not request.user.may_make and not roles.opens_to_a_listener(
            request.resolver_match, request.method
        ):
            raise PermissionDenied(
                _("Your account is for listening. Whoever looks after this server can change that.")
            )


class KeepSwitches(Gate):
    """What is switched off is not there."""

    def process_view(self, request, _view, _args, _kwargs):
        if request.user.is_authenticated:
            for feature in switches.features_of(request.resolver_match):
                if not switches.is_on(feature, request.user):
                    raise Http404


class NoteSeen:
    """When a browser was last here, for its owner's list of sessions and for administrators: every ten minutes."""

    PAUSE = 600  # seconds

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.user.is_authenticated and not request.posing_by and self.is_due(request):
            request.session["seen"] = int(time.time())
            here = UserSession.objects.filter(session_key=request.session.session_key)
            here.update(last_seen_at=timezone.now())
        return response

    def is_due(self, request):
        signed_in = request.user.last_login
        seen = request.session.get("seen") or (signed_in.timestamp() if signed_in else 0)
        return time.time() - seen > self.PAUSE


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


class NoteQueues:
    """What staff does in the queues' pages, which are another package's, stands in the log too: before it is done, as
    the queue server takes nothing back."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, _view, _args, _kwargs):
        """Not where another middleware kept them from it, nor what only asks whether they are sure."""
        match = request.resolver_match
        is_theirs = match.route.startswith("admin/rq/") and match.url_name != "confirm_action"
        if is_theirs and request.method == "POST" and request.user.is_staff:
            audit.note(request.user, "queue.acted", request.path, words=self._words(request.POST))

    @staticmethod
    def _words(said):
        """Of several tasks at once: what, and to how many."""
        return f"{said['action']}: {len(said.getlist('job_ids'))}" if said.get("action") else ""
