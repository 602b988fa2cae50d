"""The sheet beside each song, from which its rows can be rebuilt; and the names of its folder."""

import base64
import secrets

from django.core.files.base import ContentFile

from accounts.models import User
from sunostudio.sheeted import changed

from ..media import names
from ..media import sheets as files
from ..models import Job, TimedLyrics


def folder_of(track):
    """`<person>-<id>/<title>-<id>`, chosen with the first file; a rename later does not move it."""
    if track.audio:
        return track.audio.name.rpartition("/")[0]
    return (
        f"{folder_of_person(track.owner)}/{names.slug_of(track.title, 'song')}-{names.short_id(track.uuid)}"
    )


def folder_of_person(user):
    if not user.folder:
        name = f"{names.slug_of(user.name, 'songs')}-{secrets.token_hex(4)}"
        User.objects.filter(pk=user.pk, folder="").update(
            folder=name, **changed()
        )  # the first of two decides
        user.refresh_from_db(fields=["folder"])
    return user.folder


def file_name(track):
    return names.slug_of(track.title, "song")


def write_upload(upload):
    """The sheet of a person's own audio, in its folder."""
    folder = upload.audio.name.rpartition("/")[0]
    content = ContentFile(files.dump(sheet_of_upload(upload)))
    upload.audio.storage.save(f"{folder}/upload.json", content)


def sheet_of_upload(upload):
    facts = ("kind", "title", "suffix", "size", "sha256", "duration", "hue", "bars")
    told = {"uuid": str(upload.uuid), "made_at": _iso(upload.made_at), "trashed_at": _iso(upload.trashed_at)}
    told["peaks"] = peaks_of(upload)
    told |= {name: getattr(upload, name) for name in facts}
    return {"upload": told, "file": upload.audio.name.rpartition("/")[2]}


def write(track):
    storage = track.audio.storage
    storage.save(f"{folder_of(track)}/song.json", ContentFile(files.dump(sheet_of(track))))


def sheet_of(track):
    """Everything needed to rebuild a track's rows; no token, key or e-mail."""
    return {
        "track": _facts(track),
        "files": {name: getattr(track, name).name.rpartition("/")[2] for name in ("audio", "cover", "thumb")},
        "sha256": track.sha256,
        "size": track.size,
        "sources": [_source(source) for source in track.sources.select_related("source", "upload")],
        "assets": [_asset(asset) for asset in track.assets.defer("notes").select_related("job", "parent")],
        "timed_lyrics": _timed_lyrics(track),
        "job": _job(track.job),
    }


def _facts(track):
    fields = ("title", "lyrics", "style", "model_version", "is_instrumental", "is_favourite", "kind", "operation",
              "position", "duration", "audio_id", "hue", "bars")  # fmt: skip
    moments = {
        name: _iso(getattr(track, name)) for name in ("made_at", "trashed_at", "expires_at", "topped_at")
    }
    facts = {name: getattr(track, name) for name in fields}
    return {"uuid": str(track.uuid), **facts, **moments, **order_of(track), "peaks": peaks_of(track)}


ORDER = ("rating", "notes", "is_top", "loudness", "true_peak")


def order_of(track):
    """What its owner thinks of it, where they put it, and who sings; its stack by the job it is named for, null for its own."""
    stack = Job.objects.filter(pk=track.stack).values_list("uuid", flat=True).first() if track.stack else None
    return {name: getattr(track, name) for name in ORDER} | {
        "project": track.project and str(track.project.uuid),
        "persona": track.persona and str(track.persona.uuid),
        "tags": [tag.name for tag in track.tags.all()],
        "stack": stack and str(stack),
    }


def peaks_of(row):
    """One byte a bar, in Base64."""
    return base64.b64encode(bytes(row.peaks)).decode()


def _source(source):
    return {
        "uuid": str(source.song.uuid),
        "kind": "track" if source.source else "upload",
        "audio_id": source.song.audio_id,
        "how": source.how,
        "at": source.at,
    }


def _asset(asset):
    facts = ("kind", "name", "position", "provider_id", "duration", "size", "sha256", "bars")
    files = {name: getattr(asset, name).name.rpartition("/")[2] for name in ("file", "picture")}
    told = {"uuid": str(asset.uuid), "job": str(asset.job.uuid), "files": files, "peaks": peaks_of(asset)}
    told |= {"made_at": _iso(asset.made_at), "expires_at": _iso(asset.expires_at)}
    told |= {"parent": asset.parent and str(asset.parent.uuid)}
    return told | {name: getattr(asset, name) for name in facts}


def _timed_lyrics(track):
    """[[word, start, end], …] in seconds; null where the words are not timed. No job where only a person timed them."""
    timed = TimedLyrics.objects.filter(track=track).select_related("job").first()
    if timed is None:
        return None
    versions = {name: getattr(timed, name) for name in ("words", "heard", "own")}
    moments = {name: _iso(getattr(timed, name)) for name in ("made_at", "edited_at")}
    return versions | moments | {"job": str(timed.job.uuid) if timed.job else None}


def _job(job):
    price = None if job.price is None else str(job.price)
    return {
        "uuid": str(job.uuid), "operation": job.operation, "params": job.params, "state": job.state,
        "task_id": job.task_id, "provider": job.account.host, "price": price,
        "account": of_account(job.account),
        "created_at": _iso(job.created_at), "sent_at": _iso(job.sent_at), "finished_at": _iso(job.finished_at),
    }  # fmt: skip


def of_account(account):
    """Whose key it was, by its last four characters where a person brought it."""
    is_own = account.owner_id is not None
    hint = {"key_hint": account.key_hint} if is_own else {}
    return {"base_url": account.base_url, "style": account.style, "is_own": is_own} | hint


def _iso(moment):
    return moment.isoformat() if moment else None
