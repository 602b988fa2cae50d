"""The links by which others hear one's songs: made, seen to, closed."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..forms import ShareForm
from ..models import Playlist, Share
from ..services import shares
from .asked import own
from .tracks import find


@require_safe
def share_list(request):
    mine = Share.objects.of(request.user).select_related("track", "playlist")
    return render(request, "music/share_list.html", {"shares": mine[:500]})


def share_detail(request, uuid):
    """The link, and on what conditions it is open."""
    share = _find(request, uuid)
    form = ShareForm(request.POST or None, share=share)
    if form.is_valid():
        shares.change(share, **form.conditions)
        messages.success(request, _("Saved."))
        return redirect(share)
    address = request.build_absolute_uri(share.public_url)
    context = {"share": share, "form": form, "address": address}
    return render(request, "music/share_detail.html", context, status=422 if form.is_bound else 200)


def _find(request, uuid):
    mine = Share.objects.of(request.user).select_related("track", "playlist")
    return get_object_or_404(mine, uuid=uuid)


@require_POST
def share_track(request, uuid):
    return redirect(shares.make(request.user, track=find(request, uuid)))


@require_POST
def share_playlist(request, uuid):
    """As a page; with `feed`, for podcast players."""
    playlist = own(Playlist.objects.of(request.user), uuid=uuid)
    kind = Share.Kind.FEED if "feed" in request.POST else Share.Kind.PAGE
    return redirect(shares.make(request.user, kind=kind, playlist=playlist))


@require_POST
def share_favourites(request):
    return redirect(shares.make(request.user, kind=Share.Kind.FEED))


@require_POST
def revoke_share(request, uuid):
    share = _find(request, uuid)
    shares.revoke(share)
    messages.success(
        request,
        _("The link to “{title}” is closed.").format(title=share),
        extra_tags=f"undo-share:{share.uuid}",
    )
    return redirect("share_list")


@require_POST
def reopen_share(request, uuid):
    share = _find(request, uuid)
    shares.reopen(share)
    messages.success(request, _("The link to “{title}” is open again.").format(title=share))
    return redirect(share)
