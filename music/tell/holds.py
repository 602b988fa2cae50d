"""Why the provider is held, in the reader's language."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

ILL = {
    "unreachable": gettext_noop("it could not be reached"),
    "no_answer": gettext_noop("it did not answer"),
    "unreadable": gettext_noop("its answers could not be read"),
    "455": gettext_noop("it is closed for maintenance"),
    "": gettext_noop("it had errors of its own"),
}
ENDS = ".!?…。！？"  # of a sentence


def why(account):
    """Empty where it is not held."""
    if not account.is_held:
        return ""
    since = since_words(account.held_at)
    if account.is_held_by_hand:
        reason = account.hold_reason if account.hold_reason[-1:] in ENDS else f"{account.hold_reason}."
        return _("The provider is held since {time}: {reason}").format(time=since, reason=reason)
    reason = _(ILL.get(account.hold_reason, ILL[""]))
    return _("The provider is held since {time}: {reason}, several times in a row.").format(
        time=since, reason=reason
    )


def since_words(moment):
    """14:05; with its day where that is another one."""
    moment = timezone.localtime(moment)
    is_today = moment.date() == timezone.localdate()
    return date_format(moment, "TIME_FORMAT" if is_today else "SHORT_DATETIME_FORMAT")


def why_in_line(job):
    """Why a job of one's own waits, where the provider is held."""
    if job.state != job.State.QUEUED or job.is_held or not job.account.is_held:
        return ""
    words = why(job.account)
    rest = _("The job waits in line; nothing is sent or charged until then.")
    return f"{words} {rest}"
