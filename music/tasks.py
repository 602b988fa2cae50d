"""What the workers run. Each takes a key, can run twice without harm, and leaves its outcome in the row."""

from sunostudio import tracing

from .models import Alert, Arrival, Asset, Delivery, Job, Letter, ProviderAccount, Track
from .services import (
    alerts,
    archive,
    arriving,
    asking,
    assets,
    jobs,
    leaving,
    letters,
    mending,
    money,
    notices,
    reconciling,
    row_sheets,
    sweeps,
)
from .services.mending import MENDED
from .services.row_sheets import SHEETED
from .tell import watching


def _the(job_pk, **state):
    """The job, if it is still in this state; what is said meanwhile is said of it."""
    for job in Job.objects.filter(pk=job_pk, **state):
        tracing.note(job=str(job.uuid))
        yield job


def send_job(job_pk):
    for job in _the(job_pk, state=Job.State.QUEUED, held_at=None):
        jobs.send(job)


def ask_for_a_yes(job_pk):
    """Enqueued by the release before, which wrote no letters."""
    for job in Job.objects.held().filter(pk=job_pk):
        letters.ask(job)


def send_letter(letter_pk):
    for letter in Letter.objects.filter(pk=letter_pk).select_related("job__owner", "to"):
        letters.send(letter)


def hand_over(job_pk):
    for job in _the(job_pk, state=Job.State.QUEUED, held_at=None):
        jobs.hand_over(job)


def refresh_job(job_pk):
    for job in _the(job_pk):
        asking.refresh(job)


def refresh_jobs(*job_pks):
    asking.refresh_all(Job.objects.filter(pk__in=job_pks).select_related("account"))


def deliver_notice(delivery_pk):
    for delivery in Delivery.objects.filter(pk=delivery_pk).select_related("notice__owner", "notice__job"):
        notices.deliver(delivery)


def send_alert(alert_pk):
    for alert in Alert.objects.filter(pk=alert_pk).select_related("incident"):
        alerts.send(alert)


def watch():
    watching.watch()


def watch_too():
    """By the worker of files, should the other one be what is silent."""
    watching.watch()


def refresh_balance(account_pk):
    for account in ProviderAccount.objects.filter(pk=account_pk):
        money.refresh_balance(account)


def reconcile(account_pk):
    for account in ProviderAccount.objects.filter(pk=account_pk):
        if reconciling.is_due(account):
            reconciling.read(account)


def archive_track(track_pk):
    for track in Track.objects.filter(pk=track_pk):
        archive.keep(track)


def archive_asset(asset_pk):
    for asset in Asset.objects.filter(pk=asset_pk):
        assets.keep(asset)


def check_arrival(arrival_pk):
    for arrival in Arrival.objects.filter(pk=arrival_pk).select_related("owner"):
        arriving.check(arrival)


def rewrite_sheet(track_pk):
    for track in Track.objects.filter(pk=track_pk):
        archive.rewrite(track)


def mend_file(label, pk):
    for row in MENDED[label].objects.filter(pk=pk):
        mending.mend_row(row)


def delete_person(person_pk):
    leaving.delete(person_pk)


def write_sheet(label, pk):
    for row in SHEETED[label].objects.filter(pk=pk):
        row_sheets.bring_up_to_date(row)


def sweep_calls():
    sweeps.calls()


def sweep_files():
    sweeps.files()
