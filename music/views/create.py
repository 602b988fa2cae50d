"""The paid forms: one view for all operations, whatever they start from."""

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import reselect, reswap, retarget

from accounts import switches

from ..models import Job, JobSource, LyricsDraft, Project, Recipe, Track, Upload
from ..operations import registry, reuse
from ..services import brakes, budgets, jobs, recipes
from ..tell.brakes import why
from .asked import own, wants_piece

RECIPES = 20  # offered in a form; the others on their page


def create(request):
    return redirect("operate", "generate")


def operate(request, operation):
    """Start from nothing, or from the settings of an earlier job (`?like=<job>`)."""
    return _operate(request, _find(operation, None), ())


def operate_on_track(request, uuid, operation):
    track = get_object_or_404(Track.objects.of(request.user).select_related("job__account"), uuid=uuid)
    return _operate(request, _find(operation, Track), (track,))


def operate_on_upload(request, uuid, operation):
    upload = get_object_or_404(Upload.objects.of(request.user), uuid=uuid)
    return _operate(request, _find(operation, Upload), (upload,))


def _find(slug, kind):
    operation = registry.OPERATIONS.get(slug)
    if operation is None or not operation.can_start_from(kind):
        raise Http404
    return operation


def _operate(request, operation, sources):
    is_post, project = request.method == "POST", _project(request)
    begun = project.defaults.get(operation.slug, {}) if project else {}
    form = operation.form(
        request.POST if is_post else None, request.FILES if is_post else None,
        owner=request.user, sources=sources, initial=begun | _used(request, operation) | _asked_for(request, operation),
    )  # fmt: skip
    if is_post and form.is_valid() and (job := begin(request, operation, form, project)):
        return answer(request, job, form)
    return _page(request, operation, form, sources, project)


def begin(request, operation, form, project=None, retry_of=None):
    """The job of a form that is fine; None, and an error in the form, when its key has made another one, or too many
    are under way."""
    try:
        job = jobs.start(
            operation, request.user, form.params(), sources=form.sources, account=form.account,
            submission=form.cleaned_data["submission"] or form.initial["submission"], project=project,
            retry_of=retry_of,
        )  # fmt: skip
    except brakes.TooMany as error:
        form.add_error(None, why(error))
        request.retry_after = error.seconds
        return None
    if job.params == form.params():
        return job
    form.offer_another()
    return None


def _asked_for(request, operation):
    """Fields given in the address, `?prompt=…`: a link can bring an idea along."""
    names = set(operation.form.base_fields) - {"submission"}
    given = {name: value for name, value in request.GET.items() if name in names}
    return given | _brought(request, operation)


def _brought(request, operation):
    """What is too long for an address: words from one's own drafts (`?draft=`), a style from one's own job
    that improved it (`?improved=`)."""
    brought = {}
    if key := request.GET.get("draft"):
        draft = own(LyricsDraft.objects.of(request.user), uuid=key)
        brought |= operation.form.initial_from_draft(draft)
    if key := request.GET.get("improved"):
        job = own(Job.objects.of(request.user), uuid=key, operation="style-boost")
        brought |= operation.form.initial_from_style(job.result.get("text", ""))
    return brought


def _project(request):
    """Where the songs go: as the form or the address says, else where those of the job go that they are like."""
    mine = Project.objects.of(request.user)
    if key := request.POST.get("project", request.GET.get("project")):
        try:
            return own(mine, uuid=key)
        except Http404:
            if request.method == "POST":  # it was deleted meanwhile: no reason to lose what was typed
                return None
            raise
    like = request.GET.get("like")
    return own(Job.objects.of(request.user).select_related("project"), uuid=like).project if like else None


def _used(request, operation):
    """The fields of an earlier job of one's own (`?like=`), or of a recipe (`?recipe=`), to be used again."""
    if uuid := request.GET.get("like"):
        job = own(Job.objects.of(request.user), uuid=uuid, operation=operation.slug)
        return operation.form.initial_from(job)
    recipe = _recipe(request, operation)
    return reuse.initial(operation, recipes.shown(recipe, request.user)) if recipe else {}


def _recipe(request, operation):
    uuid = request.GET.get("recipe")
    seen = Recipe.objects.seen_by(request.user)
    return own(seen, uuid=uuid, operation=operation.slug) if uuid else None


def _kept(request, operation):
    """The recipes that fit this form, and the one it begins with."""
    if not reuse.has_settings(operation):
        return {}
    fitting = Recipe.objects.seen_by(request.user).filter(operation=operation.slug)
    return {
        "keeps_recipes": True,
        "recipes": fitting[:RECIPES],
        "recipe": _recipe(request, operation),
    }


def answer(request, job, form):
    """htmx gets the job's card and a fresh key for the next press; a plain form goes to the job."""
    if not request.htmx:
        messages.success(request, _("On its way. You can leave this page; the work goes on."))
        return HttpResponseRedirect(job.get_absolute_url())
    return render(request, "music/_job_started.html", {"job": job, "form": form})


def _before(request, operation, sources):
    """What came out already: of this song by this operation; of all, where nothing is started from."""
    mine = Job.objects.of(request.user).ordered()
    if not sources:
        return mine
    end = "track" if isinstance(sources[0], Track) else "upload"
    song = JobSource.objects.filter(**{end: sources[0]})
    return mine.filter(operation=operation.slug, pk__in=song.values("job"))


def _page(request, operation, form, sources, project):
    kept = _kept(request, operation)
    price = operation.price(form.params_so_far())
    left_out = recipes.left_out(kept["recipe"], request.user) if kept.get("recipe") else []
    context = kept | {
        "operation": operation,
        "form": form,
        "project": project,
        "account": form.account,
        "sources": sources,
        "source": sources[0] if sources else None,
        "why_not": "" if form.is_bound else operation.why_none_of(sources, form.account),
        "not_taken": [*left_out, *form.not_taken] if not form.is_bound else [],
        "price": price,
        "budget_warnings": budgets.warnings(
            request.user, form.account, project=project, sources=sources, price=price
        ),
        "siblings": switches.offered(
            registry.starting_from(type(sources[0]) if sources else None), request.user
        ),
        "recent_jobs": _before(request, operation, sources).newest_first().with_takes()[:8],
    }
    response = render(request, operation.template, context, status=422 if form.is_bound else 200)
    return in_its_place(request, response) if form.is_bound else response


def in_its_place(request, response):
    """A refused form alone takes the place of the form, with htmx."""
    if wants_piece(request):
        reselect(retarget(reswap(response, "outerHTML"), "#paid-form"), "#paid-form")
    return response
