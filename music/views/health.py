"""Whether we are alive, and whether we can work."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from redis.exceptions import RedisError

from .. import queue

SILENT_AFTER = timedelta(seconds=90)


@login_not_required
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request):
    """200 when database, queue and both workers answer; 503 else, and which does not."""
    parts = {"database": _database(), "queue": False, "calls": False, "files": False}
    with suppress(RedisError):
        parts |= {"queue": True, "calls": _beats("calls"), "files": _beats("files")}
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def _beats(name):
    last = queue.connection().get(f"studio:beat:{name}")
    return bool(last) and timezone.now() - datetime.fromisoformat(last.decode()) < SILENT_AFTER
