"""A job's trouble in plain words, in the reader's language; written when it is shown."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ..kie.errors import SENTENCES
from ..operations import registry

OURS = {
    "": gettext_noop("The provider could not make this song."),
    "silence": gettext_noop("The line broke while it was being sent, so we do not know whether it arrived."),
    "unclear": gettext_noop("KIE’s answer does not say whether it took the request."),
    "restored": gettext_noop(
        "It stood in line when the backup was made that this studio was restored from, so it may have been sent since."
    ),
    "file_gone": gettext_noop(
        "The file is no longer on the studio’s disk, so nothing was sent and nothing was charged."
    ),
    "declined": gettext_noop(
        "Who looks after this server said no to it, because of its price. Nothing was sent, and nothing was charged."
    ),
    "closed": gettext_noop("You closed it as not made. Should it turn up after all, it is kept."),
}
WORDS = {str(code): text for code, text in SENTENCES.items()} | {
    code: text for code, text in OURS.items() if code
}
UNKNOWN = gettext_noop(
    "It may be in the making, and sending it again could cost its price twice. If it exists, it turns up here by itself."
)


def explain(job) -> str:
    """Empty when nothing is wrong."""
    if not job.error_code and job.state not in (job.State.FAILED, job.State.UNKNOWN):
        return ""
    if job.state == job.State.UNKNOWN:
        words = WORDS.get(job.error_code or "silence", OURS["unclear"])
        return f"{_(words)} {_(UNKNOWN)}"
    code = "failed" if job.error_code == "500" else job.error_code  # over: nobody is working on it any more
    return _of_operation(job, code) or _(WORDS.get(code, OURS[""]))


def _of_operation(job, code):
    """What only its operation can say about this code."""
    operation = registry.OPERATIONS.get(job.operation)
    troubles = operation.troubles if operation else {}
    return str(troubles.get(code) or ("" if code in WORDS else troubles.get("", "")))
