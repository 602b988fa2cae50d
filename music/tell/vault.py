"""Why a song or a file of one is at risk, how long there is time, and what helps. In the reader's language."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from ..models import Track, Upload
from ..models.kept import Archive, Fault
from ..operations import registry
from . import copies

FAULTS = {
    Fault.MISSING: gettext_noop("Its file is missing on this server’s disk."),
    Fault.CHANGED: gettext_noop("Its file on this server’s disk is not what it was."),
    Fault.UNREADABLE: gettext_noop("Its file on this server’s disk cannot be read."),
}


def reason(row) -> str:
    if row.fault:
        return _(FAULTS[row.fault])
    if row.archive_state == Archive.DUE and not row.archive_tries:
        return _("It is being copied now.")
    why = copies.why(row.archive_error) or _("It could not be copied yet.")
    if row.archive_state == Archive.LOST:
        return why
    what_next = _("It is tried again by itself.")
    return f"{why} {what_next}"


def time_left(row) -> str:
    """How long the provider still keeps its copy, as far as is known."""
    if isinstance(row, Upload):
        return _("Only a backup, or the file you uploaded, brings it back.")
    if row.has_original and not row.expires_at:
        return _("The provider may still have it.")
    if not row.has_original:
        return (
            _("The provider’s copy is gone.")
            if row.original
            else _("It can be made anew on its song’s page.")
        )
    days = (row.expires_at - timezone.now()).days
    if days < 1:
        return _("The provider keeps it for less than a day more.")
    return ngettext(
        "The provider keeps it {n} more day.", "The provider keeps it {n} more days.", days
    ).format(n=days)


def fresh_links(row):
    """The operation that asks for fresh links, where it would help and is possible; else None."""
    if not isinstance(row, Track) or (row.has_original and row.archive_error != "gone"):
        return None
    recovery = registry.get("recovery")
    return None if recovery.why_not(row, row.job.account) else recovery
