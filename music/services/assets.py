"""The files of a song come to our disk as songs do: fetched, checked by content, hashed, moved beside the song."""

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from ..media import audio, covers, midi, names, video
from ..models import Asset, Track
from . import archive, copying, files, sheets

LARGEST = 2 * 1024**3  # bytes: a WAV of eight minutes has 85 MB, a video can have more
LARGEST_NOTES = 1024**2  # bytes
LEARNT = (
    "archive_state", "archive_error", "archive_due_at", "archive_claimed_at", "file", "picture", "size",
    "sha256", "duration", "peaks", "bars", "fault", "checked_at",
)  # fmt: skip


def keep(asset):
    """Bring one to our disk, if it is due."""
    copying.keep(asset, _copy)


def _copy(asset, folder):
    path = folder / "asset"
    if asset.kind == Asset.Kind.MIDI:
        path.write_bytes(midi.file_of(asset.notes))
    else:
        largest = archive.LARGEST_COVER if asset.kind == Asset.Kind.COVER else LARGEST
        copying.fetch_to(path, asset.url, asset, asset.job.account, max_bytes=largest)
    _place(asset, path, CHECKS[asset.kind])
    if copying.save(asset, *LEARNT):
        asset.track.mark_changed()


def bring(asset, path):
    """A new one, of a file that somebody brought; errors as those of the checks."""
    try:
        _place(asset, path, FILE_CHECKS[asset.kind])
        asset.save()
    except Exception:
        files.delete(files.names_of(asset))
        raise


def _place(asset, path, check):
    suffix = check(asset, path)
    asset.sha256, asset.size = copying.hashed(path)
    copying.place(asset, "file", _name(asset, suffix), copying.MovedFile(path))
    asset.archive_state, asset.archive_error = Asset.Archive.KEPT, ""
    asset.archive_due_at = asset.archive_claimed_at = None
    asset.fault, asset.checked_at = "", timezone.now()


def _name(asset, suffix):
    """`<folder of the song>/<kind>/<song> - <name>-<id>.<suffix>`, readable when it lies in a folder of a DAW."""
    song = names.slug_of(asset.track.title, "song")
    part = names.slug_of(asset.name, asset.kind)
    return f"{sheets.folder_of(asset.track)}/{asset.kind}/{song}-{part}-{names.short_id(asset.uuid)}.{suffix}"


# What each kind has to be, and what is learnt from it. Each gives the file's ending.


def _check_sound(asset, path):
    heard = audio.check(path)
    asset.duration = heard.duration
    asset.peaks, asset.bars = audio.waveform(path)
    return heard.kind


def _check_video(asset, path):
    asset.duration = video.check(path)
    return "mp4"


def _check_cover(asset, path):
    cover = covers.check_and_shrink(path.read_bytes())
    path.write_bytes(cover.full)
    _place_picture(asset, "webp", cover.thumb)
    return "jpg"


def _check_midi(asset, path):
    asset.duration = midi.seconds_of(asset.notes)
    _place_picture(asset, "png", midi.picture_of(asset.notes))
    return "mid"


def _check_notes(asset, path):
    """Of a file in the place of the provider's notes. A minute of many has 20 kB, and read they are much more."""
    if path.stat().st_size > LARGEST_NOTES:
        raise ValueError("These are more notes than a song has.")
    asset.duration = midi.length_of(path)
    return "mid"


def _place_picture(asset, suffix, content):
    copying.place(asset, "picture", _name(asset, f"small.{suffix}"), ContentFile(content))


CHECKS = {
    Asset.Kind.WAV: _check_sound,
    Asset.Kind.STEM: _check_sound,
    Asset.Kind.VIDEO: _check_video,
    Asset.Kind.COVER: _check_cover,
    Asset.Kind.MIDI: _check_midi,
}
FILE_CHECKS = CHECKS | {Asset.Kind.MIDI: _check_notes}


def redraw(asset):
    """Make the small picture anew, of the file that is kept."""
    if asset.kind == Asset.Kind.MIDI:
        _place_picture(asset, "png", midi.picture_of(asset.notes))
    elif asset.kind == Asset.Kind.COVER:
        with asset.file.open("rb") as file:
            _place_picture(asset, "webp", covers.check_and_shrink(file.read()).thumb)
    copying.save(asset, "picture")


def choose_cover(asset):
    """This picture is the song's from now on, in the library and inside its file."""
    track = Track.objects.get(pk=asset.track_id)
    with asset.file.open("rb") as file:
        archive.dress(track, covers.check_and_shrink(file.read()))


def forget(asset):
    """Gone from the disk and from the song; what was paid stays in the job."""
    with transaction.atomic():  # a copy that ends now is either seen here, or finds no row and removes itself
        asset.job.forget(asset.key)
        for row in Asset.objects.select_for_update().filter(pk=asset.pk):
            asset.file, asset.picture = row.file, row.picture
            row.delete()
    files.delete(files.names_of(asset))


def again(assets):
    """Start copying anew those that are not on our disk, and count them. Notes need no link for it."""
    missing = assets.exclude(archive_state=Asset.Archive.KEPT)
    return copying.again(missing.exclude(url="", notes__isnull=True))
