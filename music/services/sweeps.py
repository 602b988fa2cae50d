"""What the clock looks for. Each due row is claimed by a conditional update before anything is done with it."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from ..models import Alert, Arrival, Asset, Delivery, Job, Letter, ProviderAccount, Track
from ..models.kept import Archive
from ..queue import connection, enqueue
from . import arriving, asking, beats, copying, holds, jobs, leaving, measuring, reconciling, trash, verify
from .mending import MENDED
from .row_sheets import SHEETED

BATCH = 100
LEASE = timedelta(seconds=60)  # a claimed row comes back after this, should its task be lost
A_DAY, A_WHILE = 86400, 600  # seconds
WATCH = 55  # seconds between two looks for trouble
STALE_BALANCE = timedelta(minutes=30)


def calls():
    beats.mark("calls")
    for waiting in holds.passing(Job.objects.due(Job.State.QUEUED).order_by("due_at")):
        _claim(waiting, "due_at", "send_job")
    asking.hand_out()
    doubtful = Job.objects.filter(state=Job.State.SENDING, updated_at__lt=timezone.now() - jobs.DOUBT_AFTER)
    for job in doubtful[:BATCH]:
        jobs.doubt(job)
    _claim(Delivery.objects.filter(due_at__lte=timezone.now()).order_by("due_at"), "due_at", "deliver_notice")
    _claim(Alert.objects.filter(due_at__lte=timezone.now()).order_by("due_at"), "due_at", "send_alert")
    _claim(Letter.objects.filter(due_at__lte=timezone.now()).order_by("due_at"), "due_at", "send_letter")
    if _is_first("watch", WATCH):
        enqueue("watch")
    _refresh_stale_balances()
    _reconcile_at_night()


def files():
    beats.mark("files")
    if _is_first("watch too", WATCH):
        enqueue("watch_too")
    # The newest first, and the often tried last: dead links do not starve today's songs.
    due = Track.objects.filter(archive_state=Track.Archive.DUE, archive_due_at__lte=timezone.now())
    _claim(due.order_by("archive_tries", "-order"), "archive_due_at", "archive_track")
    files = Asset.objects.filter(archive_state=Asset.Archive.DUE, archive_due_at__lte=timezone.now())
    _claim(files.order_by("archive_tries", "-pk"), "archive_due_at", "archive_asset")
    _claim_sheets()
    _claim_damaged()
    arrivals = Arrival.objects.filter(state=Arrival.State.CHECKING, due_at__lte=timezone.now())
    _claim(arrivals.order_by("due_at"), "due_at", "check_arrival")
    copying.sweep_workspace()
    if _is_first("drafts", A_DAY):
        copying.sweep_drafts()
    arriving.sweep()
    leaving.sweep()
    trash.sweep()
    verify.a_few()
    measuring.a_few()


def _claim_sheets():
    """Of what changed, and did not change again just now."""
    for model, task in ((Track, "rewrite_sheet"), *((model, "write_sheet") for model in SHEETED.values())):
        due = model.objects.filter(sheet_due_at__lte=timezone.now() - timedelta(seconds=2))
        words = () if model is Track else (model._meta.label,)
        _claim(due.order_by("sheet_due_at"), "sheet_due_at", task, *words)


def _claim_damaged():
    """What somebody asked to have mended."""
    for label, model in MENDED.items():
        damaged = model.objects.at_fault().filter(
            archive_state=Archive.KEPT, archive_due_at__lte=timezone.now()
        )
        _claim(damaged.order_by("archive_due_at"), "archive_due_at", "mend_file", label)


def _claim(rows, field, task, *words):
    """Hand each row to a task, unless another clock was quicker; it is due again when its lease ends."""
    for row in rows[:BATCH]:
        due = {field: getattr(row, field)}
        if type(row).objects.filter(pk=row.pk, **due).update(**{field: timezone.now() + LEASE}):
            enqueue(task, *words, row.pk)


def _refresh_stale_balances():
    """Once in a while, so that the figure in the corner is not yesterday's."""
    stale = Q(balance_at=None) | Q(balance_at__lt=timezone.now() - STALE_BALANCE)
    for account in ProviderAccount.objects.in_use().filter(stale)[:BATCH]:
        if _is_first(f"balance:{account.pk}", 300):
            enqueue("refresh_balance", account.pk)


def _reconcile_at_night():
    """Once a night for each account; again soon where the provider did not answer."""
    if not _is_first("reconcile", A_WHILE):
        return
    for account in ProviderAccount.objects.in_use():
        if reconciling.is_due(account):
            enqueue("reconcile", account.pk)


def _is_first(what, seconds):
    """Whether nobody was told so within these seconds."""
    return connection().set(f"studio:{what}", 1, nx=True, ex=seconds)
