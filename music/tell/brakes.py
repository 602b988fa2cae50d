"""Why a job was not begun now, in plain words: how many there are, and when to try again."""

from django.utils.translation import gettext as _

from sunostudio.limits import try_again_in

from .amounts import in_credits

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
    "off": lambda _n: _("This is switched off on this server. Nothing was begun or charged."),
    "minute": lambda n: _(
        "You began as many jobs within a minute as one person may: {n}. This one was not begun, nor charged."
    ).format(n=n),
    "job_person": lambda n: _(
        "It costs more than one job of yours may: {n}. Nothing was begun or charged."
    ).format(n=in_credits(n)),
    "job_project": lambda n: _(
        "It costs more than one job of this project may: {n}. Nothing was begun or charged."
    ).format(n=in_credits(n)),
    "job_server": lambda n: _(
        "It costs more than one job on this server may: {n}. Nothing was begun or charged."
    ).format(n=in_credits(n)),
    "month_person": lambda n: _(
        "With it you would spend more than you may in a month: {n}. Nothing was begun or charged."
    ).format(n=in_credits(n)),
    "month_project": lambda n: _(
        "With it more would be spent on this project than may be in a month: {n}. Nothing was begun or charged."
    ).format(n=in_credits(n)),
    "month_server": lambda n: _(
        "With it more would be spent on this server than may be in a month: {n}. Nothing was begun or charged."
    ).format(n=in_credits(n)),
}


def why(error):
    again = try_again_in(error.seconds) if error.seconds else ""
    return f"{WORDS[error.code](error.count)} {again}".strip()
