"""The files of one's own songs: heard, fetched, chosen, thrown away."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ..media import names
from ..models import Asset
from ..services import assets
from .media import serve


def find(request, uuid):
    mine = Asset.objects.of(request.user).without_notes().select_related("track", "job__account")
    return get_object_or_404(mine, uuid=uuid)


@require_safe
def asset_file(request, uuid):
    """Answers ranges; `?download` gives it a name to keep it under."""
    asset = find(request, uuid)
    return serve(
        request,
        asset.file,
        name=_file_name(asset),
        mark=asset.sha256[:16],
        download="download" in request.GET,
    )


@require_safe
def asset_picture(request, uuid):
    asset = find(request, uuid)
    return serve(request, asset.picture, name=_file_name(asset), mark=f"{asset.sha256[:16]}-small")


def _file_name(asset):
    """`<song> - <stem>`, as it is called in a folder of downloads."""
    name = f"{asset.track} - {asset}" if asset.kind != Asset.Kind.WAV else str(asset.track)
    return names.slug_of(name, asset.kind)


@require_POST
def choose_cover(request, uuid):
    asset = find(request, uuid)
    if asset.kind != Asset.Kind.COVER or not asset.is_kept:
        raise Http404
    assets.choose_cover(asset)
    messages.success(request, _("This is the cover now. The picture in the song’s file follows in a moment."))
    return redirect(asset.track)


@require_POST
def copy_asset_again(request, uuid):
    asset = find(request, uuid)
    assets.again(Asset.objects.filter(pk=asset.pk))
    messages.success(request, _("Copying it again."))
    return redirect(asset)


@require_http_methods(["GET", "POST"])
def delete_asset(request, uuid):
    """A GET asks: there is no way back, and to have it again costs money."""
    asset = find(request, uuid)
    if request.method == "GET":
        return render(request, "music/delete_asset.html", {"asset": asset})
    track, what = asset.track, str(asset)
    assets.forget(asset)
    messages.success(request, _("“{name}” is deleted.").format(name=what))
    return redirect(track)
