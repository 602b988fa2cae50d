"""What waits for an administrator's yes, because it costs much."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import roles

from ..models import Job
from ..services import approvals

SHOWN = 100


def approval_list(request, status=200):
    held = Job.objects.held().with_takes().select_related("owner", "project")
    return render(request, "music/approvals.html", {"jobs": held.order_by("held_at")[:SHOWN]}, status=status)


@require_POST
def settle_approval(request, uuid):
    job, how = get_object_or_404(Job, uuid=uuid), request.POST.get("how")
    roles.need(roles.may_settle(request.user, job))
    if how not in ("yes", "no"):
        messages.warning(request, _("Say yes or no. Nothing was decided."))
        return approval_list(request, status=422)
    is_yes = how == "yes"
    if not (approvals.say_yes if is_yes else approvals.say_no)(job, request.user):
        messages.warning(request, _("It waits no more: somebody else was quicker."))
    elif is_yes:
        messages.success(request, _("It is sent now."))
    else:
        messages.success(request, _("Given up. Nothing was charged."))
    return redirect("approvals")
