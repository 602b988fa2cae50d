"""The words of one's own songs and when they are sung: to follow, to time by hand, and as files."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..forms import WordsForm
from ..media import names, timed
from ..models import TimedLyrics, Track
from ..services import timing
from .tracks import find

TYPES = {"lrc": "text/plain", "enhanced.lrc": "text/plain", "srt": "application/x-subrip"}


@require_safe
def track_words(request, uuid):
    """Large, to follow along."""
    tracks = Track.objects.of(request.user).select_related("timed_lyrics")
    return render(request, "music/track_words.html", {"track": get_object_or_404(tracks, uuid=uuid)})


def edit_words(request, uuid):
    """Timed by tapping along; without a script, as a text."""
    track = find(request, uuid)
    kept = TimedLyrics.objects.filter(track=track).first()
    form = WordsForm(request.POST if request.method == "POST" else None, track=track, kept=kept)
    if form.is_valid():
        if kept is None or form.has_changed():
            timing.tell(track, form.lines)
        messages.success(request, _("Saved."))
        return redirect("track_words", track.uuid)
    status = 422 if form.is_bound else 200
    return render(
        request, "music/edit_words.html", {"track": track, "form": form, "kept": kept}, status=status
    )


@require_POST
def swap_words(request, uuid):
    track = find(request, uuid)
    if timing.swap(track):
        messages.success(request, _("The other version stands now. The one before is kept."))
    return redirect("track_words", track.uuid)


@require_safe
def timed_lyrics(request, uuid, kind):
    """`kind` is "lrc", "enhanced.lrc" or "srt"."""
    track = find(request, uuid)
    kept = TimedLyrics.objects.filter(track=track).first()
    if kept is None or kind not in TYPES:
        raise Http404
    name = f"{names.slug_of(track.title, 'song')}.{kind}"
    return HttpResponse(
        _written(kind, kept.words, track), content_type=f"{TYPES[kind]}; charset=utf-8",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-cache"},
    )  # fmt: skip


def _written(kind, words, track):
    if kind == "srt":
        return timed.srt(words)
    write = timed.enhanced_lrc if kind == "enhanced.lrc" else timed.lrc
    return write(words, track.title, track.duration)
