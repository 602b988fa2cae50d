"""What is on its way, what needs a person, and what they can do about it."""

import uuid as uuids

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms import SettleForm
from ..listing import number
from ..models import Job
from ..services import brakes, decisions
from ..tell.brakes import why
from .asked import older, uuid_of, wants_piece

OPEN = 50  # jobs, of those that need somebody or are under way
PAGE = 20  # and of those that are over


def find(request, uuid):
    return get_object_or_404(Job.objects.of(request.user).with_takes(), uuid=uuid)


def job_list(request):
    mine = Job.objects.of(request.user).with_takes().newest_first()
    before = request.GET.get("before", "")
    is_first_page = number(before) is None
    over = list(older(mine.over(), before)[: PAGE + 1])
    context = {
        "needs_you": mine.needing_a_person()[:OPEN] if is_first_page else [],
        "under_way": mine.under_way()[:OPEN] if is_first_page else [],
        "over": over[:PAGE],
        "next_before": over[PAGE - 1].pk if len(over) > PAGE else None,
    }
    return render(request, "music/job_list.html", context)


def job_detail(request, uuid):
    return _detail(request, find(request, uuid), SettleForm())


def _detail(request, job, form, status=200):
    context = {"job": job, "events": job.events.all(), "settle_form": form, "submission": uuids.uuid4()}
    return render(request, "music/job_detail.html", context, status=status)


def job_card(request, uuid):
    return render(request, "music/_job_card.html", {"job": find(request, uuid)})


@require_POST
def ask_job(request, uuid):
    job = find(request, uuid)
    if decisions.ask_now(job):
        messages.success(request, _("The provider answered; this page shows what it said."))
    else:
        messages.warning(request, _("No news from the provider yet."))
    return redirect(job)


@require_POST
def cancel_job(request, uuid):
    job = find(request, uuid)
    is_cancelled = decisions.cancel(job)
    if wants_piece(request):
        return render(request, "music/_job_card.html", {"job": job})
    if is_cancelled:
        messages.success(request, _("Cancelled. Nothing was sent and nothing was charged."))
    else:
        messages.warning(request, _("Too late to cancel: it has been sent."))
    return redirect(job)


@require_POST
def retry_job(request, uuid):
    """The same again as a new job; where the first one's outcome is unknown, it may be paid for twice."""
    job = find(request, uuid)
    if not job.can_be_tried_again:
        messages.warning(request, _("This job is not over yet."))
        return redirect(job)
    try:
        new = decisions.again(job, _submission(request))
    except brakes.TooMany as error:
        messages.warning(request, why(error))
        request.retry_after = error.seconds
        return job_detail(request, uuid)
    except decisions.NeverSent:
        messages.warning(request, _("It was asked for elsewhere, and cannot be ordered from here."))
        return redirect(job)
    except decisions.SourceGone:
        messages.warning(request, _("A song it started from is deleted."))
        return redirect(job)
    messages.success(request, _("Sent again as a new job."))
    return redirect(new)


def _submission(request):
    return uuid_of(request.POST.get("submission", "")) or uuids.uuid4()


@require_POST
def settle_job(request, uuid):
    """The ways out of an unknown outcome that a person can take."""
    job = find(request, uuid)
    form = SettleForm(request.POST, job=job)
    if job.state != Job.State.UNKNOWN:
        messages.warning(request, _("This job’s outcome is known by now."))
        return redirect(job)
    if not form.is_valid():
        return _detail(request, job, form, status=422)
    settle(request, job, form.cleaned_data)
    return redirect(job)


def settle(request, job, choice):
    if choice["how"] == "task":
        decisions.settle_with_task(job, choice["task_id"])
        messages.success(request, _("Thank you. We ask the provider about this task now."))
    elif choice["how"] == "not-made":
        decisions.settle_as_not_made(job)
        messages.success(request, _("Closed as not made. Should it turn up after all, it is kept."))
    else:
        decisions.put_away(job)
        messages.success(request, _("We wait. If it exists, it turns up here by itself."))


@require_POST
def put_away_job(request, uuid):
    decisions.put_away(find(request, uuid))
    return redirect("job_list")
