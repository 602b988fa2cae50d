"""What an answer means. The *class* of an error says what to do next, its `code` says why.

`NotSent`: nothing was accepted, try again later. `Refused`: it failed, and says why. `NoAnswer`: it
may have been accepted and may be charging, so it is never sent again.
"""

from .words import gettext_noop as _
from .words import words_of


class KieError(Exception):
    """Any trouble with the provider. `code` is the provider's number, in the meaning it has at KIE,
    or one of our words (see `SENTENCES`); `message` holds its own words, without addresses."""

    def __init__(self, message="", code=None):
        self.message, self.code = words_of(message), code
        super().__init__(f"{code}: {self.message}" if code else self.message)


class NotSent(KieError):
    """Surely not accepted: try again later."""


class TooManyRequests(NotSent):
    """Surely not accepted, because too many were sent: pause before the next one."""


class Refused(KieError):
    """Failed, with a reason that a person can act on. The same again would fail again."""


class Exists(Refused):
    """What was asked for was made before; `task_id` leads to it where the provider says so."""

    def __init__(self, message="", code=409, task_id=None):
        super().__init__(message, code)
        self.task_id = task_id


class NoAnswer(KieError):
    """Nobody knows whether it was accepted: never send it again by itself."""


DEDICATED = {
    400: Refused,
    401: Refused,
    402: Refused,
    404: Refused,
    405: Refused,
    408: NoAnswer,
    409: Exists,
    413: Refused,
    422: Refused,
    429: TooManyRequests,
    430: TooManyRequests,
    433: Refused,
    451: Refused,
    455: NotSent,
    500: NoAnswer,
    501: Refused,
    505: Refused,
    531: Refused,
}
MEANINGS = {"dedicated": DEDICATED, "market": DEDICATED}

WRONG_KEY, NO_CREDITS, CREDITS_RETURNED = 401, 402, 531
ABOUT_THE_WORDS = {400, 413, 422, "sensitive"}
"""What other words may avoid: here the words were the reason."""

SISTER = {405: 430, 429: NO_CREDITS}
"""Codes of the sister service that mean something else there, and what KIE calls the same."""


def common_code(code, sister=False):
    """The code as KIE uses it: the sister service says 429 where KIE says 402."""
    return SISTER.get(code, code) if sister else code


def meaning(code, style="dedicated", sister=False):
    """The class of error that a code in a body stands for; a code nobody knows may mean anything."""
    return MEANINGS[style].get(common_code(code, sister), NoAnswer)


def meaning_of_status(status, style="dedicated", sister=False):
    """The same for an HTTP status. One between 400 and 499 is a refusal, known or not; a redirect
    or a broken gateway says nothing about what stands behind it."""
    if 400 <= status < 500:
        return MEANINGS[style].get(common_code(status, sister), Refused)
    return NoAnswer


SENTENCES = {
    400: _("KIE refused the words: they may name an artist or be protected. Change them and try again."),
    401: _("KIE did not accept the key. Check the key in the settings."),
    402: _("The KIE account has not enough credits. Top it up, then try again."),
    404: _(
        "KIE does not know what was asked for: it is too old, or from another account. Choose another song."
    ),
    405: _("KIE did not accept this kind of request. Check the address of the service in the settings."),
    408: _("KIE gave up after waiting too long. Try again as a new job."),
    409: _("This was made before, and KIE makes it only once. Open the one that exists."),
    413: _("KIE refused it: the audio matches a known work, or the text is too long. Change it first."),
    422: _("KIE refused one of the values. Read its own words below, change the value and try again."),
    429: _("KIE takes no more requests at the moment. The studio tries again by itself."),
    430: _("KIE was asked too often in a short time. The studio tries again by itself."),
    433: _("This key has reached its own limit of use. Raise it at KIE, or wait until it starts anew."),
    451: _("KIE could not fetch the file. Check that it still exists and can be reached, then try again."),
    455: _("KIE is closed for maintenance. The studio tries again by itself."),
    500: _("KIE had an error of its own, and may still be working on this. Wait, or look into its log."),
    501: _("KIE could not make it. Try again as a new job, perhaps with other words."),
    505: _("KIE has switched this feature off. Choose another one for now."),
    531: _("KIE could not make it and gave the credits back. Try again, with a clearer description."),
    "failed": _("KIE could not make it. Try again as a new job, perhaps with other words."),
    "sensitive": _("KIE refused the content, often for an artist's name. Change the words and try again."),
    "unreachable": _("KIE could not be reached, so nothing was sent. The studio tries again by itself."),
    "no_answer": _("KIE did not answer and may be working on this all the same. Wait, or look into its log."),
    "unreadable": _("KIE's answer could not be read; it may be working on this. Wait, or look into its log."),
    "not_handed_over": _(
        "KIE did not get the file, and nothing was charged. The studio tries again by itself."
    ),
    "file_refused": _("KIE did not take the file. Hand over the song in another format, or a shorter one."),
    "no_key": _(
        "The studio has no key that it can use for this. Enter yours again, or ask who runs the server."
    ),
    "unsendable": _("The request could not be written down. Check the key and the address in the settings."),
}
"""What happened and what a person can do, by `KieError.code` or `TaskResult.error_code`. English,
marked for translation. A code that is not listed is told like "failed" or, on NoAnswer, "no_answer"."""
