"""Takes of a song that differ in one or two settings: the price first, then all of them beside each other."""

import uuid as uuids

from django.contrib import messages
from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from ..models import Grid, Job, Recipe, Track
from ..operations import registry, reuse
from ..operations.grids import GridForm
from ..services import brakes, budgets, grids, recipes
from ..tell.brakes import why
from .asked import own, uuid_of


def new_grid(request):
    """What varies, of a job of songs or a recipe (`?from=`); what it costs; and the order."""
    origin, name = _origin(request)
    data = request.POST if request.method == "POST" else None
    grid = GridForm(origin, {**request.GET.dict(), **request.POST.dict()}, data)
    is_good = grid.is_valid()
    if is_good and grid.is_agreed() and (made := _order(request, origin, grid)):
        messages.success(request, _("On their way. You can leave this page; the work goes on."))
        return redirect(made)
    is_refused = grid.is_asked and (not is_good or grid.error)
    context = _context(request, grid) | {"is_good": is_good, "name": name}
    return render(request, "music/new_grid.html", context, status=422 if is_refused else 200)


def _context(request, grid):
    form, operation = grid.blank, grid.operation
    price = grid.price if grid.rows else None
    return {
        "grid": grid,
        "operation": operation,
        "account": form.account,
        "sources": form.sources,
        "price": price,
        "budget_warnings": budgets.warnings(
            request.user, form.account, project=grid.origin.project, sources=form.sources, price=price
        ),
        "each": operation.price(form.params_so_far()),
        "why_not": operation.why_none_of(form.sources, form.account),
        "not_taken": form.not_taken,
        "submission": request.POST.get("submission") or uuids.uuid4(),
    }


def _origin(request):
    """The settings, and what they are called; 404 where there are none that could vary."""
    key = request.GET.get("from", "")
    job = Job.objects.of(request.user).filter(uuid=uuid_of(key)).first()
    row = job or own(Recipe.objects.seen_by(request.user), uuid=key)
    operation = registry.OPERATIONS.get(row.operation)
    if not reuse.has_settings(operation):
        raise Http404
    if job:
        origin = reuse.Settings(operation, reuse.settings_of(job), request.user, operation.sources_of(job))
    else:
        origin = reuse.Settings(operation, recipes.shown(row, request.user), request.user)
    if not origin.is_possible:
        raise Http404
    origin.project = job.project if job else None
    return origin, job.title if job else row.name


def _order(request, origin, grid):
    """The grid; None, and why in it, when too many jobs are under way."""
    submission = uuid_of(request.POST.get("submission", "")) or uuids.uuid4()
    try:
        return grids.order(
            request.user,
            origin.operation,
            origin.settings,
            grid.described,
            grid.cells,
            submission=submission,
            project=origin.project,
        )
    except brakes.TooMany as error:
        grid.error = why(error)
        request.retry_after = error.seconds
        return None


def find(request, uuid):
    return get_object_or_404(Grid.objects.of(request.user), uuid=uuid)


def _cells(grid):
    songs = Prefetch("job__tracks", Track.objects.kept().defer("lyrics", "peaks"))
    return grid.cells.select_related("job__account").prefetch_related(songs, "job__assets")


def grid_detail(request, uuid):
    grid = find(request, uuid)
    cells = list(_cells(grid))
    rows = [[cell for cell in cells if cell.row == number] for number in sorted({cell.row for cell in cells})]
    context = {"grid": grid, "rows": rows, "cells": cells, "songs": _songs(cells)}
    return render(request, "music/grid_detail.html", context)


def _songs(cells):
    return [song for cell in cells for song in cell.job.tracks.all() if song.is_playable]


def grid_cell(request, uuid, row, column):
    """One take, which asks for itself until it is over. Then the page can compare one take more."""
    grid = find(request, uuid)
    cell = get_object_or_404(_cells(grid), row=row, column=column)
    context = {"cell": cell, "grid": grid}
    if not cell.job.is_open:
        context |= {"songs": _songs(_cells(grid)), "is_late": True}
    return render(request, "music/_grid_cell.html", context)
