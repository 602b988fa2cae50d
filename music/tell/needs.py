"""What somebody who runs the server has to decide now, each with its one next action.

One function for each need: it looks, and tells of it or answers None. To add one is to add a function here.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from redis.exceptions import RedisError

from .. import queue
from ..kie.errors import WRONG_KEY
from ..models import Job, ProviderAccount
from ..services import beats, health, pulse, reconciling, room, stuck, vault
from . import budgets, holds
from .amounts import counted
from .amounts import credits as credits_told

COUNTED = 1000
UNHEARD = timedelta(hours=2)  # a balance is asked for every half hour
OF_LATE = timedelta(hours=1)
FEW = 5  # jobs that failed: below that, their share says nothing
LOOKS = []


@dataclass(frozen=True)
class Need:
    """`act` is what its link or button says. It is a button when it `posts`."""

    words: str
    act: str
    address: str
    posts: bool = False
    is_bad: bool = True  # something is broken or being lost; else somebody waits for an answer

    @property
    def is_ours(self):
        """Whether it leads to a page in the studio's frame."""
        return self.address.startswith(f"{reverse('desk')}desk/")


def need(look):
    LOOKS.append(look)
    return look


def found():
    """All that there are now, what is broken or being lost first."""
    return sorted(filter(None, (look() for look in LOOKS)), key=lambda need: not need.is_bad)


def _count(rows):
    return rows.order_by()[: COUNTED + 1].count()


def _when(count, words, *action, **more):
    """The need where there are any; `words` have {n}, which was counted to a thousand."""
    return Need(words.format(n=counted(count)), *action, **more) if count else None


def _jobs(reason):
    return reverse("desk_jobs", query={"state": reason})


# What works, and does not


@need
def silent_parts():
    try:
        words = _silence()
    except RedisError:
        words = _("The queue server does not answer: nothing is sent, asked about or copied.")
        return Need(words, _("See what answers"), reverse("readyz"))
    return Need(words, _("Queues and workers"), reverse("desk_queues")) if words else None


def _silence():
    away = [part for part, at in health.last_beats().items() if health.is_silent(at)]
    if lonely := [name for name in away if name in queue.QUEUES]:
        words = _("No worker takes anything from {queues}. Start one; nothing is lost until then.")
        return words.format(queues=", ".join(lonely))
    if away:
        return _("The clock is away: nothing is asked about or tried again by itself. Start it.")
    words = _("Nothing has moved in {queues} for more than a minute: a worker or the clock hangs.")
    return words.format(queues=", ".join(beats.silent())) if beats.silent() else ""


@need
def no_place_for_files():
    if health.takes_files():
        return None
    words = _("No file can be written where songs are kept: nothing is copied until that is mended.")
    return Need(words, _("See what answers"), reverse("readyz"))


@need
def failed_tasks():
    try:
        count = sum(queue.failed_of(name) for name in queue.QUEUES)
    except RedisError:
        return None
    words = ngettext("{n} task of the workers broke off.", "{n} tasks of the workers broke off.", count)
    return _when(count, words, _("Look at them"), reverse("desk_queues"))


@need
def disk_nearly_full():
    free = room.free()
    if free > room.NEARLY:
        return None
    words = _("Only {size} are free on the disk. Below {least}, files are refused.")
    words = words.format(size=filesizeformat(free), least=filesizeformat(room.SPARE))
    return Need(words, _("See what takes the room"), reverse("desk_storage"))


# The provider


@need
def provider_trouble():
    """Of the server's own key: who brings one is told on their own pages."""
    servers = set(ProviderAccount.objects.filter(owner=None).values_list("pk", flat=True))
    ended = pulse.ended(timezone.now() - OF_LATE, servers)
    if count := ended.codes[str(WRONG_KEY)]:
        words = ngettext(
            "KIE does not accept the server’s key: {n} job failed within the hour.",
            "KIE does not accept the server’s key: {n} jobs failed within the hour.",
            count,
        )
        return Need(words.format(n=counted(count)), _("Look at them"), _failed())
    if ended.failed >= FEW and ended.share > 0.5:
        words = _("Of {all} jobs that ended within the hour, {n} failed.")
        return Need(words.format(all=ended.count, n=ended.failed), _("Look at them"), _failed())
    return None


def _failed():
    return reverse("desk_jobs", query={"state": "failed", "age": "day"})


@need
def provider_held():
    account = (
        ProviderAccount.objects.filter(held_at__isnull=False).order_by("-is_held_by_hand", "owner").first()
    )
    if account is None:
        return None
    count = _count(Job.objects.filter(state=Job.State.QUEUED, account__held_at__isnull=False))
    rest = ngettext("{n} job waits for it.", "{n} jobs wait for it.", count).format(n=counted(count))
    words = f"{holds.why(account)} {rest}"
    return Need(
        words, _("Let jobs go on"), reverse("desk_release"), posts=True, is_bad=not account.is_held_by_hand
    )


@need
def credits():
    account = ProviderAccount.objects.for_server()
    if not account.has_key:
        return None
    ask = {"act": _("Ask for the balance"), "address": reverse("desk_balance"), "posts": True}
    if account.balance is not None and account.balance <= 0:
        return Need(_("No credits are left with KIE. Top the account up, then ask for the balance."), **ask)
    if account.balance_at and account.balance_at < timezone.now() - UNHEARD:
        words = _("KIE has not told the balance for {time}.")
        return Need(words.format(time=timesince(account.balance_at, depth=1)), **ask)
    return None


@need
def unexplained_difference():
    account = ProviderAccount.objects.for_server()
    difference = reconciling.unexplained(account)
    if not difference:
        return None
    words = (
        _("KIE took {credits} more than our books know of.")
        if difference > 0
        else _("KIE took {credits} less than our books know of.")
    )
    return Need(
        words.format(credits=credits_told(abs(difference))),
        _("Compare and explain"),
        reverse("money"),
        is_bad=False,
    )


# Jobs


@need
def unknown_jobs():
    count = _count(stuck.jobs("unknown"))
    words = ngettext(
        "Of {n} job nobody knows whether the provider took it.",
        "Of {n} jobs nobody knows whether the provider took them.",
        count,
    )
    return _when(count, words, _("Settle"), _jobs("unknown"))


@need
def unasked_jobs():
    count = _count(stuck.jobs("unasked"))
    words = ngettext(
        "{n} job was not heard of for two weeks.",
        "{n} jobs were not heard of for two weeks.",
        count,
    )
    return _when(count, words, _("Ask again"), _jobs("unasked"), is_bad=False)


@need
def overdue_jobs():
    count = _count(stuck.jobs("overdue"))
    words = ngettext("{n} job is overdue.", "{n} jobs are overdue.", count)
    return _when(count, words, _("Look at them"), _jobs("overdue"))


@need
def jobs_for_a_yes():
    count = _count(Job.objects.held())
    words = ngettext("{n} costly job waits for a yes.", "{n} costly jobs wait for a yes.", count)
    return _when(count, words, _("Decide"), reverse("approvals"), is_bad=False)


@need
def budgets_that_stopped():
    try:
        told = budgets.stopped()
    except RedisError:
        return None
    return Need(*told, is_bad=False) if told else None


@need
def budgets_used_up():
    told = budgets.used_up()
    return Need(*told, is_bad=False) if told else None


# Songs and files


def _rescued(count, words, act, risk):
    """The need for what the desk rescues, and that alone."""
    return _when(count, words, act, reverse("desk_rescue", args=[risk]), posts=True)


@need
def songs_at_risk():
    count = vault.count("expiring")
    words = ngettext(
        "{n} song or file is not on the disk, and the provider keeps it for three days at the most.",
        "{n} songs or files are not on the disk, and the provider keeps them for three days at the most.",
        count,
    )
    return _rescued(count, words, _("Copy again"), "expiring")


@need
def copies_given_up():
    count = vault.count("given-up")
    words = ngettext(
        "{n} song or file could not be copied, and the provider should still have it.",
        "{n} songs or files could not be copied, and the provider should still have them.",
        count,
    )
    return _rescued(count, words, _("Copy again"), "given-up")


@need
def songs_lost():
    """They stay a figure beside, once somebody knows."""
    count = vault.count_unseen()
    words = ngettext(
        "{n} song or file is lost for good: it was not copied while the provider had it.",
        "{n} songs or files are lost for good: they were not copied while the provider had them.",
        count,
    )
    return _when(count, words, _("I know"), reverse("see_losses"), posts=True)


@need
def damaged_files():
    count = vault.count("damaged")
    words = ngettext(
        "{n} file is missing on the disk, or is not what it was.",
        "{n} files are missing on the disk, or are not what they were.",
        count,
    )
    return _rescued(count, words, _("Mend"), "damaged")
