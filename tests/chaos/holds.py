"""Places on the way of a job where a process stops, says so, and stays until a test lets it go, or kills it.

A job is held in the place that its title or prompt ends with, as long as there is a file of that title in the folder of holds.
"""

import os
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings

from music.kie.client import Accepted
from music.services import archive, asking, hearing, jobs, sheets
from music.views import callbacks

PLACES = ("queued", "sending", "accepted", "waiting", "streaming", "copying", "sheet", "applying")
OF_A_SONG = ("copying", "sheet")
AN_HOUR = timedelta(hours=1)


def folder():
    return Path(settings.STUDIO_DATA) / "holds"


def hold(place, title):
    """Whoever comes here stays; where a song is copied only the first, so that the other song passes."""
    order = folder() / title
    if title.endswith(place) and order.exists() and (is_first(title) or place not in OF_A_SONG):
        while order.exists():
            time.sleep(0.01)


def is_first(title):
    """Says that we are here, with the number of our process."""
    draft, reached = folder() / f"{title}.{os.getpid()}", folder() / f"{title}.reached"
    draft.write_text(str(os.getpid()))
    try:
        os.link(draft, reached)
    except FileExistsError:
        return False
    return True


def title_of(job):
    return named(job.params)


def named(params):
    """What a song is called, or what words are to be about; without the fault that is written before it."""
    text = params.get("title") or params.get("prompt") or ""
    return text.rpartition("]] ")[2]


def put_up():
    """One wrapper for each place, around what comes next there."""
    jobs.LEASE = hearing.FIRST_ASK = AN_HOUR
    before(jobs, "send", lambda job: hold("queued", title_of(job)))
    before(jobs, "_send", lambda client, request, readers: hold("sending", named(request.fields)))
    before(jobs, "_write_down", at_the_answer)
    before(hearing, "_step", at_the_result)
    before(asking, "question", lambda job: hold("asked", f"{title_of(job)} asked"))
    before(callbacks, "_take", at_a_callback)
    before(archive, "_listen", lambda track, path: hold("copying", title_of(track.job)))
    before(sheets, "write", lambda track: hold("sheet", title_of(track.job)))


def before(module, name, act):
    function = getattr(module, name)

    def held(*args):
        act(*args)
        return function(*args)

    setattr(module, name, held)


def at_the_answer(write, job, client, answer):
    """Accepted, and nobody but this process knows."""
    if isinstance(answer, Accepted):
        hold("accepted", title_of(job))


def at_the_result(job, result):
    """The songs' rows are written, in a transaction that is open."""
    if result.is_complete:
        hold("applying", title_of(job))


def at_a_callback(job, body):
    if job.state in ("waiting", "streaming"):
        hold(str(job.state), title_of(job))
