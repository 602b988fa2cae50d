"""Files of one's own songs, from our disk."""

from django.http import Http404
from django.views.decorators.http import require_safe

from ..media import names, ranges
from .tracks import find

A_YEAR = "private, max-age=31536000, immutable"


@require_safe
def track_audio(request, uuid):
    """Answers ranges: a seek reads only what it plays."""
    return _serve(request, find(request, uuid), "audio")


@require_safe
def download_track(request, uuid):
    track = find(request, uuid)
    return _serve(request, track, "audio", download=True)


@require_safe
def track_cover(request, uuid):
    return _serve(request, find(request, uuid), "cover")


@require_safe
def track_thumb(request, uuid):
    return _serve(request, find(request, uuid), "thumb")


TYPES = {
    "mp3": "audio/mpeg",
    "m4a": "audio/mp4",
    "wav": "audio/wav",
    "jpg": "image/jpeg",
    "webp": "image/webp",
}


def _serve(request, track, name, download=False):
    file = getattr(track, name)
    if not file:
        raise Http404
    suffix = file.name.rpartition(".")[2]
    filename = f"{names.slug_of(track.title, 'song')}.{suffix}"
    try:
        response = ranges.serve(
            request, file, content_type=TYPES.get(suffix, "application/octet-stream"), download=download,
            filename=filename, etag=f'"{(track.sha256 or track.uuid.hex)[:16]}-{name}"',
        )  # fmt: skip
    except OSError as error:
        raise Http404 from error
    response.headers.setdefault("Cache-Control", A_YEAR if "v" in request.GET else "private, no-cache")
    return response
