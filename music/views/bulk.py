"""Many songs at once: what is done to them, and how it is taken back."""

import secrets
import time

from django.contrib import messages
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy
from django.views.decorators.http import require_POST

from ..forms import BulkForm
from ..services import bulk
from .back import back

LASTS = 600  # seconds in which it can be taken back
KEPT = 5  # the last ones of a session
TOLD = {
    "favourite": ngettext_lazy("{n} song is a favourite now.", "{n} songs are favourites now.", "n"),
    "unfavourite": ngettext_lazy("{n} song is no favourite now.", "{n} songs are no favourites now.", "n"),
    "rate": ngettext_lazy("{n} song is rated.", "{n} songs are rated.", "n"),
    "project": ngettext_lazy("{n} song is moved.", "{n} songs are moved.", "n"),
    "tag": ngettext_lazy("{n} song is tagged.", "{n} songs are tagged.", "n"),
    "untag": ngettext_lazy("{n} song has a tag less.", "{n} songs have a tag less.", "n"),
    "trash": ngettext_lazy("{n} song is in the trash.", "{n} songs are in the trash.", "n"),
    "restore": ngettext_lazy("{n} song is back.", "{n} songs are back.", "n"),
}


@require_POST
def change_tracks(request):
    form = BulkForm(request.POST, owner=request.user)
    if not form.is_valid():
        messages.error(request, next(iter(form.errors.values()))[0])
        return back(request, "track_list")
    deed = form.cleaned_data["do"]
    number, steps = bulk.do(request.user, deed, form.cleaned_data["tracks"], form.cleaned_data)
    if number:
        undo = f"undo-songs:{_keep(request, steps)}"
        messages.success(request, TOLD[deed].format(n=number), extra_tags=undo)
    else:
        messages.success(request, _("They are like that already."))
    return back(request, "track_list")


@require_POST
def undo_tracks(request, token):
    """What was done a moment ago, as this session keeps it."""
    kept = request.session.get("undo", {})
    undone = kept.pop(token, None)
    if undone is None or undone["at"] < time.time() - LASTS:
        raise Http404
    request.session["undo"] = kept
    bulk.undo(request.user, undone["steps"])
    messages.success(request, _("It is as it was before."))
    return back(request, "track_list")


def _keep(request, steps):
    kept = sorted(request.session.get("undo", {}).items(), key=lambda pair: pair[1]["at"])[-KEPT + 1 :]
    token = secrets.token_urlsafe(12)
    request.session["undo"] = dict(kept) | {token: {"at": time.time(), "steps": steps}}
    return token
