"""Jobs, with what they started from and what was booked for them."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from ...models import Extension, Job, JobSource, LedgerEntry
from ...models.jobs import ASKED
from ...operations import registry
from .. import row_sheets
from . import owners
from .rows import as_end, known
from .shelves import moment

State = Job.State
ASKED_FOR = timedelta(days=14)  # after sending
MADE_BY = {"stem": "stems", "midi": "midi", "wav": "wav", "video": "video", "cover": "cover-image"}


def make(rows):
    """In the order in which they were asked for: the library stands in it."""
    _jobs_of_files(rows.shelf)
    sheets = sorted(rows.shelf.jobs.values(), key=lambda sheet: sheet["job"]["created_at"] or "")
    here = {str(job.uuid): job for job in Job.objects.of(rows.owner)}
    new = [_job(rows, sheet["job"]) for sheet in sheets if sheet["job"]["uuid"] not in here]
    made = {str(job.uuid): job for job in Job.objects.bulk_create(new)}
    rows.jobs, rows.new_jobs = here | made, set(made)
    rows.report.count("jobs", len(made))


def _jobs_of_files(shelf):
    """Sheets of version 1 name the job of a file by its id alone."""
    for sheet, _folder in shelf.songs:
        made = [(asset["job"], MADE_BY[asset["kind"]]) for asset in sheet["assets"]]
        timed = sheet["timed_lyrics"]
        if timed and timed["job"]:
            made.append((timed["job"], "timestamped-lyrics"))
        for uuid, operation in made:
            facts = {
                "uuid": uuid,
                "operation": operation,
                "params": {},
                "task_id": "",
                "state": "done",
                "price": None,
            }
            shelf.jobs.setdefault(uuid, {"job": sheet["job"] | facts, "of": sheet})


def _job(rows, facts):
    price = facts.get("price")
    job = Job(
        uuid=UUID(facts["uuid"]),
        owner=rows.owner,
        account=owners.account_of(rows.owner, facts),
        project=rows.projects.get(facts.get("project")),
        expected_price=facts.get("expected_price", price),
        actual_price=facts.get("actual_price"),
        **known(facts, row_sheets.JOB),
        **{name: moment(facts.get(name)) for name in row_sheets.JOB_MOMENTS},
    )
    if "submission" in facts:  # by which what is brought or ordered a second time leads here
        job.submission = UUID(facts["submission"])
    _close(job)
    job.sheet_due_at = timezone.now() if job.state != facts["state"] or "ledger" not in facts else None
    return job


def _close(job):
    """What was under way: the provider is asked about what it took, and nothing is sent by itself."""
    if job.state in (State.WAITING, State.STREAMING) and job.task_id:
        is_fresh = (job.sent_at or job.created_at) > timezone.now() - ASKED_FOR
        job.due_at = timezone.now() if is_fresh else None
    elif job.state in (State.QUEUED, State.SENDING, State.WAITING, State.STREAMING):
        code = "restored" if job.state == State.QUEUED else "silence"
        job.state, job.error_code, job.due_at = State.UNKNOWN, code, None


# Once the songs are here


def link(rows):
    """What those that are new started from, which job they try again, and their money."""
    for sheet in rows.shelf.jobs.values():
        if sheet["job"]["uuid"] in rows.new_jobs:
            _ends(rows, sheet)


def _ends(rows, sheet):
    facts = sheet["job"]
    job = rows.jobs[facts["uuid"]]
    sources = facts["sources"] if "sources" in facts else _sources_of_v1(sheet)
    songs = [(position, song) for position, end in enumerate(sources) if (song := rows.end(end))]
    JobSource.objects.bulk_create([JobSource(job=job, position=at, **as_end(song)) for at, song in songs])
    _extension(rows, job, facts, [song for _position, song in songs])
    _ledger(job, facts)
    if earlier := rows.jobs.get(facts.get("retry_of")):
        Job.objects.filter(pk=job.pk).update(retry_of=earlier)


def _sources_of_v1(sheet):
    """What its first song came from; a file's job started from the song itself."""
    of = sheet["of"]
    if of["job"] is sheet["job"]:
        return of["sources"]
    return [{"kind": "track", "uuid": of["track"]["uuid"]}]


def _extension(rows, job, facts, songs):
    told = facts.get("extension")
    if told and (song := rows.end(told["source"])):
        names = ("continue_at", "is_inherited")
        Extension.objects.create(job=job, **as_end(song, "source_"), **known(told, names))
    elif "ledger" not in facts and songs and facts["operation"] in registry.OPERATIONS:
        registry.get(facts["operation"]).start(job, songs)


def _ledger(job, facts):
    entries = facts["ledger"] if "ledger" in facts else _ledger_of_v1(job, facts)
    LedgerEntry.objects.bulk_create([_entry(job, entry) for entry in entries])


def _entry(job, facts):
    moments = {"at": moment(facts["at"]) or timezone.now(), "came_back_at": moment(facts.get("came_back_at"))}
    return LedgerEntry(
        job=job, account_id=job.account_id, **moments, **known(facts, ("kind", "credits", "source"))
    )


def _ledger_of_v1(job, facts):
    """Of these, only the price is known: what was accepted was charged."""
    if job.price is None:
        return []
    entry = {"credits": job.price, "source": LedgerEntry.Origin.TABLE, "at": facts["created_at"]}
    kinds = ("expected", "charged") if job.state in (State.DONE, *ASKED) else ("expected",)
    return [{"kind": kind, **entry} for kind in kinds]
