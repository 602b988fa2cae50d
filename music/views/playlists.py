"""Lists of songs: what there are, one of them, and what is done with it as a whole."""

from django.contrib import messages
from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from ..filters import FILTERS
from ..forms import NewPlaylistForm, PlaylistForm
from ..heard import of_list
from ..lists import Shelf, all_songs_of, m3u8, songs_of
from ..models import Playlist
from ..services import playlists
from .back import back


def find(request, uuid):
    playlist = get_object_or_404(Playlist, owner=request.user, uuid=uuid)
    playlist.owner = request.user  # nobody has to ask for them again
    return playlist


def playlist_list(request):
    form = NewPlaylistForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _made(request, playlists.make(request.user, **form.cleaned_data))
    if request.GET.get("show") == "trash":
        trashed = Playlist.objects.of(request.user).trashed().order_by("-trashed_at")
        return render(request, "music/playlist_trash.html", {"playlists": trashed})
    context = {"shelf": Shelf(request.user), "form": form}
    return render(request, "music/playlist_list.html", context, status=422 if form.is_bound else 200)


def _made(request, playlist):
    if playlist.is_folder:
        messages.success(request, _("“{name}” is ready: drag lists into it.").format(name=playlist))
        return redirect("playlist_list")
    return redirect(playlist)


@require_GET
def playlist_detail(request, uuid):
    playlist = find(request, uuid)
    if playlist.is_folder:
        return redirect(f"{reverse('playlist_list')}#folder-{playlist.uuid}")
    songs = songs_of(playlist, request.GET)
    template = "music/_song_page.html" if request.htmx.trigger == "more" else "music/playlist_detail.html"
    context = {"playlist": playlist, "songs": songs, "own": _own(request)}
    return render(request, template, context)


def _own(request):
    """What the songs that are chosen can be put into; nothing for those who choose none."""
    is_asked = request.user.may_make and request.htmx.trigger != "more"
    return (
        {name: FILTERS[name].all_choices(request.user)[1:] for name in ("project", "tag")}
        if is_asked
        else None
    )


def edit_playlist(request, uuid):
    playlist = find(request, uuid)
    form = PlaylistForm(request.POST or None, instance=find(request, uuid), owner=request.user)
    if request.method == "POST" and form.is_valid():
        playlists.edit(playlist, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("playlist_list" if playlist.is_folder else playlist)
    context = {"playlist": playlist, "form": form}
    return render(request, "music/edit_playlist.html", context, status=422 if form.is_bound else 200)


@require_POST
def trash_playlist(request, uuid):
    playlist = find(request, uuid)
    playlist.trash()  # the lists in a folder stand outside until it is back
    words = _("“{name}” is in the trash. Its songs stay where they are.").format(name=playlist)
    messages.success(request, words, extra_tags=f"undo-list:{playlist.uuid}")
    return redirect("playlist_list")


@require_POST
def restore_playlist(request, uuid):
    playlist = find(request, uuid)
    playlist.restore()
    messages.success(request, _("“{name}” is back among your playlists.").format(name=playlist))
    return back(request, playlist)


@require_POST
def delete_playlist(request, uuid):
    """For good, out of the trash only."""
    playlist = find(request, uuid)
    if not playlist.trashed_at:
        raise Http404
    playlists.forget(playlist)
    messages.success(request, _("“{name}” is deleted.").format(name=playlist))
    return redirect(f"{reverse('playlist_list')}?show=trash")


@require_POST
def duplicate_playlist(request, uuid):
    playlist = find(request, uuid)
    if playlist.is_folder:
        raise Http404
    twin = playlists.duplicate(playlist)
    messages.success(request, _("This is the copy: “{name}”.").format(name=twin))
    return redirect(twin)


@require_GET
def playlist_songs(request, uuid):
    """For the player: a page of them, and where the next one is."""
    playlist = find(request, uuid)
    if playlist.is_folder:
        raise Http404
    return JsonResponse(of_list(playlist, request.GET))


@require_GET
def playlist_file(request, uuid):
    """For other players: a title and the address of each song here, where one has to be signed in."""
    playlist = find(request, uuid)
    if playlist.is_folder:
        raise Http404
    songs = m3u8(all_songs_of(playlist), request.build_absolute_uri)
    response = StreamingHttpResponse(songs, content_type="application/vnd.apple.mpegurl; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{playlist.name}.m3u8")
    return response
