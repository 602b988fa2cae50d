"""The queue on the server: for other devices, and as a page."""

import json

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from ..forms import ListeningForm, QueueForm
from ..services import listening
from ..tell import devices


@require_http_methods(["GET", "POST"])
def listening_place(request):
    """Where a person is in their queue; a player keeps it here, and another one asks. Who looks as somebody else goes on
    with nothing of theirs."""
    if request.method == "GET":
        return JsonResponse({} if request.posing_by else _told(*listening.of(request.user)))
    form = ListeningForm(_sent(request))
    device = devices.name_of(request.headers.get("User-Agent", ""))
    if form.is_valid() and listening.keep(request.user, device=device, **form.cleaned_data):
        return HttpResponse(status=204)
    return JsonResponse({"errors": form.errors}, status=422)


def _sent(request):
    try:
        told = json.loads(request.body)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _told(kept, songs):
    """Nothing where there is nothing to go on with."""
    song = kept and listening.current(kept, songs)
    if not song:
        return {}
    return {
        "song": str(song.uuid), "title": str(song), "at": kept.at, "modes": kept.modes, "device": kept.device,
        "browser": kept.browser, "changed": kept.changed_at.timestamp(),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def queue(request):
    """What comes next; each button of it works without a script, too."""
    form = QueueForm(request.POST or None)
    if form.is_valid():
        listening.change(request.user, form.cleaned_data["do"], form.cleaned_data["song"])
        return redirect("queue")
    kept, songs = listening.of(request.user)
    playing = kept and listening.current(kept, songs)
    status = 422 if request.method == "POST" else 200
    return render(
        request, "music/queue.html", {"songs": songs, "playing": playing, "kept": kept}, status=status
    )


def keys(request):
    return render(request, "music/keys.html")
