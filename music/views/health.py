"""Whether we are alive, whether we can work, and how it goes in figures."""

import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from sunostudio.metrics import of_web_processes

from ..services import health
from ..services.metrics import registry
from ..tell import watching


@login_not_required
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request):
    """200 when every part of ours can work; 503 else, and which cannot. The provider's last word stops nobody."""
    parts = health.parts()
    watching.watch_alone()
    status = 200 if all(parts.values()) else 503
    return JsonResponse(parts | {"provider": health.provider()}, status=status)


@login_not_required
@require_safe
def metrics(request):
    """For Prometheus, with METRICS_TOKEN as its bearer token; for administrators, in their browser."""
    if not (_has_token(request) or request.user.is_staff):
        return HttpResponse("Unauthorized", "text/plain", status=401, headers={"WWW-Authenticate": "Bearer"})
    figures = generate_latest(registry()) + generate_latest(of_web_processes())
    return HttpResponse(figures, content_type=CONTENT_TYPE_LATEST)


def _has_token(request):
    said = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    return bool(settings.METRICS_TOKEN) and secrets.compare_digest(said, settings.METRICS_TOKEN.encode())
