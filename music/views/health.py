"""Whether we are alive, and whether we can work."""

from contextlib import suppress

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpResponse, JsonResponse
from redis.exceptions import RedisError

from ..queue import QUEUES
from ..services import beats


@login_not_required
def healthz(request):
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def readyz(request):
    """200 when database, queue and both workers answer; 503 else, and which does not."""
    parts = {"database": _database(), "queue": False, **dict.fromkeys(QUEUES, False)}
    with suppress(RedisError):
        parts |= {name: not beats.is_silent(name) for name in QUEUES}
        parts["queue"] = True
    return JsonResponse(parts, status=200 if all(parts.values()) else 503)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True
