"""Settings under a name: kept, used, copied, shared with others on this server."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms import RecipeForm
from ..models import Grid, Job, Recipe, Track, Upload
from ..operations import registry, reuse
from ..services import comebacks, recipes
from .asked import own
from .bulk import undo_tag

PAGE = 100
GRIDS = 10  # the newest
SONGS = 8  # offered on the page of a recipe that starts from one


def find(request, uuid):
    return get_object_or_404(Recipe.objects.of(request.user), uuid=uuid)


def find_seen(request, uuid):
    """One's own, or one that is shared."""
    return get_object_or_404(Recipe.objects.seen_by(request.user).select_related("owner"), uuid=uuid)


def recipe_list(request):
    mine = Paginator(Recipe.objects.of(request.user), PAGE).get_page(request.GET.get("page"))
    others = Recipe.objects.seen_by(request.user).exclude(owner=request.user).select_related("owner")
    return render(
        request,
        "music/recipe_list.html",
        {"recipes": mine, "shared": others[:PAGE], "grids": Grid.objects.of(request.user)[:GRIDS]},
    )


def recipe_detail(request, uuid):
    recipe = find_seen(request, uuid)
    operation = registry.OPERATIONS.get(recipe.operation)
    context = {
        "recipe": recipe,
        "operation": operation,
        "is_mine": recipe.owner_id == request.user.pk,
        "settings": recipes.shown(recipe, request.user),
        "personal": recipes.personal_words(recipe),
        "songs": _songs(request, operation),
    }
    return render(request, "music/recipe_detail.html", context)


def _songs(request, operation):
    """The newest that it can start from, to use it at once."""
    if operation is None or not operation.starts_from:
        return []
    kind = Track if operation.can_start_from(Track) else Upload
    newest = kind.objects.of(request.user).kept().newest_first()
    return newest.for_rows()[:SONGS] if kind is Track else newest[:SONGS]


def new_recipe(request):
    """Of an earlier job (`?from=`), or of a form at hand, which is posted here as it stands and has no name yet."""
    job = _job(request)
    operation = _operation(job.operation if job else request.GET.get("operation", "generate"))
    recipe = Recipe(owner=request.user, operation=operation.slug)
    if "recipe-name" in request.POST:
        return _save(request, operation, recipe)
    settings = reuse.SettingsForm(request.POST, operation=operation, owner=request.user)
    begin = settings.as_posted() if request.method == "POST" else _settings_of(job, operation)
    return _form(request, operation, recipe, begin)


def _job(request):
    key = request.GET.get("from")
    return own(Job.objects.of(request.user).select_related("owner"), uuid=key) if key else None


def _operation(slug):
    operation = registry.OPERATIONS.get(slug)
    if not reuse.has_settings(operation):
        raise Http404
    return operation


def _settings_of(job, operation):
    return reuse.without_source(operation, reuse.settings_of(job)) if job else {}


def edit_recipe(request, uuid):
    recipe = find(request, uuid)
    operation = _operation(recipe.operation)
    if request.method == "POST":
        return _save(request, operation, recipe)
    return _form(request, operation, recipe, recipe.params)


def _form(request, operation, recipe, begin):
    suggested = recipe.name or str(begin.get("title") or "")[:120]
    context = {
        "recipe": recipe, "operation": operation,
        "form": RecipeForm(instance=recipe, initial={"name": suggested}),
        "settings": reuse.SettingsForm(initial=begin, operation=operation, owner=request.user),
        "action": request.get_full_path(),
    }  # fmt: skip
    return render(request, "music/recipe_form.html", context)


def _save(request, operation, recipe):
    form = RecipeForm(request.POST, instance=recipe)
    settings = reuse.SettingsForm(request.POST, operation=operation, owner=request.user)
    if form.is_valid() and settings.is_valid():
        recipes.save(recipe, settings.settings(), **form.cleaned_data)
        messages.success(request, _("“{name}” is kept.").format(name=recipe.name))
        return redirect(recipe)
    context = {"recipe": recipe, "operation": operation, "form": form, "settings": settings,
               "action": request.get_full_path()}  # fmt: skip
    return render(request, "music/recipe_form.html", context, status=422)


@require_POST
def share_recipe(request, uuid):
    recipe = find(request, uuid)
    recipes.set_shared(recipe, not recipe.is_shared)
    told = (
        _("Everybody on this server can see and copy it now.")
        if recipe.is_shared
        else _("It is yours alone again.")
    )
    messages.success(request, told)
    return redirect(recipe)


@require_POST
def copy_recipe(request, uuid):
    copied = recipes.copy(find_seen(request, uuid), request.user)
    messages.success(request, _("This copy is yours: change it as you like."))
    return redirect(copied)


@require_POST
def delete_recipe(request, uuid):
    recipe = find(request, uuid)
    undo = undo_tag(request, comebacks.delete(recipe))
    messages.success(request, _("“{name}” is deleted.").format(name=recipe.name), extra_tags=undo)
    return redirect("recipe_list")
