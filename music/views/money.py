"""The books beside the provider's word."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms import ReadingForm
from ..models import BalanceReading, ProviderAccount
from ..services import audit, reconciling, usage
from ..tell.books import Books


def money_page(request):
    month = usage.Month.of(request.GET.get("month", ""))
    accounts = ProviderAccount.objects.in_use().select_related("owner").order_by("owner", "pk")
    books = [Books(account, month) for account in accounts]
    return render(request, "desk/money.html", {"books": books, "month": month})


@require_POST
def reconcile(request, pk):
    account = get_object_or_404(ProviderAccount.objects.in_use(), pk=pk)
    audit.note(request.user, "money.asked", account)
    if reconciling.read(account):
        messages.success(request, _("The provider told the balance; it stands on top."))
    else:
        messages.warning(request, _("The provider did not tell the balance. Nothing was written."))
    return redirect("money")


@transaction.atomic
def explain_reading(request, pk):
    reading = get_object_or_404(BalanceReading.objects.select_related("account__owner"), pk=pk)
    form = ReadingForm(request.POST or None, instance=BalanceReading.objects.get(pk=pk))
    if request.method == "POST" and form.is_valid():
        reconciling.explain(reading, **form.cleaned_data)
        audit.note(request.user, "money.explained", reading, changes=audit.changes_of(form))
        messages.success(request, _("Saved."))
        return redirect(f"{reverse('money')}#reading-{reading.pk}")
    context = {"reading": reading, "form": form}
    return render(request, "desk/explain_reading.html", context, status=422 if form.is_bound else 200)
