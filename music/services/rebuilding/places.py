"""Where songs are put, and what they are made with: projects, playlists, recipes, and grids of takes."""

from uuid import UUID

from django.db.models import Q

from ...models import Cell, Entry, Grid, Playlist, Project, Recipe
from .. import row_sheets
from .rows import known
from .shelves import moment


def projects(rows):
    """One of the same name that was made meanwhile is the same."""
    for facts in rows.shelf.projects:
        same = Q(uuid=facts["uuid"]) | Q(name=facts["name"])
        project = Project.objects.of(rows.owner).filter(same).first()
        rows.projects[facts["uuid"]] = project or _make(rows, Project, facts, row_sheets.PROJECT, "projects")


def _make(rows, model, facts, names, what):
    row = model(owner=rows.owner, uuid=UUID(facts["uuid"]), **known(facts, names))
    for name in ("made_at", "trashed_at"):
        if name in facts:
            setattr(row, name, moment(facts[name]))
    row.save()
    rows.report.count(what)
    return row


def recipes(rows):
    for facts in rows.shelf.recipes:
        if not Recipe.objects.of(rows.owner).filter(uuid=facts["uuid"]).exists():
            _make(rows, Recipe, facts, row_sheets.RECIPE, "recipes")


def playlists(rows):
    """All lists first, then the folders they lie in."""
    here = {str(playlist.uuid): playlist for playlist in Playlist.objects.of(rows.owner)}
    new = [facts for facts in rows.shelf.playlists if facts["uuid"] not in here]
    for facts in sorted(new, key=lambda facts: facts["made_at"] or ""):
        playlist = _make(rows, Playlist, facts, row_sheets.PLAYLIST, "playlists")
        here[facts["uuid"]] = playlist
        Entry.objects.bulk_create(_entries(rows, playlist, facts["entries"]))
    for facts in new:
        if folder := here.get(facts["folder"]):
            Playlist.objects.filter(pk=here[facts["uuid"]].pk).update(folder=folder)


def _entries(rows, playlist, entries):
    for facts in entries:
        if track := rows.tracks.get(facts["track"]):
            when = moment(facts["added_at"])
            yield Entry(playlist=playlist, track=track, position=facts["position"], added_at=when)


def grids(rows):
    """From the sheets of their jobs."""
    for sheet in rows.shelf.jobs.values():
        facts = sheet["job"].get("cell")
        job = rows.jobs[sheet["job"]["uuid"]]
        if facts and not hasattr(job, "cell"):
            Cell.objects.create(grid=_grid(rows, facts["grid"]), job=job, **known(facts, row_sheets.CELL))


def _grid(rows, facts):
    here = Grid.objects.of(rows.owner).filter(uuid=facts["uuid"]).first()
    return here or _make(rows, Grid, facts, row_sheets.GRID, "take grids")
