"""How a job stands, and how long it took. In the reader's language."""

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..models import Job
from ..operations import registry
from . import holds
from .cost import is_refusal
from .timeline import elapsed, is_copying, things_made, usual

State = Job.State


def span_of(seconds):
    """A length of time in short words: 34 s, 1 min 18 s, 2 h 5 min."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours >= 48:
        return ngettext("{n} day", "{n} days", hours // 24).format(n=hours // 24)
    if hours:
        return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)
    if minutes:
        return _("{minutes} min {seconds} s").format(minutes=minutes, seconds=rest)
    return _("{seconds} s").format(seconds=rest)


def standing(job):
    """A sentence on how a job stands that is neither in trouble nor unknown."""
    if job.is_unasked:
        return _(
            "Still not finished after {time}, so we stopped asking. It is paid for and may yet arrive."
        ).format(time=span_of((job.updated_at - job.created_at).total_seconds()))
    tell = {
        State.QUEUED: _in_line, State.SENDING: _sending, State.WAITING: _writing,
        State.STREAMING: _sounding, State.DONE: _done, State.CANCELLED: _cancelled,
    }.get(job.state)  # fmt: skip
    return tell(job) if tell else ""


def _in_line(job):
    if job.is_held:
        return _("It waits for an administrator’s yes, since it costs much. Nothing was sent or charged.")
    if held := holds.why_in_line(job):
        return held
    wait = (job.due_at - timezone.now()).total_seconds() if job.due_at else 0
    if job.sends:
        return _("The provider took nothing just now. Next try in about {time}.").format(
            time=span_of(max(wait, 1))
        )
    return _("In line, nothing charged yet.")


def _sending(job):
    return _("It is being sent.")


def _writing(job):
    if is_looked_for(job):
        return _("The provider is being asked about it.")
    if elapsed(job) > usual(job):
        return _("The provider is at work, for {time} now. Some take longer.").format(
            time=span_of(elapsed(job))
        )
    return _("The provider is at work: {seconds} of about {usual} s.").format(
        seconds=elapsed(job), usual=usual(job)
    )


def is_looked_for(job):
    """It was not sent from here, and nobody knows yet whether the provider has it."""
    return job.state == State.WAITING and not job.sent_at and not job.stage and not job.is_unasked


def _sounding(job):
    return _("First sound is here, the end is still being written.")


def _cancelled(job):
    return _("Cancelled before it was sent.")


def _done(job):
    seconds = (job.finished_at - job.created_at).total_seconds() if job.finished_at else 0
    took = span_of(seconds)
    if is_copying(job):
        return _("Finished; copying to your disk.")
    if any(not made.is_kept for made in things_made(job)):
        return _("Finished after {time}, but not all of it is on your disk.").format(time=took)
    if seconds < 1:
        return f"{made_words(job)}."
    return _("{made}, after {time}.").format(made=made_words(job), time=took)


def made_words(job):
    operation = registry.OPERATIONS.get(job.operation)
    return capfirst(operation.made_words(job) if operation else _("done"))


def gist(job):
    """The same in a few words, for the head of a card."""
    if is_looked_for(job):
        return _("being asked about")
    if job.is_held:
        return _("waits for a yes, nothing charged yet")
    if holds.why_in_line(job):
        return _("the provider is held, nothing charged yet")
    if job.state == State.WAITING and not job.is_unasked and elapsed(job) <= usual(job):
        return _("{seconds} of about {usual} s").format(seconds=elapsed(job), usual=usual(job))
    return {
        State.QUEUED: _("in line, nothing charged yet") if not job.sends else _("tries again by itself"),
        State.SENDING: _("being sent"),
        State.WAITING: _("no answer yet")
        if job.is_unasked
        else _("for {time}").format(time=span_of(elapsed(job))),
        State.STREAMING: _("no answer yet") if job.is_unasked else _("you can listen already"),
        State.DONE: _("copying to your disk") if is_copying(job) else _kept(job),
        State.FAILED: _("not made"),
        State.CANCELLED: _("cancelled"),
        State.UNKNOWN: _("outcome unknown"),
    }[job.state]


def _kept(job):
    return _("on disk") if things_made(job) else _("done")


def badge(job):
    """One or two words on why it needs somebody."""
    if job.is_unasked:
        return _("No answer yet")
    if job.state == State.FAILED:
        return _("Refused") if is_refusal(job) else _("Not made")
    return job.get_state_display()


def steps(job):
    """What its bars on the time line show, in words."""
    moments = [
        (job.created_at, _("in line at {at}")), (job.sent_at, _("sent at {at}")),
        (job.first_sound_at, _("first sound at {at}")), (job.finished_at, _("over at {at}")),
    ]  # fmt: skip
    words = [text.format(at=date_format(timezone.localtime(at), "TIME_FORMAT")) for at, text in moments if at]
    if job.state == State.UNKNOWN:
        words.append(_("no answer since"))
    return ", ".join(words)
