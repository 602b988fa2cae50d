"""Two songs side by side."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from ..models import Track
from ..tell import beside
from .asked import own


@require_safe
def choose_beside(request):
    """Two that were chosen in a form lead to the page of both."""
    tracks = Track.objects.of(request.user).only("uuid")
    one, other = (own(tracks, uuid=request.GET.get(name, "")) for name in ("one", "other"))
    return redirect("track_beside", one.uuid, other.uuid)


@require_safe
def track_beside(request, uuid, other):
    tracks = Track.objects.of(request.user).select_related("job").prefetch_related("job__ledger")
    pair = [get_object_or_404(tracks, uuid=each) for each in (uuid, other)]
    return render(request, "music/track_beside.html", {"pair": pair, **beside.compared(*pair)})
