"""Songs from elsewhere: files, folders, ZIPs, and what is on its way into the library."""

from django.contrib import messages
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from sunostudio.bodies import FILES, takes

from ..models import Arrival
from ..services import arriving

SHOWN, REFUSED = 50, 20  # files on their way, and of each ZIP those that were not taken
State = Arrival.State


@takes(FILES)
def import_songs(request):
    """What is on its way. A POST is the plain form, with files that come whole."""
    if request.method == "POST" and request.FILES.getlist("files"):
        return _take(request)
    is_unchosen = request.method == "POST"
    context = _listed(request.user) | {"is_unchosen": is_unchosen}
    return render(request, "music/import.html", context, status=422 if is_unchosen else 200)


def _take(request):
    files = request.FILES.getlist("files")
    taken = [arriving.take(request.user, file, _kind_of(file.name)) for file in files]
    fine = sum(arrival.state != State.REFUSED for arrival in taken)
    if fine:
        told = ngettext("{n} file is here and being checked.", "{n} files are here and being checked.", fine)
        messages.success(request, told.format(n=fine))
    return redirect("import_songs")


def _kind_of(name):
    return Arrival.Kind.ZIP if (name or "").lower().endswith(".zip") else Arrival.Kind.SONG


def _listed(user):
    arrivals = list(_shown(user)[:SHOWN])
    for arrival in arrivals:
        arrival.refused = _refused(arrival) if arrival.left_out else []
    return {
        "arrivals": arrivals,
        "is_checking": any(arrival.state == State.CHECKING for arrival in arrivals),
    }


def _shown(user):
    """What is not a song yet, and every ZIP with what became of its parts."""
    has = {
        "songs": Q(parts__state=State.KEPT, parts__is_known=False),
        "known": Q(parts__state=State.KEPT, parts__is_known=True),
        "left_out": Q(parts__state=State.REFUSED),
        "to_come": Q(parts__state=State.CHECKING),
    }
    counts = {name: Count("parts", filter=which) for name, which in has.items()}
    mine = Arrival.objects.of(user).imported().exclude(kind=Arrival.Kind.SONG, state=State.KEPT)
    return mine.annotate(**counts).order_by("-pk")


def _refused(arrival):
    """The first parts that were not taken, with the reason."""
    return list(arrival.parts.filter(state=State.REFUSED).order_by("pk")[:REFUSED])
