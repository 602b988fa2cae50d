"""Songs that were made elsewhere with the same key, by the ids of their tasks."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from ..models import Job
from ..operations.adopt import AdoptForm
from ..services import adopting, brakes
from ..tell.brakes import why

SHOWN = 5  # jobs of unknown outcome


def adopt_tasks(request):
    is_post = request.method == "POST"
    asked = {"tasks": request.GET.get("tasks", "")}
    form = AdoptForm(request.POST if is_post else None, owner=request.user, initial=asked)
    if is_post and form.is_valid() and (jobs := _adopted(request, form)):
        words = ngettext("{n} task is being asked about.", "{n} tasks are being asked about.", len(jobs))
        messages.success(request, words.format(n=len(jobs)))
        return redirect(jobs[0] if len(jobs) == 1 else "job_list")
    context = {"adopt_form": form, "unknown": _unknown(request.user)}
    return render(request, "music/adopt_tasks.html", context, status=422 if is_post else 200)


def _unknown(user):
    """Jobs one of which a pasted task may be."""
    jobs = Job.objects.of(user).filter(state=Job.State.UNKNOWN).newest_first()
    return jobs.prefetch_related("sources__track", "sources__upload")[:SHOWN]


def _adopted(request, form):
    """None, and an error in the form, when too many are being asked about."""
    try:
        return adopting.adopt(request.user, form.account, form.cleaned_data["tasks"])
    except brakes.TooMany as error:
        form.add_error(None, why(error))
        request.retry_after = error.seconds
        return None
