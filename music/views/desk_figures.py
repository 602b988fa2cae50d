"""The desk in figures: how jobs end, what the queues do, and who has how much on the disk."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from redis.exceptions import RedisError

from ..queue import QUEUES
from ..services import audit, health, holdings, queues, room
from ..tell import figures


@require_safe
def desk_figures(request):
    return render(request, "desk/figures.html", figures.told())


@require_safe
def desk_storage(request):
    together, people = holdings.by_person()
    context = {"together": together, "people": people, "most": holdings.MOST, "free": room.free()}
    return render(request, "desk/storage.html", context)


@require_safe
def desk_queues(request):
    try:
        told = {"lines": queues.lines(), "hands": queues.hands(), "clock_at": health.last_beats()["clock"]}
    except RedisError:
        told = {"is_away": True}
    return render(request, "desk/queues.html", told)


@require_POST
def mend_queue(request, name):
    """What broke off in a queue: done again, or forgotten."""
    if name not in QUEUES:
        raise Http404
    how = request.POST.get("how")
    if how in ("again", "forget"):
        audit.note(request.user, "queue.acted", name, words=how)  # first: the queue server takes nothing back
    if how == "again":
        count = queues.do_again(name)
        told = ngettext("{n} task is done again.", "{n} tasks are done again.", count)
    elif how == "forget":
        count = queues.forget(name)
        told = ngettext("{n} task is forgotten.", "{n} tasks are forgotten.", count)
    else:
        count, told = 0, _("Choose what to do.")
    (messages.success if count else messages.warning)(request, told.format(n=count))
    return redirect("desk_queues")
