"""One song, and what can be done with it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms import TrackForm
from ..models import ProviderAccount, Track
from ..operations import registry
from ..services import library
from .back import back


def find(request, uuid):
    return get_object_or_404(Track.objects.of(request.user), uuid=uuid)


def track_detail(request, uuid):
    tracks = Track.objects.of(request.user).select_related("job__account", "owner", "timed_lyrics")
    track = get_object_or_404(tracks, uuid=uuid)
    return render(request, "music/track_detail.html", {**_about(track), **steps(request, track)})


def _about(track):
    return {
        "track": track,
        "sources": list(track.sources.showing("source", "upload")),
        "offspring": track.offspring.showing("track").order_by("-track__order")[:50],
        "files": track.files,
        "takes": track.job.tracks.for_rows().order_by("position"),
        "again": registry.OPERATIONS.get(track.operation),
    }


def steps(request, song):
    """What can be done next with a track or an upload of one's own, and whose key pays for it: the frame shows that
    account too."""
    account = ProviderAccount.objects.for_person(request.user)
    return {"account": account, "next_steps": registry.steps_from(song, account)}


def track_menu(request, uuid):
    """What a row's menu holds, fetched when it opens."""
    tracks = Track.objects.of(request.user).select_related("job__account", "owner")
    track = get_object_or_404(tracks, uuid=uuid)
    return render(request, "music/_track_menu.html", {"track": track, **steps(request, track)})


def edit_track(request, uuid):
    track = find(request, uuid)
    form = TrackForm(request.POST or None, instance=track)
    if request.method == "POST" and form.is_valid():
        library.rename(track, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(track)
    status = 422 if form.is_bound else 200
    return render(request, "music/edit_track.html", {"track": track, "form": form}, status=status)


@require_POST
def favourite_track(request, uuid):
    track = find(request, uuid)
    library.set_favourite(track, not track.is_favourite)
    if request.htmx and not request.htmx.boosted:
        return render(request, "music/_heart.html", {"track": track})
    return back(request, track)


@require_POST
def trash_track(request, uuid):
    track = find(request, uuid)
    library.trash(track)
    messages.success(
        request, _("“{title}” is in the trash.").format(title=track), extra_tags=f"undo:{track.uuid}"
    )
    return back(request, track)


@require_POST
def restore_track(request, uuid):
    track = find(request, uuid)
    library.restore(track)
    messages.success(request, _("“{title}” is back in your library.").format(title=track))
    return back(request, track)
