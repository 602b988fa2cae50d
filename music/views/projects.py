"""One's own projects: places for songs that belong together, with settings to begin with."""

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms import ProjectForm, SettingsForm
from ..listing import Listing
from ..models import Project
from ..operations import registry
from ..services import comebacks, projects
from .bulk import undo_tag

SHOWN = 20  # of its newest songs


def find(request, uuid):
    return get_object_or_404(Project.objects.of(request.user), uuid=uuid)


def project_list(request):
    form = ProjectForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        return redirect(form.save())
    kept = Count("tracks", filter=Q(tracks__trashed_at=None))
    context = {"projects": Project.objects.of(request.user).annotate(songs=kept), "form": form}
    return render(request, "music/project_list.html", context, status=422 if form.is_bound else 200)


def project_detail(request, uuid):
    project = find(request, uuid)
    form = ProjectForm(request.POST or None, instance=project, owner=request.user)
    if request.method == "POST" and form.is_valid():
        messages.success(request, _("Saved."))
        return redirect(form.save())
    songs = Listing(request.user, QueryDict(f"project={project.uuid}&view=list"), most=SHOWN)
    context = {
        "project": project, "form": form, "listing": songs, "operations": _beginning(),
        "songs_at": f"{reverse('track_songs')}?project={project.uuid}",
    }  # fmt: skip
    return render(request, "music/project_detail.html", context, status=422 if form.is_bound else 200)


def _beginning():
    """What can be made there from nothing: what starts from a song takes its settings from that song."""
    return [operation for operation in registry.making_tracks() if operation.can_start_from(None)]


def project_settings(request, uuid, operation):
    """What the forms of one operation begin with there."""
    project = find(request, uuid)
    made = next((each for each in _beginning() if each.slug == operation), None)
    if made is None:
        raise Http404
    form = SettingsForm(request.POST or None, operation=made, owner=request.user, project=project)
    if request.method == "POST" and form.is_valid():
        projects.keep_defaults(project, made, form.settings())
        messages.success(request, _("Saved."))
        return redirect(project)
    context = {"project": project, "operation": made, "form": form}
    return render(request, "music/project_settings.html", context, status=422 if form.is_bound else 200)


@require_POST
def delete_project(request, uuid):
    project = find(request, uuid)
    if projects.is_kept_by_its_budget(project):
        words = _("“{name}” has a budget, and stays: ask those who run this server to take that away first.")
        messages.warning(request, words.format(name=project))
        return redirect(project)
    undo = undo_tag(request, comebacks.delete(project))
    told = _("“{name}” is gone. Its songs are in your library.").format(name=project)
    messages.success(request, told, extra_tags=undo)
    return redirect("project_list")
