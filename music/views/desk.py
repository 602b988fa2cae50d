"""The first page of the administration: what needs a decision, how it is going, and where everything else is."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ..forms import HoldForm
from ..models import ProviderAccount
from ..services import audit, holds, money, vault
from ..tell import glance, needs


def desk(request):
    return _page(request, HoldForm())


def _page(request, hold_form, status=200):
    told = {"needs": needs.found(), "figures": list(glance.figures()), "versions": glance.versions()}
    response = admin.site.index(request, told | {"hold_form": hold_form, "is_held": holds.is_by_hand()})
    response.status_code = status
    return response


@require_POST
def hold(request):
    form = HoldForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    holds.hold(form.cleaned_data["reason"])
    audit.note(request.user, "provider.held", words=form.cleaned_data["reason"])
    messages.success(request, _("Held. New jobs wait in line, and everybody is told why."))
    return redirect("admin:index")


@require_POST
def release(request):
    if holds.release():
        audit.note(request.user, "provider.released")
        messages.success(request, _("Jobs go on: those in line are sent one after the other."))
    else:
        messages.warning(request, _("The provider is not held any more."))
    return redirect("admin:index")


@require_POST
def rescue_all(request):
    count = vault.rescue(None)
    audit.note(request.user, "file.rescued")
    told = ngettext("{n} copy is started anew.", "{n} copies are started anew.", count)
    messages.success(request, told.format(n=count) if count else _("Damaged files are looked at once more."))
    return redirect("admin:index")


@require_POST
def see_losses(request):
    count = vault.see_losses()
    if count:
        audit.note(request.user, "file.lost", words=str(count))
    told = ngettext("{n} is told as a figure from now on.", "{n} are told as a figure from now on.", count)
    messages.success(request, told.format(n=count))
    return redirect("admin:index")


@require_POST
def refresh_balance(request):
    audit.note(request.user, "money.asked")
    if money.refresh_balance(ProviderAccount.objects.for_server()):
        messages.success(request, _("KIE told the balance; it stands below."))
    else:
        messages.warning(request, _("KIE did not tell the balance."))
    return redirect("admin:index")
