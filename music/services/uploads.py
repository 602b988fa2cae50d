"""A person's own audio, kept beside their songs."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from sunostudio import disk
from sunostudio.sheeted import changed

from ..media import audio, decode, names
from ..models import Upload
from . import copying, files, row_sheets, sheets
from .imports import archives

HUES = 12
# Not every provider reads these, and not every browser plays them.
CONVERTED = {"webm": "mp3", "opus": "mp3", "aac": "mp3", "aiff": "wav"}


def keep(arrival, folder):
    """What its arrival leads to: the upload, and whether it was here before."""
    path, heard = readable(archives.bytes_of(arrival, folder), folder, is_recording=arrival.is_recording)
    sha256, size = copying.hashed(path)
    if known := _same(arrival.owner, sha256):
        return {"upload": known, "is_known": True}
    peaks, bars = audio.waveform(path)
    upload = Upload(
        owner=arrival.owner, kind=arrival.kind, title=title_of(arrival.name), suffix=heard.kind, size=size,
        sha256=sha256, duration=heard.duration, hue=int(sha256[:4], 16) % HUES, peaks=peaks, bars=bars,
        checked_at=timezone.now(),
    )  # fmt: skip
    copying.place(upload, "audio", _place_of(upload), copying.MovedFile(path))
    try:
        with transaction.atomic():
            upload.save()
    except IntegrityError:  # the same file, kept by another worker meanwhile
        _forget_file(upload)
        return {"upload": _same(arrival.owner, sha256), "is_known": True}
    row_sheets.bring_up_to_date(upload)
    return {"upload": upload, "is_known": False}


def readable(path, folder, is_recording=False):
    """The file as it is kept, and what it is. What not everybody can read is written anew, and so is the sound of
    a film; what a browser recorded always, since it knows no length and can hardly be sought in."""
    heard = audio.check(path)
    try:
        is_film = heard.kind == "m4a" and decode.look(path, "m4a").has_picture
        to = CONVERTED.get(heard.kind) or ("mp3" if is_recording or is_film else "")
        if not to or to == heard.kind:
            return disk.link(path, folder / "same"), heard
        target = folder / f"made.{to}"
        decode.convert(path, heard.kind, target, to)
    except decode.Undecodable as error:
        raise audio.NotAudio("It cannot be converted.", "undecodable") from error
    return target, audio.check(target)


def _same(owner, sha256):
    """The upload of theirs with these bytes, out of the trash if it was there."""
    known = Upload.objects.of(owner).filter(sha256=sha256).first()
    if known and known.trashed_at:
        restore(known)
    return known


def title_of(name):
    """`my_first-take.final.wav` → my first-take.final"""
    stem = name.replace("\\", "/").rpartition("/")[2]
    stem = stem.rpartition(".")[0] or stem
    return " ".join(stem.replace("_", " ").split())[:300]


def _place_of(upload):
    """`<person>-<id>/uploads/<title>-<id>/<title>.<suffix>`"""
    title = names.slug_of(upload.title, "audio")
    folder = f"{sheets.folder_of_person(upload.owner)}/uploads/{title}-{names.short_id(upload.uuid)}"
    return f"{folder}/{title}.{upload.suffix}"


# What a person does with it


def rename(upload, title):
    """The file's place stays."""
    upload.title = title
    upload.save(update_fields=["title"])


def trash(upload):
    Upload.objects.filter(pk=upload.pk, trashed_at=None).update(trashed_at=timezone.now(), **changed())


def restore(upload):
    Upload.objects.filter(pk=upload.pk).update(trashed_at=None, **changed())


def is_needed(upload):
    """Whether a job that is not over started from it."""
    return any(source.job.is_open for source in upload.used_in.select_related("job"))


def delete(upload):
    """Gone for good, with its file. What was made from it stays."""
    upload.delete()
    _forget_file(upload)


def _forget_file(upload):
    files.delete(files.names_of(upload))
