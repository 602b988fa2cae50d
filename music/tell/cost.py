"""What a job costs, and what became of the money. In the reader's language."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from ..kie.errors import ABOUT_THE_WORDS
from ..models import Job, LedgerEntry
from ..models.jobs import BROUGHT

State, Kind = Job.State, LedgerEntry.Kind


@dataclass(frozen=True)
class Cost:
    """What a job costs. `credits` is None where nobody knows; then `words` say more."""

    credits: Decimal | None
    words: str
    is_doubtful: bool = False
    is_free: bool = False


def cost(job):
    """From its ledger; what is expected while nothing was charged yet."""
    charged, returned = _booked(job, Kind.CHARGED), _booked(job, Kind.RETURNED)
    if job.state == State.UNKNOWN:
        return Cost(job.price, _("not known yet"), is_doubtful=True)
    if charged or returned:
        return Cost(charged - returned, _booking(job, charged, returned))
    if job.state in (State.FAILED, State.CANCELLED):
        return Cost(Decimal(0), _("nothing was charged"))
    if job.price == 0:
        return Cost(job.price, "", is_free=True)
    words = {State.QUEUED: _("when it is sent"), State.DONE: ""}
    return Cost(job.price, words.get(job.state, _("expected")))


def is_unpriced(job):
    """Whether it has no entry of what was expected, because nobody knew; where nothing was asked for, none is missing."""
    was_ordered = job.operation != BROUGHT and not (job.reuses_record and job.sent_at is None)
    return job.expected_price is None and was_ordered


def _booked(job, kind):
    return sum((entry.credits for entry in job.ledger.all() if entry.kind == kind), Decimal(0))


def _booking(job, charged, returned):
    if returned:
        return _("{credits} came back").format(credits=f"{returned.normalize():f}")
    if job.state != State.DONE:
        return _("charged")
    if job.expected_price in (None, charged):
        return _("as expected") if job.expected_price is not None else _("charged")
    return _("{credits} were expected").format(credits=f"{job.expected_price.normalize():f}")


def is_refusal(job):
    """Whether other words may help: then its settings are offered for change."""
    return job.error_code in map(str, ABOUT_THE_WORDS)


def money(job):
    """What a job in trouble means for the money: one sentence."""
    if job.state != State.FAILED:
        return ""
    if _booked(job, Kind.RETURNED):
        return _("The credits came back; your settings are kept.")
    if _booked(job, Kind.CHARGED):
        return _("It was charged; your settings are kept.")
    return _("Nothing was charged; your settings are kept.")
