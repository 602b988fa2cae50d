"""Many songs at once: what is done to them, and how it is taken back."""

import secrets
import time

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, JsonResponse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, ngettext_lazy
from django.views.decorators.http import require_GET, require_POST

from .. import chosen
from ..forms import BulkForm
from ..services import bulk, comebacks
from .back import back

LASTS = 600  # seconds in which it can be taken back
KEPT = 5  # the last ones of a session, which has their names; what they are stands in the cache
TOLD = {
    "favourite": ngettext_lazy("{n} song is a favourite now.", "{n} songs are favourites now.", "n"),
    "unfavourite": ngettext_lazy("{n} song is no favourite now.", "{n} songs are no favourites now.", "n"),
    "rate": ngettext_lazy("{n} song is rated.", "{n} songs are rated.", "n"),
    "project": ngettext_lazy("{n} song is moved.", "{n} songs are moved.", "n"),
    "tag": ngettext_lazy("{n} song is tagged.", "{n} songs are tagged.", "n"),
    "untag": ngettext_lazy("{n} song has a tag less.", "{n} songs have a tag less.", "n"),
    "trash": ngettext_lazy("{n} song is in the trash.", "{n} songs are in the trash.", "n"),
    "restore": ngettext_lazy("{n} song is back.", "{n} songs are back.", "n"),
    "take_out": ngettext_lazy("{n} song is out of this list.", "{n} songs are out of this list.", "n"),
}


@require_POST
def change_tracks(request):
    form = BulkForm(_meant(request), owner=request.user)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return back(request, "track_list")
    deed = form.cleaned_data["do"]
    asked = form.cleaned_data | {"entries": _places(request)}
    number, steps = bulk.do(request.user, deed, form.cleaned_data["tracks"], asked)
    if number:
        messages.success(request, TOLD[deed].format(n=number), extra_tags=undo_tag(request, steps))
    else:
        messages.success(request, _("They are like that already."))
    return back(request, "track_list")


def _meant(request):
    """What was posted, with the songs that are meant by it."""
    posted = request.POST.copy()
    posted.setlist("tracks", chosen.songs(request.user, request.POST))
    return posted


def _places(request):
    return list(chosen.places(request.user, request.POST).select_related("playlist"))


@require_GET
def count_tracks(request):
    """How many songs all of a list are: said before anything is done to them."""
    count = len(chosen.songs(request.user, request.GET))
    words = ngettext("{n} song", "{n} songs", count).format(n=number_format(count, force_grouping=True))
    too_many = _("These are more than {most} songs, too many at once. Choose fewer by a search or a filter.")
    why_not = (
        too_many.format(most=number_format(chosen.MOST, force_grouping=True)) if count > chosen.MOST else ""
    )
    return JsonResponse(
        {
            "count": count,
            "shown": number_format(count, force_grouping=True),
            "words": words,
            "why_not": why_not,
        }
    )


@require_POST
def undo_tracks(request, token):
    """What was done a moment ago, as this session keeps it."""
    kept = request.session.get("ways_back", {})
    begun = kept.pop(token, 0)
    steps = cache.get(f"way_back:{token}")
    if steps is None or begun < time.time() - LASTS:
        raise Http404
    request.session["ways_back"] = kept
    try:
        bulk.undo(request.user, steps)
        messages.success(request, _("It is as it was before."))
    except comebacks.Gone:
        messages.error(request, _("It cannot come back: what it needs is not there any more."))
    return back(request, "track_list")


def undo_tag(request, steps):
    """With this tag a message offers these steps back. They may be of thousands of songs, so they do not stand in the
    session, which every request reads."""
    kept = sorted(request.session.get("ways_back", {}).items(), key=lambda pair: pair[1])[-KEPT + 1 :]
    token = secrets.token_urlsafe(12)
    cache.set(f"way_back:{token}", steps, LASTS)
    request.session["ways_back"] = dict(kept) | {token: time.time()}
    return f"undo-songs:{token}"
