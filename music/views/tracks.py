"""One song, and what can be done with it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from django_htmx.http import reswap

from accounts import switches

from ..forms import OpinionForm, RatingForm, TrackForm
from ..models import ProviderAccount, Track
from ..operations import registry
from ..services import library
from .asked import wants_piece
from .back import back


def find(request, uuid):
    return get_object_or_404(Track.objects.of(request.user), uuid=uuid)


def track_detail(request, uuid):
    tracks = Track.objects.of(request.user).select_related("job__account", "owner", "timed_lyrics", "project")
    track = get_object_or_404(tracks, uuid=uuid)
    return render(request, "music/track_detail.html", {**_about(track), **steps(request, track)})


def _about(track):
    return {
        "track": track,
        "opinion": OpinionForm(track=track),
        "sources": list(track.sources.showing("source", "upload")),
        "offspring": track.offspring.showing("track").order_by("-track__order")[:50],
        "files": track.files,
        "takes": track.job.tracks.for_rows().order_by("position"),
        "again": registry.OPERATIONS.get(track.operation),
    }


def _steps(request, song, account):
    found = registry.steps_from(song, account)
    return [step for step in found if switches.is_on(f"operation:{step.operation.slug}", request.user)]


def steps(request, song):
    """What can be done next with a track or an upload of one's own, and whose key pays for it: the frame shows that
    account too."""
    account = ProviderAccount.objects.for_person(request.user)
    return {"account": account, "next_steps": _steps(request, song, account)}


def track_menu(request, uuid):
    """What a row's menu holds, fetched when it opens."""
    tracks = Track.objects.of(request.user).select_related("job__account", "owner")
    track = get_object_or_404(tracks, uuid=uuid)
    return render(request, "music/_track_menu.html", {"track": track, **steps(request, track)})


def edit_track(request, uuid):
    track = find(request, uuid)
    form = TrackForm(request.POST or None, instance=track)
    opinion = OpinionForm(_if_said(request), track=track)
    if request.method == "POST" and form.is_valid() and (not opinion.is_bound or opinion.is_valid()):
        library.rename(track, **form.cleaned_data)
        if opinion.is_bound:
            library.say(track, **opinion.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(track)
    context = {"track": track, "form": form, "opinion": opinion}
    return render(request, "music/edit_track.html", context, status=422 if form.is_bound else 200)


def _if_said(request):
    """A form of title and words alone leaves the rest as it is."""
    return request.POST if "rating" in request.POST else None


@require_POST
def say_of_track(request, uuid):
    """Rating, tags, project and notes, from the song's own page."""
    track = find(request, uuid)
    form = OpinionForm(request.POST, track=track)
    is_piece = wants_piece(request)
    if not form.is_valid():
        return _not_said(request, track, form, is_piece)
    library.say(track, **form.cleaned_data)
    if is_piece:
        return render(request, "music/_opinion_kept.html")
    messages.success(request, _("Saved."))
    return redirect(track)


def _not_said(request, track, form, is_piece):
    context = {"track": track, "opinion": form, "form": TrackForm(instance=track)}
    page = "music/_opinion.html" if is_piece else "music/edit_track.html"
    answer = render(request, page, context, status=422)
    return reswap(answer, "outerHTML") if is_piece else answer


@require_POST
def rate_track(request, uuid):
    """Stars alone: from a row, by a key."""
    track = find(request, uuid)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    library.rate(track, form.cleaned_data["rating"])
    messages.success(request, told_of_stars(track))
    return back(request, track)


def told_of_stars(track):
    if not track.rating:
        return _("“{title}” has no stars.").format(title=track)
    words = ngettext("“{title}” has {n} star.", "“{title}” has {n} stars.", track.rating)
    return words.format(title=track, n=track.rating)


@require_POST
def favourite_track(request, uuid):
    track = find(request, uuid)
    library.set_favourite(track, not track.is_favourite)
    if wants_piece(request):
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
