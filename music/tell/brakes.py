"""Why a job was not begun now, in plain words: how many there are, and when to try again."""

from django.utils.translation import gettext as _

from sunostudio.limits import try_again_in

WORDS = {
    "person": lambda n: _(
        "As many of your jobs are under way as one person may have: {n}. Nothing was begun or charged."
    ).format(n=n),
    "server": lambda n: _(
        "As many jobs are under way on this server as it takes: {n}. Nothing was begun or charged."
    ).format(n=n),
    "adopting": lambda n: _(
        "As many tasks of yours are being asked about as one person may have: {n}. None was added."
    ).format(n=n),
    "minute": lambda n: _(
        "You began as many jobs within a minute as one person may: {n}. This one was not begun, nor charged."
    ).format(n=n),
}


def why(error):
    return f"{WORDS[error.code](error.count)} {try_again_in(error.seconds)}"
