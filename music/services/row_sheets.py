"""The sheets of rows that have no file of their own: jobs, personas, words for songs, projects, playlists, recipes, people.

`<person>/jobs/<uuid>.json`, `personas/…`, `lyrics/…` and the like, and `person.json`, lie beside a person's songs. None
holds a token, a key or an e-mail address. Shares and what is being heard have none: a link has to stay closed once it is
closed, so it does not come back with a rebuilt database; and a queue is of the moment.
"""

import logging

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from accounts.models import User

from ..media import sheets as format
from ..models import Asset, Job, LyricsDraft, Persona, Playlist, Project, Recipe, Track, Upload
from . import sheets
from .files import ROW_SHEETS, row_sheet_of

log = logging.getLogger(__name__)

JOB = (
    "operation", "style", "params", "result", "state", "stage", "task_id", "reuses_record", "error_code",
    "error_message",
)  # fmt: skip
JOB_MOMENTS = ("created_at", "sent_at", "first_sound_at", "finished_at", "put_away_at")
PERSONA = ("kind", "name", "description", "style", "vocal_start", "vocal_end", "provider_id")
DRAFT = ("position", "title", "text", "idea", "is_kept")
DRAFT_MOMENTS = ("trashed_at", "made_at", "edited_at")
PROJECT = ("name", "note", "defaults")
PLAYLIST = ("is_folder", "name", "note", "rule", "position")
RECIPE = ("name", "note", "operation", "params", "is_shared")
GRID = ("operation", "params", "axes")
CELL = ("row", "column")
COPY = ("archive_state", "archive_error", "size", "sha256", "duration", "bars")  # of a song or a file of one


def write(row):
    """Bring it in line with the row, unless the row is gone."""
    if not isinstance(row, User):
        sheets.folder_of_person(row.owner)
    if name := row_sheet_of(row):
        default_storage.save(name, ContentFile(format.dump(sheet_of(row))))
        if not type(row).objects.filter(pk=row.pk).exists():
            forget(row)


def bring_up_to_date(row):
    """Write it, if it is due; it stays due when the row changes meanwhile, or nothing can be written now."""
    if due_at := row.sheet_due_at:
        try:
            sheets.write_upload(row) if isinstance(row, Upload) else write(row)
        except OSError as error:
            log.warning("The sheet of %s %s is not written yet: %s", type(row).__name__, row.pk, error)
            return
        type(row).objects.filter(pk=row.pk, sheet_due_at=due_at).update(sheet_due_at=None)


def forget(row):
    """Its row goes: so that it does not come back with a rebuilt database."""
    if name := row_sheet_of(row):
        default_storage.delete(name)


def sheet_of(row):
    return TOLD[type(row)](row)


def of_person(user):
    facts = {name: getattr(user, name) for name in ("folder", "name", "language", "theme", "is_active")}
    return {"person": facts | moments(user, ("date_joined", "leaves_at"))}


def of_persona(persona):
    facts = {name: getattr(persona, name) for name in PERSONA}
    ends = {
        "track": _uuid(persona.track),
        "job": _uuid(persona.job),
        "account": sheets.of_account(persona.account),
    }
    return {"persona": named(persona, **facts, **ends, created_at=iso(persona.created_at))}


def of_draft(draft):
    facts = {name: getattr(draft, name) for name in DRAFT}
    return {"draft": named(draft, **facts, **moments(draft, DRAFT_MOMENTS), job=_uuid(draft.job))}


def of_project(project):
    facts = {name: getattr(project, name) for name in PROJECT}
    return {"project": named(project, **facts, made_at=iso(project.made_at))}


def of_playlist(playlist):
    """With its songs in order, and the folder it lies in."""
    facts = {name: getattr(playlist, name) for name in PLAYLIST}
    when = moments(playlist, ("made_at", "trashed_at"))
    entries = playlist.entries.order_by("position", "pk").values_list("track__uuid", "position", "added_at")
    told = [{"track": str(uuid), "position": at, "added_at": iso(added)} for uuid, at, added in entries]
    return {"playlist": named(playlist, **facts, **when, folder=_uuid(playlist.folder), entries=told)}


def of_recipe(recipe):
    facts = {name: getattr(recipe, name) for name in RECIPE}
    return {"recipe": named(recipe, **facts, made_at=iso(recipe.made_at))}


def of_job(job):
    """With what it starts from, its bookings, its place in a grid of takes, and what it made that is not on our disk yet."""
    return {
        "job": named(
            job, **{name: getattr(job, name) for name in JOB}, **moments(job, JOB_MOMENTS),
            expected_price=text(job.expected_price), actual_price=text(job.actual_price),
            submission=str(job.submission), retry_of=_uuid(job.retry_of), project=_uuid(job.project), account=sheets.of_account(job.account), provider=job.account.host,
            sources=[of_end(source.song) for source in job.sources.select_related("track", "upload")],
            extension=_extension(job), ledger=[_entry(entry) for entry in job.ledger.all()], cell=_cell(job),
        ),
        "tracks": [of_track(track) for track in job.tracks.exclude(archive_state=Track.Archive.KEPT)],
        "assets": [of_asset(asset) for asset in job.assets.exclude(archive_state=Asset.Archive.KEPT)],
    }  # fmt: skip


def of_end(song):
    return {"uuid": str(song.uuid), "kind": "track" if isinstance(song, Track) else "upload"}


def _extension(job):
    extension = getattr(job, "extension", None)
    return extension and {
        "source": of_end(extension.source), "continue_at": extension.continue_at, "is_inherited": extension.is_inherited,
    }  # fmt: skip


def _cell(job):
    if (cell := getattr(job, "cell", None)) is None:
        return None
    facts = {name: getattr(cell.grid, name) for name in GRID}
    grid = named(cell.grid, **facts, made_at=iso(cell.grid.made_at))
    return {"grid": grid} | {name: getattr(cell, name) for name in CELL}


def _entry(entry):
    facts = {name: getattr(entry, name) for name in ("kind", "source")}
    moments = {"at": iso(entry.at), "came_back_at": iso(entry.came_back_at)}
    return facts | {"credits": text(entry.credits)} | moments


# Songs and their files


TRACK = (
    "title", "lyrics", "style", "model_version", "is_instrumental", "is_favourite", "kind", "operation", "position",
    "duration", "audio_id", "hue", "bars", "audio_url", "stream_url", "image_url", "archive_state",
    "archive_error", *sheets.ORDER,
)  # fmt: skip
ASSET = ("kind", "name", "position", "provider_id", "url", *COPY)


def of_track(track):
    facts = {name: getattr(track, name) for name in TRACK} | sheets.order_of(track)
    return named(
        track,
        **facts,
        **moments(track, ("made_at", "trashed_at", "expires_at", "topped_at")),
        peaks=sheets.peaks_of(track),
    )


def of_asset(asset):
    """With the notes only while its file is still to be written from them."""
    facts = {name: getattr(asset, name) for name in ASSET}
    ends = {"track": _uuid(asset.track), "job": _uuid(asset.job), "parent": _uuid(asset.parent)}
    files = {name: getattr(asset, name).name.rpartition("/")[2] for name in ("file", "picture")}
    late = {} if asset.is_kept else {"notes": asset.notes}
    when = moments(asset, ("made_at", "expires_at"))
    return named(asset, **facts, **ends, **when, **late, files=files, peaks=sheets.peaks_of(asset))


def named(row, **facts):
    return {"uuid": str(row.uuid)} | facts


def moments(row, names):
    return {name: iso(getattr(row, name)) for name in names}


def iso(moment):
    return moment.isoformat() if moment else None


def text(number):
    return None if number is None else str(number)


def _uuid(row):
    return str(row.uuid) if row else None


TOLD = {
    User: of_person,
    Job: of_job,
    Persona: of_persona,
    LyricsDraft: of_draft,
    Project: of_project,
    Playlist: of_playlist,
    Recipe: of_recipe,
}
# All rows whose sheets the clock looks after; a song's is written with its tags.
SHEETED = {model._meta.label: model for model in (User, Upload, *ROW_SHEETS)}
