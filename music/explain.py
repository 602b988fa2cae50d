"""A job's trouble in plain words, in the reader's language; written when it is shown."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from .kie.errors import SENTENCES

OURS = {
    "silence": gettext_noop("The line broke while it was being sent, so we do not know whether it arrived."),
    "closed": gettext_noop("You closed it as not made. Should it turn up after all, it is kept."),
}
UNKNOWN = gettext_noop(
    "It may be in the making, and sending it again could cost its price twice. If it exists, it turns up here by itself."
)


def explain(job) -> str:
    """Empty when nothing is wrong."""
    if not job.error_code and job.state not in (job.State.FAILED, job.State.UNKNOWN):
        return ""
    known = {**{str(code): text for code, text in SENTENCES.items()}, **OURS}
    sentence = _(known.get(job.error_code, gettext_noop("The provider could not make this song.")))
    if job.state == job.State.UNKNOWN:
        return f"{sentence} {_(UNKNOWN)}"
    return sentence
