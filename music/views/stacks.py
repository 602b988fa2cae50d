"""The takes and versions of a song: all of a stack, and which of them lies on top."""

from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..models import Track
from ..services import stacks
from .asked import wants_piece
from .back import back
from .tracks import find

MOST = 200


def track_stack(request, uuid):
    """With htmx only what lies beneath the song, for the list that it stands in."""
    track = find(request, uuid)
    template = "music/_stack_rows.html" if wants_piece(request) else "music/track_stack.html"
    return render(request, template, {"track": track, **_songs(request, track)})


def _songs(request, track):
    songs = list(Track.objects.of(request.user).kept().of_stack(track.stack).newest_first().for_rows()[:MOST])
    return {"songs": songs, "top": [track], "beneath": [song for song in songs if song.pk != track.pk]}


@require_POST
def top_track(request, uuid):
    track = find(request, uuid)
    stacks.put_on_top(track)
    if wants_piece(request):
        return render(request, "music/_stack.html", {"track": track, **_songs(request, track)})
    messages.success(request, _("“{title}” is on top of its stack.").format(title=track))
    return back(request, track)
