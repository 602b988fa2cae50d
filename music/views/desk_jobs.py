"""Everybody's jobs at the desk: chosen, acted on by the hundred, and one of them with all that is known of it."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ..forms import SettleForm
from ..models import Job
from ..services import audit, decisions, deeds
from ..services.desk_jobs import COUNTED, Asked
from ..tell import desk_jobs as words
from .asked import older, uuid_of
from .jobs import settle

PAGE = 50
NAMES = ("state", "age", "operation", "find")


def _asked(query):
    return Asked(**{name: query.get(name, "") for name in NAMES})


@require_safe
def desk_jobs(request):
    asked = _asked(request.GET)
    rows = asked.newest_first.with_takes().select_related("owner")
    jobs = list(older(rows, request.GET.get("before", ""))[: PAGE + 1])
    context = {
        "asked": asked, "jobs": jobs[:PAGE], "count": asked.count,
        "next_before": jobs[PAGE - 1].pk if len(jobs) > PAGE else None,
        "states": words.states(), "ages": words.AGES, "operations": words.operations(), "deeds": words.DEEDS,
    }  # fmt: skip
    return render(request, "desk/jobs.html", context)


@require_POST
def desk_deed(request):
    """What would be done to the chosen jobs, and how many; the same once more with `sure` does it."""
    name, rows = request.POST.get("deed", ""), _chosen(request.POST)
    if name not in deeds.DEEDS:
        messages.warning(request, _("Choose what to do."))
        return _back(request)
    fitting = deeds.DEEDS[name].fitting(rows)
    if not fitting.exists():
        messages.warning(request, _("None of the chosen jobs can have that done."))
        return _back(request)
    if not request.POST.get("sure"):
        return _ask_once_more(request, name, rows, fitting)
    count = deeds.carry_out(name, rows, request.user)
    messages.success(request, words.DONE[name].format(n=count))
    return _back(request)


def _ask_once_more(request, name, rows, fitting):
    keys = [str(key) for key in fitting.values_list("uuid", flat=True)]
    asked = _filters(request.POST)
    told = {
        "title": words.DEEDS[name], "will": words.WILL[name].format(n=len(keys)),
        "address": request.path, "is_framed": True, "back": reverse("desk_jobs", query=asked),
        "fields": [("deed", name), ("jobs", ",".join(keys)), *asked.items()],
        "count": len(keys), "chosen": rows.count(), "rows": fitting.with_takes().select_related("owner")[:PAGE],
    }  # fmt: skip
    return render(request, "desk/jobs_sure.html", told)


def _chosen(query):
    """Those that are ticked; or all that the filters ask for, a thousand at the most."""
    if query.get("all"):
        keys = _asked(query).newest_first.values_list("pk", flat=True)[:COUNTED]
        return Job.objects.filter(pk__in=list(keys))
    said = [*query.getlist("job"), *query.get("jobs", "").split(",")]
    return Job.objects.filter(uuid__in=list(filter(None, map(uuid_of, said)))[:COUNTED])


def _back(request):
    return redirect(reverse("desk_jobs", query=_filters(request.POST)))


def _filters(query):
    return {name: query[name] for name in NAMES if query.get(name)}


# One of them


def _find(uuid):
    return get_object_or_404(Job.objects.with_takes().select_related("owner", "project"), uuid=uuid)


@require_safe
def desk_job(request, uuid):
    return _detail(request, _find(uuid), SettleForm())


def _detail(request, job, form, status=200):
    context = {
        "job": job, "events": job.events.all(), "settle_form": form,
        "fitting": {name for name, deed in deeds.DEEDS.items() if deed.fitting(Job.objects.filter(pk=job.pk))},
    }  # fmt: skip
    return render(request, "desk/job.html", context, status=status)


@require_POST
def desk_job_deed(request, uuid):
    """One of the deeds for many, done to this one at once."""
    job, name = _find(uuid), request.POST.get("deed", "")
    if name == "ask":
        _ask(request, job)
    elif name in deeds.DEEDS and deeds.carry_out(name, Job.objects.filter(pk=job.pk), request.user):
        messages.success(request, words.DONE[name].format(n=1))
    else:
        messages.warning(request, _("That cannot be done to it now."))
    return redirect("desk_job", job.uuid)


def _ask(request, job):
    audit.note(request.user, "job.ask", job)
    if decisions.ask_now(job):
        messages.success(request, _("The provider answered; this page shows what it said."))
    else:
        messages.warning(request, _("No news from the provider yet."))


@require_POST
def desk_job_replay(request, uuid):
    job = _find(uuid)
    count = deeds.apply_again(job, request.user)
    told = ngettext("{n} message was applied once more.", "{n} messages were applied once more.", count)
    if count:
        messages.success(request, told.format(n=count))
    else:
        messages.warning(request, _("Nothing was kept of it that could be applied."))
    return redirect("desk_job", job.uuid)


@require_POST
@transaction.atomic
def desk_job_settle(request, uuid):
    """For whoever asked for it: the outcome is known from the provider's log."""
    job = _find(uuid)
    form = SettleForm(request.POST, job=job)
    if job.state != Job.State.UNKNOWN:
        messages.warning(request, _("This job’s outcome is known by now."))
        return redirect("desk_job", job.uuid)
    if not form.is_valid():
        return _detail(request, job, form, status=422)
    settle(request, job, form.cleaned_data)
    audit.note(request.user, "job.settled", job, words=form.cleaned_data["how"])
    return redirect("desk_job", job.uuid)
