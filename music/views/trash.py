"""Songs that were thrown away, deleted for good: one, or all of them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Track
from ..services import trash
from .tracks import find


def delete_track(request, uuid):
    """Out of the trash only, after one more question."""
    track = find(request, uuid)
    if track.trashed_at is None:
        raise Http404
    can_go = trash.deletable().filter(pk=track.pk)
    if request.method == "POST" and trash.delete(can_go):
        messages.success(request, _("“{title}” is deleted.").format(title=track))
        return _to_the_trash()
    needed_by = Track.objects.of(request.user).filter(sources__source=track).for_rows().distinct()[:20]
    context = {"track": track, "can_go": can_go.exists(), "needed_by": needed_by}
    return render(request, "music/delete_track.html", context)


def empty_trash(request):
    mine = Track.objects.of(request.user).trashed()
    if request.method == "POST":
        gone = trash.empty(request.user)
        told = ngettext("{n} song is deleted.", "{n} songs are deleted.", gone).format(n=gone)
        messages.success(request, told)
        return _to_the_trash()
    count = trash.deletable().filter(owner=request.user).count()
    return render(request, "music/empty_trash.html", {"count": count, "staying": mine.count() - count})


def _to_the_trash():
    return redirect(reverse("track_list") + "?trash=on")
