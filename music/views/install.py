"""The studio as an app of a device: its manifest, the worker that keeps its shell and chosen songs, and the page that
stands in for all others without a connection. All of it is the same for everybody."""

import json

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sunostudio import policies

from ..models import Playlist
from ..services import offline as service

ICONS = (
    ("icon-192", "192x192", "any"),
    ("icon-512", "512x512", "any"),
    ("icon-maskable-512", "512x512", "maskable"),
)
SHELL = (
    "css/tokens.css", "css/base.css", "css/components.css", "css/shared.css", "css/offline.css", "js/offline.js",
    "js/kept.js", "img/icons.svg", "img/mark.svg", "fonts/instrument-sans-latin.woff2",
)  # fmt: skip


@require_safe
@login_not_required
def manifest(request):
    icons = [
        {"src": static(f"img/{name}.png"), "sizes": sizes, "type": "image/png", "purpose": purpose}
        for name, sizes, purpose in ICONS
    ]
    told = {
        "id": "/", "name": "Suno Studio", "short_name": "Studio", "start_url": "/", "scope": "/", "display": "standalone",
        "background_color": "#151311", "theme_color": "#151311", "icons": icons,
        "shortcuts": [
            {"name": _("Create"), "url": reverse("create")}, {"name": _("Library"), "url": reverse("track_list")},
        ],
    }  # fmt: skip
    response = JsonResponse(told, content_type="application/manifest+json")
    response.headers["Cache-Control"] = "private, no-cache"  # in the language of who asks
    return response


@require_safe
@login_not_required
def worker(request):
    """Named anew with every change of our static files, so that browsers take the new one and drop the old shell."""
    version = getattr(staticfiles_storage, "manifest_hash", "") or "plain"
    facts = {"version": version, "offline": reverse("offline"), "shell": [static(name) for name in SHELL]}
    script = f"const STUDIO = {json.dumps(facts)};\n{service.script()}"
    response = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    response._csp_config = policies.WORKER
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@login_not_required
def offline(request):
    response = render(request, "shared/offline.html")
    response._csp_config = policies.shared()
    return response


@require_safe
def playlist_offline(request, uuid):
    """What a device needs to keep a list: its songs with their sizes, and where they are."""
    playlist = get_object_or_404(Playlist.objects.of(request.user), uuid=uuid)
    return JsonResponse(service.told(playlist))
