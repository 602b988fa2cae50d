"""Files of one's own songs, from our disk."""

from django.conf import settings
from django.db.models.fields.files import FieldFile
from django.http import Http404
from django.views.decorators.http import require_safe

from ..media import names, ranges
from .tracks import find
from .uploads import find as find_upload

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


def _serve(request, track, name, download=False):
    mark = f"{(track.sha256 or track.uuid.hex)[:16]}-{name}"
    file_name = names.slug_of(track.title, "song")
    return serve(request, getattr(track, name), name=file_name, mark=mark, download=download)


@require_safe
def upload_audio(request, uuid):
    return _serve(request, find_upload(request, uuid), "audio")


@require_safe
def download_upload(request, uuid):
    return _serve(request, find_upload(request, uuid), "audio", download=True)


def serve(request, file, *, name, mark, download=False):
    """A file of ours, or 404 where there is none (any more). `mark` changes with its content."""
    if not file:
        raise Http404
    told = {
        "content_type": names.type_of(file.name), "download": download,
        "filename": f"{name}.{file.name.rpartition('.')[2]}",
    }  # fmt: skip
    try:
        if settings.SENDFILE and isinstance(file, FieldFile):  # one that is masked passes through us
            response = ranges.hand_over(file.storage.inside(file.name), **told)
        else:
            response = ranges.serve(request, file, etag=f'"{mark}"', **told)
    except OSError as error:
        raise Http404 from error
    response.headers.setdefault("Cache-Control", A_YEAR if "v" in request.GET else "private, no-cache")
    return response
