"""What is wrong with a file on our disk, and what to do about it, in plain words; written when it is shown."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..models import Asset, Upload
from ..services.verify import Problem

WORDS = {
    Problem.MISSING: gettext_noop("is missing"),
    Problem.CHANGED: gettext_noop("is not what it was"),
    Problem.UNREADABLE: gettext_noop("cannot be read"),
    Problem.NAMELESS: gettext_noop("is said to be kept, but has no file"),
    Problem.PICTURE: gettext_noop("is missing"),
    Problem.SHEET: gettext_noop("is missing or out of date"),
    Problem.ORPHAN: gettext_noop("belongs to nothing"),
    Problem.ASIDE: gettext_noop("was put aside"),
}
DO = {
    Problem.UNREADABLE: gettext_noop(
        "Look after the disk: its log may say more. Restore the file from a backup."
    ),
    Problem.PICTURE: gettext_noop("--fix draws it anew, where its song or file is there."),
    Problem.SHEET: gettext_noop("--fix writes it anew."),
    Problem.ORPHAN: gettext_noop(
        "“rebuild” adopts what has a sheet beside it. Else look at it, and delete it yourself if nobody misses it."
    ),
    Problem.ASIDE: gettext_noop(
        "Compare it with the file that came in its place, then delete the one that is worse."
    ),
}


def told(finding) -> str:
    """One line: which file, what is wrong, what to do."""
    name = finding.name or f"{finding.row.pk} “{finding.row}”"
    return f"{name}: {_(WORDS[finding.problem])}. {advice(finding)}"


def advice(finding) -> str:
    if finding.problem in DO:
        return _(DO[finding.problem])
    if isinstance(finding.row, Upload):
        return _("Restore it from a backup, or upload it again.")
    if finding.can_be_copied_again:
        return _from_provider(finding.row)
    if isinstance(finding.row, Asset):
        return _("Restore it from a backup, or have it made anew on its song’s page, for its price.")
    return _("Restore it from a backup, or ask for fresh links on its page.")


def _from_provider(row):
    if isinstance(row, Asset) and row.notes:
        return _("--fix writes it anew.")
    if not row.expires_at:
        return _("The provider may still have it: --fix fetches it again.")
    until = date_format(timezone.localtime(row.expires_at), "DATE_FORMAT")
    return _("The provider has it until {until}: --fix fetches it again.").format(until=until)
