"""What a song came from, and what came from it."""

from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from ..models import Track
from ..services import lineage
from ..tell import family


@require_safe
def track_lineage(request, uuid):
    track = get_object_or_404(Track.objects.of(request.user), uuid=uuid)
    found = lineage.family(track)
    songs = [song for (kind, _pk), song in found.members.items() if kind == "track"]
    context = {"track": track, "family": found, "drawing": family.drawing(found), "songs": songs}
    return render(request, "music/track_lineage.html", context)
