"""A song once more, with one thing changed and all else as it was."""

from django.shortcuts import get_object_or_404, render

from ..models import Job
from ..operations import registry, reuse
from ..services import budgets
from .create import answer, begin, in_its_place


def find(request, uuid):
    """A job of one's own that asked for songs."""
    slugs = [operation.slug for operation in registry.making_tracks()]
    return get_object_or_404(Job.objects.of(request.user).filter(operation__in=slugs), uuid=uuid)


def replay_job(request, uuid):
    """Which thing (`?field=`), and then a form of that alone."""
    job = find(request, uuid)
    replay = reuse.Replay(job, request.user)
    if not replay.is_possible:
        return render(request, "music/replay_job.html", {"job": job})
    form = replay.form()
    name = request.GET.get("field", "")
    choices = reuse.changeable(form)
    field = next((choice for choice in choices if choice.name == name), None)
    context = {"job": job, "operation": replay.operation, "form": form, "choices": choices, "field": field}
    if request.method == "POST" and field:
        return _change(request, replay, name, context)
    return _page(request, context)


def _change(request, replay, name, context):
    form = replay.with_one(name, request.POST)
    if form.is_valid() and (job := _begin(request, replay, form)):
        return answer(request, job, form)
    context |= {"form": form, "field": form[name]}
    return in_its_place(request, _page(request, context, status=422))


def _begin(request, replay, form):
    return begin(request, replay.operation, form, project=replay.job.project, retry_of=replay.job)


def _page(request, context, status=200):
    form, operation, job = context["form"], context["operation"], context["job"]
    price = operation.price(form.params_so_far())
    context |= {
        "account": form.account,
        "price": price,
        "budget_warnings": budgets.warnings(
            request.user, form.account, project=job.project, sources=form.sources, price=price
        ),
        "sources": form.sources,
        "why_not": "" if form.is_bound else operation.why_none_of(form.sources, form.account),
        "not_taken": form.not_taken,
        "recent_jobs": job.retries.newest_first().with_takes()[:8],
    }
    return render(request, "music/replay_job.html", context, status=status)
