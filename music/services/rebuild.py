"""The rows again, from the sheets in the media folder. What is there already stays as it is; nothing is sent.

A person's rows are written in one transaction, in the order in which they need each other: the person, their uploads,
jobs, songs, files of songs, what came from what, personas, words.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ..models import (
    Asset,
    Extension,
    Job,
    JobSource,
    LedgerEntry,
    LyricsDraft,
    Persona,
    Source,
    TimedLyrics,
    Track,
    TrackText,
    Upload,
)  # fmt: skip
from ..models.jobs import ASKED
from ..operations import registry
from . import owners, row_sheets, shelves
from .found import Found, peaks_of
from .shelves import moment

State = Job.State
ASKED_FOR = timedelta(days=14)  # after sending
MADE_BY = {"stem": "stems", "midi": "midi", "wav": "wav", "video": "video", "cover": "cover-image"}


@dataclass
class Report:
    """How many rows of each kind are new, and what could not be done."""

    made: Counter = field(default_factory=Counter)
    troubles: list = field(default_factory=list)  # (name of a file or sheet, what is wrong)
    people: list = field(default_factory=list)


def everything(addresses=None):
    """All people of the media folder; `addresses` is {folder: e-mail} of those who shall be able to sign in."""
    report = Report()
    for shelf in shelves.all_of_them():
        with transaction.atomic():
            Rebuilding(shelf, (addresses or {}).get(shelf.folder), report).run()
    return report


def known(facts, names):
    """Those that the sheet has: an older one has fewer."""
    return {name: facts[name] for name in names if name in facts}


class Rebuilding:
    def __init__(self, shelf, address, report):
        self.shelf, self.report = shelf, report
        report.troubles += [(name, "cannot be read as a sheet") for name in shelf.broken]
        self.owner, is_new = owners.of(shelf.folder, shelf.person, address)
        report.people.append(self.owner)
        self.count("people", is_new)
        self.found = Found(report.troubles)
        self.uploads, self.jobs, self.tracks, self.assets = {}, {}, {}, {}  # by uuid
        self.parents = {}  # of files that are new: their key → the uuid of another

    def count(self, what, is_new=True):
        self.report.made[what] += bool(is_new)

    def run(self):
        for sheet, folder in sorted(self.shelf.uploads, key=lambda pair: pair[0]["upload"]["made_at"] or ""):
            self.upload(sheet, folder)
        self.all_jobs()
        for sheet, folder in self.shelf.songs:
            self.song(sheet, folder)
        for sheet in self.shelf.jobs.values():
            self.what_is_not_here_yet(sheet)
        for key, parent in self.parents.items():
            if parent in self.assets:
                Asset.objects.filter(pk=key).update(parent=self.assets[parent])
        for sheet in self.shelf.jobs.values():
            self.ends_of_job(sheet)
        for sheet, _folder in self.shelf.songs:
            self.ends_of_song(sheet)
        for facts in self.shelf.personas:
            self.persona(facts)
        for facts in sorted(self.shelf.drafts, key=lambda facts: facts["made_at"] or ""):
            self.draft(facts)

    # Uploads and jobs

    def upload(self, sheet, folder):
        facts = sheet["upload"]
        mine = Upload.objects.of(self.owner)
        if here := mine.filter(uuid=facts["uuid"]).first() or mine.filter(sha256=facts["sha256"]).first():
            self.uploads[facts["uuid"]] = here
            return
        names = ("uuid", "kind", "title", "suffix", "size", "sha256", "duration", "hue", "bars")
        upload = Upload(
            owner=self.owner, audio=f"{folder}/{sheet['file']}", peaks=peaks_of(facts), **known(facts, names)
        )
        upload.made_at, upload.trashed_at = moment(facts["made_at"]), moment(facts.get("trashed_at"))
        if self.found.audio(upload, "audio"):
            upload.save()
            self.uploads[facts["uuid"]] = upload
            self.count("uploads")

    def all_jobs(self):
        """In the order in which they were asked for: the library stands in it."""
        self.jobs_of_files()
        sheets = sorted(self.shelf.jobs.values(), key=lambda sheet: sheet["job"]["created_at"] or "")
        here = {str(job.uuid): job for job in Job.objects.of(self.owner)}
        new = [self.job(sheet["job"]) for sheet in sheets if sheet["job"]["uuid"] not in here]
        made = Job.objects.bulk_create(new)
        self.report.made["jobs"] += len(made)
        self.jobs = here | {str(job.uuid): job for job in made}
        self.new_jobs = {str(job.uuid) for job in made}

    def jobs_of_files(self):
        """Sheets of version 1 name the job of a file by its id alone."""
        for sheet, _folder in self.shelf.songs:
            for facts in sheet["assets"]:
                job = sheet["job"] | {
                    "uuid": facts["job"], "operation": MADE_BY[facts["kind"]], "params": {}, "task_id": "",
                    "state": "done", "price": None,
                }  # fmt: skip
                self.shelf.jobs.setdefault(facts["job"], {"job": job, "of": sheet})
            if timed := sheet["timed_lyrics"]:
                job = sheet["job"] | {
                    "uuid": timed["job"], "operation": "timestamped-lyrics", "params": {}, "task_id": "",
                    "state": "done", "price": None,
                }  # fmt: skip
                self.shelf.jobs.setdefault(timed["job"], {"job": job, "of": sheet})

    def job(self, facts):
        price = facts.get("price")
        job = Job(
            uuid=UUID(facts["uuid"]), owner=self.owner, account=owners.account_of(self.owner, facts),
            expected_price=facts.get("expected_price", price), actual_price=facts.get("actual_price"),
            **known(facts, row_sheets.JOB),
            **{name: moment(facts.get(name)) for name in row_sheets.JOB_MOMENTS},
        )  # fmt: skip
        close(job)
        job.sheet_due_at = timezone.now() if job.state != facts["state"] or "ledger" not in facts else None
        return job

    # Songs and their files

    def song(self, sheet, folder):
        facts = sheet["track"]
        if here := Track.objects.of(self.owner).filter(uuid=facts["uuid"]).first():
            self.tracks[facts["uuid"]] = here
        else:
            track = self.track(facts, self.jobs[sheet["job"]["uuid"]])
            track.size, track.sha256, track.archive_state = sheet["size"], sheet["sha256"], Track.Archive.KEPT
            for name, file in sheet["files"].items():
                setattr(track, name, f"{folder}/{file}" if file else "")
            self.found.song(track)
            self.keep(track)
        for asset in sheet["assets"]:
            if asset["files"]["file"]:
                self.file(asset, self.tracks[facts["uuid"]], folder)

    def track(self, facts, job):
        track = Track(owner=self.owner, job=job, uuid=UUID(facts["uuid"]), **known(facts, row_sheets.TRACK))
        track.peaks = peaks_of(facts)
        for name in ("made_at", "trashed_at", "expires_at"):
            setattr(track, name, moment(facts[name]))
        return track

    def keep(self, track):
        track.save()
        TrackText.objects.put(track)
        self.tracks[str(track.uuid)] = track
        self.count("songs")

    def file(self, facts, track, folder=""):
        if here := Asset.objects.of(self.owner).filter(uuid=facts["uuid"]).first():
            self.assets[facts["uuid"]] = here
            return
        asset = Asset(
            owner=self.owner, track=track, job=self.jobs[facts["job"]], uuid=UUID(facts["uuid"]),
            peaks=peaks_of(facts), notes=facts.get("notes"), **known(facts, row_sheets.ASSET),
        )  # fmt: skip
        asset.made_at = moment(facts.get("made_at")) or asset.job.created_at
        asset.expires_at = moment(facts.get("expires_at"))
        if folder:
            self.place(asset, facts["files"], folder)
        asset.save()
        self.assets[facts["uuid"]] = asset
        self.parents[asset.pk] = facts.get("parent")
        self.count("files of songs")

    def place(self, asset, files, folder):
        for name, file in files.items():
            setattr(asset, name, f"{folder}/{asset.kind}/{file}" if file else "")
        asset.archive_state = Asset.Archive.KEPT
        self.found.file(asset)

    def what_is_not_here_yet(self, sheet):
        """Songs and files that were still to be copied: they are again."""
        for facts in sheet.get("tracks", ()):
            if facts["uuid"] not in self.tracks and not Track.objects.filter(uuid=facts["uuid"]).exists():
                track = self.track(facts, self.jobs[sheet["job"]["uuid"]])
                self.due(track)
                self.keep(track)
        for facts in sheet.get("assets", ()):
            if facts["uuid"] not in self.assets and (track := self.tracks.get(facts["track"])):
                self.file(facts, track)
                self.due(asset := self.assets[facts["uuid"]])
                asset.save()

    @staticmethod
    def due(row):
        if row.archive_state == row.Archive.DUE:
            row.archive_due_at = timezone.now()

    # What came from what

    def end(self, facts):
        """The song or upload that a sheet names; None where it is not here any more."""
        shelf = self.tracks if facts["kind"] == "track" else self.uploads
        return shelf.get(facts["uuid"])

    def ends_of_job(self, sheet):
        facts = sheet["job"]
        if facts["uuid"] not in self.new_jobs:
            return
        job = self.jobs[facts["uuid"]]
        sources = facts["sources"] if "sources" in facts else self.sources_of_v1(sheet)
        songs = [(position, song) for position, end in enumerate(sources) if (song := self.end(end))]
        JobSource.objects.bulk_create([JobSource(job=job, position=at, **as_end(song)) for at, song in songs])
        self.extension(job, facts, [song for _position, song in songs])
        self.ledger(job, facts)
        if earlier := self.jobs.get(facts.get("retry_of")):
            Job.objects.filter(pk=job.pk).update(retry_of=earlier)

    @staticmethod
    def sources_of_v1(sheet):
        """What its first song came from; a file's job started from the song itself."""
        of = sheet["of"]
        if of["job"] is sheet["job"]:
            return of["sources"]
        return [{"kind": "track", "uuid": of["track"]["uuid"]}]

    def extension(self, job, facts, songs):
        told = facts.get("extension")
        if told and (song := self.end(told["source"])):
            names = ("continue_at", "is_inherited")
            Extension.objects.create(job=job, **as_end(song, "source_"), **known(told, names))
        elif "ledger" not in facts and songs and facts["operation"] in registry.OPERATIONS:
            registry.get(facts["operation"]).start(job, songs)

    def ledger(self, job, facts):
        """Of version 1, only the price is known: what was accepted was charged."""
        now = timezone.now()
        entries = facts.get("ledger")
        if entries is None and job.price is not None:
            at = {"credits": job.price, "source": LedgerEntry.Origin.TABLE, "at": facts["created_at"]}
            kinds = ("expected", "charged") if job.state in (State.DONE, *ASKED) else ("expected",)
            entries = [{"kind": kind, **at} for kind in kinds]
        LedgerEntry.objects.bulk_create([
            LedgerEntry(job=job, account_id=job.account_id, at=moment(entry["at"]) or now, **known(entry, ("kind", "credits", "source")))
            for entry in entries or ()
        ])  # fmt: skip

    def ends_of_song(self, sheet):
        track = self.tracks[sheet["track"]["uuid"]]
        if not track.sources.exists():
            for position, facts in enumerate(sheet["sources"]):
                if song := self.end(facts):
                    ends = {"source": song} if isinstance(song, Track) else {"upload": song}
                    Source.objects.create(
                        track=track, position=position, **ends, **known(facts, ("how", "at"))
                    )
        timed = sheet["timed_lyrics"]
        if timed and not hasattr(track, "timed_lyrics"):
            facts = {
                "job": self.jobs[timed["job"]],
                "words": timed["words"],
                "made_at": moment(timed["made_at"]),
            }
            TimedLyrics.objects.create(track=track, **facts)

    # Personas and words

    def persona(self, facts):
        mine = Persona.objects.of(self.owner)
        if mine.filter(uuid=facts["uuid"]).exists() or mine.filter(provider_id=facts["provider_id"]).exists():
            return
        Persona.objects.bulk_create([Persona(
            owner=self.owner, account=owners.account_of(self.owner, facts), uuid=UUID(facts["uuid"]),
            track=self.tracks.get(facts["track"]), job=self.jobs.get(facts["job"]),
            created_at=moment(facts["created_at"]), **known(facts, row_sheets.PERSONA),
        )])  # fmt: skip
        self.count("personas")

    def draft(self, facts):
        job = self.jobs.get(facts["job"])
        same = (
            LyricsDraft.objects.filter(job=job, position=facts["position"])
            if job
            else LyricsDraft.objects.none()
        )
        if LyricsDraft.objects.filter(uuid=facts["uuid"]).exists() or same.exists():
            return
        when = {name: moment(facts[name]) for name in row_sheets.DRAFT_MOMENTS}
        uuid = UUID(facts["uuid"])
        LyricsDraft(owner=self.owner, job=job, uuid=uuid, **known(facts, row_sheets.DRAFT), **when).save()
        self.count("words for songs")


def as_end(song, prefix=""):
    return {f"{prefix}{'track' if isinstance(song, Track) else 'upload'}": song}


def close(job):
    """What was under way: the provider is asked about what it took, and nothing is sent by itself."""
    if job.state in (State.WAITING, State.STREAMING) and job.task_id:
        is_fresh = (job.sent_at or job.created_at) > timezone.now() - ASKED_FOR
        job.due_at = timezone.now() if is_fresh else None
    elif job.state in (State.QUEUED, State.SENDING, State.WAITING, State.STREAMING):
        code = "restored" if job.state == State.QUEUED else "silence"
        job.state, job.error_code, job.due_at = State.UNKNOWN, code, None
