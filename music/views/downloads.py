"""Many of one's own songs as a ZIP: which, what comes along, and the stream itself."""

from django.contrib import messages
from django.http import Http404, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from .. import chosen
from ..forms import DownloadForm
from ..listing import Listing
from ..media import names
from ..models import Playlist, Track
from ..services import downloads
from ..services.listed import keys_of
from .asked import own, uuid_of


@require_http_methods(["GET", "HEAD", "POST"])
def download_tracks(request):
    """Those that were chosen in a list, or all that the filters in the address find."""
    if request.method == "POST" and "query" not in request.POST:
        tracks = [str(key) for text in chosen.songs(request.user, request.POST) if (key := uuid_of(text))]
        if not tracks:
            messages.info(request, _("Choose the songs to download first."))
            return redirect("track_list")
        return redirect("download_choices", downloads.ask(request.user, tracks=tracks))
    query = request.POST.get("query", request.GET.urlencode())
    return redirect("download_choices", downloads.ask(request.user, query=query))


@require_http_methods(["GET", "HEAD", "POST"])
def download_playlist(request, uuid):
    playlist = own(Playlist.objects.of(request.user), uuid=uuid)
    return redirect("download_choices", downloads.ask(request.user, playlist=str(playlist.uuid)))


@require_safe
def download_choices(request, token):
    """What comes along with each song; the form leads to the stream."""
    _name, keys = _wanted(request, token)
    context = {"form": DownloadForm(), "token": token, "asked": len(keys), **downloads.about(keys)}
    return render(request, "music/download.html", context)


@require_safe
def download_zip(request, token):
    """The ZIP, while it is made. Its length is told, so that the browser shows how much is left."""
    name, keys = _wanted(request, token)
    download = downloads.Download(keys, **DownloadForm(request.GET).options)
    pieces = () if request.method == "HEAD" else download.stream()
    return StreamingHttpResponse(
        pieces, content_type="application/zip",
        headers={
            "Content-Disposition": content_disposition_header(True, f"{name}.zip"),
            "Content-Length": download.length, "Cache-Control": "private, no-store",
        },
    )  # fmt: skip


def _wanted(request, token):
    """(name of the file, keys of the songs); 404 for a word that is not this person's, or too old."""
    wanted = downloads.asked(request.user, token)
    if wanted is None:
        raise Http404
    if "playlist" in wanted:
        playlist = own(Playlist.objects.of(request.user), uuid=wanted["playlist"])
        return names.slug_of(playlist.name, "playlist"), keys_of(playlist)
    mine = Track.objects.of(request.user).newest_first()
    found = (
        mine.filter(uuid__in=wanted["tracks"])
        if "tracks" in wanted
        else Listing(request.user, QueryDict(wanted["query"])).in_order
    )
    return f"songs-{timezone.localdate():%Y-%m-%d}", list(found.values_list("pk", flat=True))
