"""Songs into a list, out of it, and to another place in it; and lists to another place among lists."""

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from .. import chosen
from ..forms import AddForm
from ..models import Playlist, Track
from ..services import playlists
from .asked import own, wants_piece
from .back import back


def add_to_playlist(request):
    """To choose a list for the songs that are chosen; with `playlist` or `name` they are put there."""
    asked = request.POST if request.method == "POST" else request.GET
    songs = chosen.songs(request.user, asked)
    tracks = _wanted(request.user, songs)
    is_cut = len(songs) > playlists.MOST
    is_chosen = bool({"playlist", "name"} & set(request.POST))
    form = AddForm(request.POST if is_chosen else None, owner=request.user)
    if tracks and form.is_valid():
        return _added(request, tracks, form.cleaned_data, is_cut)
    is_refused = form.is_bound or (request.method == "POST" and not tracks)
    context = {"tracks": tracks, "form": form, "next": asked.get("next", "")}
    context["cut"] = playlists.told_of_the_rest() if is_cut else ""
    return _ask_where(request, context, status=422 if is_refused else 200)


def _ask_where(request, context, status):
    """A page; or, inside a row's menu, what takes the place of its entries."""
    is_menu = request.method == "GET" and wants_piece(request)
    template = "music/_add_menu.html" if is_menu else "music/add_to_playlist.html"
    lists = Playlist.objects.of(request.user).kept().by_hand().select_related("folder")
    return render(request, template, context | {"playlists": lists}, status=status)


def _wanted(user, uuids):
    """A person's songs in the order asked for, one as often as it is; 404 where one is nobody's or another's."""
    try:
        found = {
            str(track.uuid): track
            for track in Track.objects.of(user).for_rows().filter(uuid__in=uuids[: playlists.MOST])
        }
        return [found[uuid] for uuid in uuids[: playlists.MOST]]
    except (KeyError, ValidationError) as error:
        raise Http404 from error


def _added(request, tracks, where, is_cut):
    playlist = where["playlist"] or playlists.make(request.user, where["name"])
    playlists.add(playlist, tracks)
    words = ngettext("{n} song is in “{name}” now.", "{n} songs are in “{name}” now.", len(tracks))
    messages.success(request, words.format(n=len(tracks), name=playlist))
    if is_cut:
        messages.warning(request, playlists.told_of_the_rest())
    return back(request, playlist)


def _list_by_hand(request, uuid):
    return get_object_or_404(Playlist.objects.of(request.user).by_hand(), uuid=uuid)


@require_POST
def move_entry(request, uuid):
    """`entry` behind another one, `after` (nothing: before all); or one place `up` or `down`."""
    playlist = _list_by_hand(request, uuid)
    posted = request.POST
    if entry := posted.get("up") or posted.get("down"):
        playlists.step(_entry(playlist, entry), -1 if "up" in posted else 1)
    else:
        after = _entry(playlist, posted["after"]) if posted.get("after") else None
        playlists.move(_entry(playlist, posted.get("entry")), after)
    return _quietly(request, playlist)


def _entry(playlist, key):
    try:
        return playlist.entries.select_related("playlist", "track").get(pk=key)
    except (ObjectDoesNotExist, ValueError, TypeError, OverflowError) as error:
        raise Http404 from error


def _quietly(request, thing):
    """A script has moved it already."""
    return HttpResponse(status=204) if wants_piece(request) else back(request, thing)


@require_POST
def remove_entry(request, uuid):
    playlist = _list_by_hand(request, uuid)
    entry = _entry(playlist, request.POST.get("entry"))
    playlists.remove(entry)
    undo = f"undo-entry:{playlist.uuid}/{entry.track.uuid}/{entry.position}"
    messages.success(request, _("“{title}” is out of this list.").format(title=entry.track), extra_tags=undo)
    return back(request, playlist)


@require_POST
def put_back_entry(request, uuid, track, position):
    playlist = _list_by_hand(request, uuid)
    song = get_object_or_404(Track.objects.of(request.user), uuid=track)
    playlists.put_back(playlist, song, position)
    messages.success(request, _("“{title}” is back in its place.").format(title=song))
    return back(request, playlist)


@require_POST
def move_playlist(request):
    """A list (`entry`) into a folder (`into`; nothing: none), behind another (`after`; nothing: before all); or one
    place `up` or `down`."""
    rows, posted = Playlist.objects.of(request.user).kept().select_related("folder"), request.POST
    if key := posted.get("up") or posted.get("down"):
        playlists.step_list(own(rows, uuid=key), -1 if "up" in posted else 1)
        return back(request, "playlist_list")
    playlist = own(rows, uuid=posted.get("entry"))
    folder = own(rows.folders(), uuid=posted["into"]) if posted.get("into") else None
    after = own(rows, uuid=posted["after"]) if posted.get("after") else None
    playlists.put(playlist, None if playlist.is_folder else folder, after)
    return _quietly(request, "playlist_list")
