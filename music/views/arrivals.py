"""Files on their way to us: begun, sent in pieces, asked about, given up. Answers are JSON, for a script."""

from django.http import HttpResponseNotAllowed, JsonResponse, UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from sunostudio import disk
from sunostudio.bodies import FILE, takes

from ..forms import ArrivalForm
from ..models import Arrival
from ..services import arriving, room
from ..tell.arrivals import why

STATUSES = {"large": 413, "large_zip": 413, "quota": 413, "full": 507}


def find(request, uuid):
    return get_object_or_404(
        Arrival.objects.of(request.user).whole().select_related("upload", "track", "owner"), uuid=uuid
    )


def _told(arrival, status=200, reason=""):
    """Where it is: `offset` is the next byte that is wanted."""
    told = {"uuid": arrival.uuid, "state": arrival.state, "offset": arrival.received, "size": arrival.size}
    if arrival.upload:
        told |= {"upload": arrival.upload.uuid}
    if kept := arrival.upload or arrival.track:
        told |= {"title": str(kept), "address": kept.get_absolute_url(), "is_known": arrival.is_known}
    return JsonResponse(told | {"why": why(reason or arrival.reason)}, status=status)


@require_POST
def begin_arrival(request):
    """201 with where to send it, and from which byte on. Else the reason: 413 when it is more than may be, 507 when
    there is no room, 429 when it is too much for now, 422 when it is not wanted."""
    form = ArrivalForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"why": why("unreadable")}, status=422)
    try:
        return _told(arriving.begin(request.user, **form.cleaned_data), status=201)
    except room.CannotTake as error:
        request.retry_after = error.seconds
        return JsonResponse({"why": why(error.code)}, status=STATUSES.get(error.code, 422))


@takes(FILE)
def arrival(request, uuid):
    """GET tells where it is, PUT sends a piece (its place in the header Upload-Offset), DELETE gives it up."""
    ways = {"GET": _told, "PUT": lambda arrival: _receive(request, arrival), "DELETE": _discard}
    if request.method not in ways:
        return HttpResponseNotAllowed(list(ways))
    return ways[request.method](find(request, uuid))


def _receive(request, arrival):
    """409 when another byte is wanted next, 400 when the line broke, 507 when the disk is full: what came before
    stays, and the piece can be sent again."""
    offset = request.headers.get("Upload-Offset", "")
    if not (offset.isascii() and offset.isdigit() and len(offset) < 16):
        return _told(arrival, status=409)
    try:
        is_right = arriving.receive(arrival, int(offset), request)
    except UnreadablePostError:
        return _told(arrival, status=400)
    except OSError as error:
        if not disk.is_full(error):
            raise
        return _told(arrival, status=507, reason="full")
    return _told(arrival, status=200 if is_right else 409)


def _discard(arrival):
    arriving.discard(arrival)
    return JsonResponse({"state": "discarded"})


@require_POST
def discard_arrival(request, uuid):
    arrival = find(request, uuid)
    arriving.discard(arrival)
    return redirect("import_songs" if arrival.is_import else "upload_list")
