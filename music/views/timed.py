"""The words of one's own songs with their times, as files for players and films."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ..media import names, timed
from ..models import TimedLyrics
from .tracks import find

TYPES = {"lrc": "text/plain", "enhanced.lrc": "text/plain", "srt": "application/x-subrip"}


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
