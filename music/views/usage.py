"""What a person's songs cost, to look at and to take along."""

import csv

from django.conf import settings
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..models import ProviderAccount
from ..services import budgets, usage
from ..tell.usage import told

COLUMNS = (
    "at", "kind", "credits", "source", "operation", "version", "job", "key", "persona", "money", "currency",
    "came_back_at",
)  # fmt: skip


@require_safe
def usage_page(request):
    month = usage.Month.of(request.GET.get("month", ""))
    account = ProviderAccount.objects.for_person(request.user)
    limits = {"budgets": budgets.of_person(request.user, account)}
    return render(request, "music/usage.html", told(usage.of(request.user, month)) | limits)


@require_safe
def usage_csv(request):
    """Each booking of the month, as the ledger has it."""
    month = usage.Month.of(request.GET.get("month", ""))
    response = StreamingHttpResponse(_lines(request.user, month), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="credits-{month}.csv"'
    return response


def _lines(owner, month):
    writer, names = csv.writer(Echo()), usage.personas(owner)
    yield writer.writerow(COLUMNS)
    for entry in usage.bookings(owner, month):
        job, whose = entry.job, "own" if entry.account.owner_id else "server"
        persona = job.params.get("persona_id") or ""
        back = entry.came_back_at.isoformat() if entry.came_back_at else ""
        told = (entry.at.isoformat(), entry.kind, entry.credits, entry.source, job.operation, job.version)
        yield writer.writerow(
            (*told, job.uuid, whose, names.get(persona, persona), *_in_money(entry.credits), back)
        )


def _in_money(credits):
    """With a point, for other programs; nothing where the server names no price of a credit."""
    price = settings.CREDIT_PRICE
    return (credits * price, settings.CREDIT_CURRENCY) if price else ("", "")


class Echo:
    """A file for `csv.writer` that hands back what is written."""

    @staticmethod
    def write(line):
        return line
