"""The voices of a song, mixed in the browser and taken to another program."""

from django.http import Http404, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from ..media import names, seeking
from ..models import Asset
from ..services import daw
from . import assets
from .tracks import find

HEARD = (Asset.Kind.STEM, Asset.Kind.WAV)


@require_safe
def track_mixer(request, uuid):
    """The stems of one separation: the newest, or the one that `?of=` names."""
    track = find(request, uuid)
    stems = track.assets.filter(kind=Asset.Kind.STEM).defer("notes").select_related("job")
    stems = sorted(stems, key=lambda asset: asset.place)
    jobs = list({asset.job_id: asset.job for asset in stems if asset.is_kept}.values())
    chosen = next((job for job in jobs if str(job.uuid) == request.GET.get("of")), jobs[0] if jobs else None)
    shown = [asset for asset in stems if chosen and asset.job_id == chosen.pk]
    kept = [asset for asset in shown if asset.is_kept]
    late = len(shown) - len(kept)
    context = {"track": track, "stems": kept, "late": late, "jobs": jobs, "chosen": chosen}
    return render(request, "music/track_mixer.html", context)


@require_safe
def asset_places(request, uuid):
    """Where its file can be read from, for a browser that decodes it piece by piece."""
    asset = assets.find(request, uuid)
    if asset.kind not in HEARD or not asset.file:
        raise Http404
    try:
        with asset.file.open("rb") as file:
            found = seeking.places(file)
    except (OSError, seeking.NotSeekable) as error:
        raise Http404 from error
    return JsonResponse(found.as_dict())


@require_safe
def daw_zip(request, uuid):
    track = find(request, uuid)
    name = f"{names.slug_of(track.title, 'song')}.zip"
    pieces = () if request.method == "HEAD" else daw.stream(track)
    return StreamingHttpResponse(
        pieces, content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )  # fmt: skip
