"""What a person has on this server's disk, and what of it is at risk."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..listing import number
from ..models import Asset, Track, Upload
from ..services import vault as service


@require_safe
def vault(request):
    owner = request.user
    songs, songs_next = service.songs_at_risk(owner, number(request.GET.get("before")))
    assets, assets_next = service.assets_at_risk(owner, number(request.GET.get("files_before")))
    holdings = {name: service.holding(owner, model) for name, model in KINDS.items()}
    return render(request, "music/vault.html", {
        **holdings, "songs": songs, "songs_next": songs_next, "assets": assets, "assets_next": assets_next,
        "damaged_uploads": service.uploads_at_risk(owner), "at_risk": service.count_at_risk(owner),
        "missing": service.count_missing(owner), "under_way": service.count_under_way(owner),
        "bytes": sum(holding.bytes for holding in holdings.values()),
        "compared": _compared(holdings.values()),
    })  # fmt: skip


KINDS = {"kept_songs": Track, "kept_assets": Asset, "kept_uploads": Upload}


def _compared(holdings):
    """How many were never compared, and when the one that was compared longest ago was."""
    moments = [holding.compared_at for holding in holdings if holding.compared_at]
    return {"never": sum(holding.never for holding in holdings), "since": min(moments, default=None)}


@require_POST
def rescue(request):
    count = service.rescue(request.user)
    told = ngettext("{n} copy is started anew.", "{n} copies are started anew.", count)
    messages.success(request, told.format(n=count) if count else _("Damaged files are looked at once more."))
    return redirect("vault")
