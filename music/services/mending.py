"""What can safely be done about a finding: nothing is ever overwritten or deleted by it."""

import logging

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils import timezone

from ..media import covers, tags
from ..models import Asset, Track
from ..models.kept import Archive
from ..queue import enqueue
from . import archive, assets, copying, files, verify
from .verify import Problem

log = logging.getLogger(__name__)

MENDED = {model._meta.label: model for model in copying.TASKS}  # what the provider may still have


def ask_for(rows):
    """Have a worker mend what of these is damaged; the clock comes back to what a worker that was killed left."""
    damaged = rows.at_fault().filter(archive_state=Archive.KEPT)
    keys = list(damaged.values_list("pk", flat=True)[: copying.AT_ONCE])
    damaged.update(archive_due_at=timezone.now() + copying.CLAIM)
    for key in keys:
        enqueue("mend_file", rows.model._meta.label, key)


def mend_row(row):
    """Look at its file once more; what is still damaged is put aside, and fetched again where the provider has it."""
    try:
        _look_and_mend(row)
    except files.Away as error:
        log.warning("%s %s stays due: %s", type(row).__name__, row.pk, error)


def _look_and_mend(row):
    for stored in files.files_of(row)[:1]:
        problem = verify.look(stored)
        verify.note(row, problem)
        if problem:
            mend(verify.Finding(problem, stored.name, row))
    type(row).objects.filter(pk=row.pk, archive_state=Archive.KEPT).update(archive_due_at=None)


def mend(finding):
    """True when something was done, or will be by a worker."""
    doing = MENDS.get(finding.problem)
    return bool(doing and doing(finding))


def _copy_again(finding):
    if not finding.can_be_copied_again:
        return _admit_loss(finding)
    copying.again(_as_it_was(finding.row), fault="")
    return True


def _admit_loss(finding):
    """A row that says “kept” without naming a file says from now on what is true."""
    return finding.problem is Problem.NAMELESS and bool(
        _as_it_was(finding.row).update(archive_state=Archive.LOST, archive_error="missing")
    )


def _as_it_was(row):
    """The row, unless its file was written anew since it was read."""
    return type(row).objects.filter(pk=row.pk, sha256=row.sha256, archive_state=Archive.KEPT)


def _put_aside_and_copy_again(finding):
    if not finding.can_be_copied_again:
        return False
    put_aside(finding.name)
    return _copy_again(finding)


def put_aside(name):
    """Under another name in the same folder: a file that changed may still be the better one."""
    stem, dot, suffix = name.rpartition(".")
    aside = f"{stem}{verify.ASIDE}{timezone.now():%Y-%m-%d-%H%M%S}{dot}{suffix}"
    with default_storage.open(name, "rb") as file:
        default_storage.save(aside, File(file))
    default_storage.delete(name)
    return aside


def _write_sheet(finding):
    row = type(finding.row).objects.filter(pk=finding.row.pk).first()
    if row:
        verify.write_sheet(row)
    return row is not None


def _draw_again(finding):
    """A song's picture is inside its file too; that of a file of a song is drawn of it."""
    if isinstance(finding.row, Asset):
        return _redrawn(Asset.objects.get(pk=finding.row.pk))
    track = Track.objects.get(pk=finding.row.pk)
    try:
        with default_storage.at_hand(track.audio.name) as path:
            picture = tags.read(path).cover
    except OSError:
        return False
    if picture:
        archive.dress(track, covers.check_and_shrink(picture))
    return bool(picture)


def _redrawn(asset):
    try:
        assets.redraw(asset)
    except (OSError, covers.NotPicture):
        return False
    return True


# What is unreadable, or belongs to nothing, a person looks at.
MENDS = {
    Problem.MISSING: _copy_again,
    Problem.NAMELESS: _copy_again,
    Problem.CHANGED: _put_aside_and_copy_again,
    Problem.PICTURE: _draw_again,
    Problem.SHEET: _write_sheet,
}
