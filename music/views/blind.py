"""Two to eight songs, heard without their names: one is chosen, and then it is told which."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from .. import chosen
from ..models import Track
from ..services import blind as rounds
from ..services import bulk
from .asked import uuid_of
from .back import back
from .media import serve


def find(request, token):
    if round_ := rounds.opened(token, request.user):
        return round_
    raise Http404


def blind(request):
    """A new round of `?tracks=` (their uuids); or the vote of one."""
    if request.method == "POST":
        return _vote(request)
    asked = _asked(request.user, request.GET.getlist("tracks"))
    songs = rounds.audible(asked)
    round_ = rounds.begin(request.user, songs) if rounds.FEWEST <= len(songs) <= rounds.MOST else None
    context = {
        "round": round_,
        "token": round_ and round_.token,
        "left_out": len(asked) - len(songs),
        "most": rounds.MOST,
    }
    if round_:
        gains = round_.gains or [1] * len(songs)
        context |= {"choices": list(enumerate(gains, start=1)), "is_level": round_.gains is not None}
    return render(request, "music/blind.html", context)


@require_POST
def compare_tracks(request):
    """A round of the songs that are chosen in a list."""
    songs = _asked(request.user, chosen.songs(request.user, request.POST))
    if not rounds.FEWEST <= len(songs) <= rounds.MOST:
        messages.error(request, _("Choose 2 to 8 songs to compare them blind."))
        return back(request, "track_list")
    return redirect(f"{reverse('blind')}?tracks={','.join(str(song.uuid) for song in songs)}")


def _asked(user, texts):
    """One's own of the songs that are named, each once."""
    names = [name for text in texts for name in text.split(",")]
    keys = {key for name in names[:100] if (key := uuid_of(name))}
    return list(Track.objects.of(user).filter(uuid__in=keys).defer("peaks", "lyrics"))


def _vote(request):
    round_ = find(request, request.POST.get("round", ""))
    choice = request.POST.get("choice", "")
    if not (choice.isascii() and choice.isdigit() and 1 <= int(choice) <= len(round_.songs)):
        messages.warning(request, _("Choose one of them first."))
        return redirect(f"{request.path}?tracks={','.join(str(song.uuid) for song in round_.songs)}")
    return redirect("blind_result", rounds.vote(round_, int(choice)).token)


@require_safe
def blind_audio(request, token, number):
    """One of a round; neither its address nor its name says which song it is."""
    round_ = find(request, token)
    if not 1 <= number <= len(round_.songs):
        raise Http404
    song = round_.songs[number - 1]
    return serve(request, song.audio, name=f"take-{number}", mark=f"{token[-16:]}-{number}")


def blind_result(request, token):
    round_ = find(request, token)
    if not round_.winner:
        raise Http404
    songs = list(enumerate(round_.songs, start=1))
    return render(request, "music/blind_result.html", {"round": round_, "songs": songs, "token": token})


@require_POST
def trash_losers(request, token):
    n, _steps = bulk.do(request.user, "trash", find(request, token).losers, {})
    told = ngettext("{n} song is in the trash.", "{n} songs are in the trash.", n).format(n=n)
    messages.success(request, told, extra_tags=f"undo-losers:{token}")
    return redirect("blind_result", token)


@require_POST
def restore_losers(request, token):
    bulk.do(request.user, "restore", find(request, token).losers, {})
    messages.success(request, _("They are back in your library."))
    return redirect("blind_result", token)
