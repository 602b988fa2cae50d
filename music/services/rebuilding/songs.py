"""Songs with their files, and people's own audio: what is on the disk, and what was still to be copied."""

from uuid import UUID

from django.utils import timezone

from ...models import Asset, Source, Tag, TimedLyrics, Track, TrackText, Upload
from .. import row_sheets
from .found import peaks_of
from .rows import known
from .shelves import moment

UPLOAD = ("uuid", "kind", "title", "suffix", "size", "sha256", "duration", "hue", "bars")


def uploads(rows):
    for sheet, folder in sorted(rows.shelf.uploads, key=lambda pair: pair[0]["upload"]["made_at"] or ""):
        _upload(rows, sheet, folder)


def _upload(rows, sheet, folder):
    facts = sheet["upload"]
    mine = Upload.objects.of(rows.owner)
    if here := mine.filter(uuid=facts["uuid"]).first() or mine.filter(sha256=facts["sha256"]).first():
        rows.uploads[facts["uuid"]] = here
        return
    audio = f"{folder}/{sheet['file']}"
    upload = Upload(owner=rows.owner, audio=audio, peaks=peaks_of(facts), **known(facts, UPLOAD))
    upload.made_at, upload.trashed_at = moment(facts["made_at"]), moment(facts.get("trashed_at"))
    if rows.found.audio(upload, "audio"):
        upload.save()
        rows.uploads[facts["uuid"]] = upload
        rows.report.count("uploads")


def songs(rows):
    """Those on the disk, then those that were still to be copied: they are again."""
    for sheet, folder in rows.shelf.songs:
        _song(rows, sheet, folder)
    for sheet in rows.shelf.jobs.values():
        _not_here_yet(rows, sheet)
    for key, parent in rows.parents.items():
        if parent in rows.assets:
            Asset.objects.filter(pk=key).update(parent=rows.assets[parent])


def _song(rows, sheet, folder):
    facts = sheet["track"]
    if here := Track.objects.of(rows.owner).filter(uuid=facts["uuid"]).first():
        rows.tracks[facts["uuid"]] = here
        rows.sung[here.pk] = facts.get("persona")
    else:
        track = _track(rows, facts, sheet["job"]["uuid"])
        track.size, track.sha256, track.archive_state = sheet["size"], sheet["sha256"], Track.Archive.KEPT
        for name, file in sheet["files"].items():
            setattr(track, name, f"{folder}/{file}" if file else "")
        rows.found.song(track)
        _keep(rows, track, facts)
    for asset in sheet["assets"]:
        if asset["files"]["file"]:
            _file(rows, asset, rows.tracks[facts["uuid"]], folder)


def _track(rows, facts, job):
    uuid = UUID(facts["uuid"])
    track = Track(owner=rows.owner, job=rows.jobs[job], uuid=uuid, **known(facts, row_sheets.TRACK))
    track.peaks, track.project = peaks_of(facts), rows.projects.get(facts.get("project"))
    if stack := rows.jobs.get(facts.get("stack")):
        track.stack = stack.pk
    for name in ("made_at", "trashed_at", "expires_at"):
        setattr(track, name, moment(facts[name]))
    track.topped_at = moment(facts.get("topped_at"))
    return track


def _keep(rows, track, facts):
    track.save()
    track.tags.set(Tag.objects.named(rows.owner, name) for name in facts.get("tags", ()))
    TrackText.objects.put(track)
    rows.tracks[str(track.uuid)] = track
    rows.sung[track.pk] = facts.get("persona")
    rows.report.count("songs")


def _file(rows, facts, track, folder=""):
    if here := Asset.objects.of(rows.owner).filter(uuid=facts["uuid"]).first():
        rows.assets[facts["uuid"]] = here
        return
    asset = _asset(rows, facts, track)
    if folder:
        _place(rows, asset, facts["files"], folder)
    else:
        _due(asset)
    asset.save()
    rows.assets[facts["uuid"]] = asset
    rows.parents[asset.pk] = facts.get("parent")
    rows.report.count("files of songs")


def _asset(rows, facts, track):
    job = rows.jobs[facts["job"]]
    asset = Asset(owner=rows.owner, track=track, job=job, uuid=UUID(facts["uuid"]))
    for name, value in known(facts, row_sheets.ASSET).items():
        setattr(asset, name, value)
    asset.peaks, asset.notes = peaks_of(facts), facts.get("notes")
    asset.made_at = moment(facts.get("made_at")) or job.created_at
    asset.expires_at = moment(facts.get("expires_at"))
    return asset


def _place(rows, asset, files, folder):
    for name, file in files.items():
        setattr(asset, name, f"{folder}/{asset.kind}/{file}" if file else "")
    asset.archive_state = Asset.Archive.KEPT
    rows.found.file(asset)


def _not_here_yet(rows, sheet):
    for facts in sheet.get("tracks", ()):
        if facts["uuid"] not in rows.tracks and not Track.objects.filter(uuid=facts["uuid"]).exists():
            track = _track(rows, facts, sheet["job"]["uuid"])
            _due(track)
            _keep(rows, track, facts)
    for facts in sheet.get("assets", ()):
        if facts["uuid"] not in rows.assets and (track := rows.tracks.get(facts["track"])):
            _file(rows, facts, track)


def _due(row):
    if row.archive_state == row.Archive.DUE:
        row.archive_due_at = timezone.now()


# Once all songs are here


def link(rows):
    """What each came from, and when its words are sung."""
    for sheet, _folder in rows.shelf.songs:
        track = rows.tracks[sheet["track"]["uuid"]]
        if not track.sources.exists():
            _sources(rows, track, sheet["sources"])
        if sheet["timed_lyrics"] and not hasattr(track, "timed_lyrics"):
            _timed(rows, track, sheet["timed_lyrics"])


def _sources(rows, track, ends):
    for position, facts in enumerate(ends):
        if song := rows.end(facts):
            end = {"source": song} if isinstance(song, Track) else {"upload": song}
            Source.objects.create(track=track, position=position, **end, **known(facts, ("how", "at")))


def _timed(rows, track, timed):
    moments = {name: moment(timed.get(name)) for name in ("made_at", "edited_at")}
    versions = known(timed, ("words", "heard", "own"))
    TimedLyrics.objects.create(track=track, job=rows.jobs.get(timed["job"]), **versions, **moments)
