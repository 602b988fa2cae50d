"""Takes that differ in one or two settings: all of them are ordered, or none."""

import uuid

from django.db import transaction

from ..models import Cell, Grid
from . import brakes, jobs


@transaction.atomic
def order(owner, operation, settings, axes, cells, *, submission, project=None):
    """The grid with a job in each cell; the same submission again gives the first one. `cells` are (row, column, form),
    each form found good. `TooMany` when not all of them may be under way: then nothing is begun."""
    brakes.take_turn()
    if known := Grid.objects.of(owner).filter(submission=submission).first():
        return known
    grid = Grid.objects.create(
        owner=owner, submission=submission, operation=operation.slug, params=settings, axes=axes
    )
    for row, column, form in cells:
        job = jobs.start(
            operation, owner, form.params(), sources=form.sources, account=form.account,
            submission=uuid.uuid5(submission, f"{row}/{column}"), project=project,
        )  # fmt: skip
        Cell.objects.create(grid=grid, job=job, row=row, column=column)
    return grid
