"""The first page of the administration: what needs a decision, how it is going, and where everything else is."""

from django.contrib import admin, messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts import sure

from ..forms import HoldForm
from ..models import ProviderAccount
from ..services import audit, holds, money, vault
from ..tell import glance, needs
from ..tell import rescue as words

MANY = 20  # copies; that many are asked about first


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
    with transaction.atomic():
        audit.note(request.user, "provider.held", words=form.cleaned_data["reason"])
        holds.hold(form.cleaned_data["reason"])
    messages.success(request, _("Held. New jobs wait in line, and everybody is told why."))
    return redirect("admin:index")


@require_POST
@transaction.atomic
def release(request):
    if holds.release():
        audit.note(request.user, "provider.released")
        messages.success(request, _("Jobs go on: those in line are sent one after the other."))
    else:
        messages.warning(request, _("The provider is not held any more."))
    return redirect("admin:index")


@require_http_methods(["GET", "HEAD", "POST"])
def rescue_all(request, risk):
    """What a need of the desk counted, and nothing else; where they are many, a page asks first. Letters lead there too."""
    if risk not in vault.RISKS:
        raise Http404
    count = vault.count(risk, most=None)
    if not count:
        messages.warning(request, _("There is nothing of that kind any more."))
    elif request.method == "POST" and (count <= MANY or request.POST.get("sure")):
        done = vault.rescue_all(risk, request.user)
        messages.success(request, words.DONE[risk].format(n=done))
    else:
        will, rows = words.WILL[risk].format(n=count), vault.some(risk, sure.SHOWN)
        return sure.ask(request, words.ACTS[risk], will, rows, count, back=reverse("admin:index"))
    return redirect("admin:index")


@require_POST
def see_losses(request):
    count = vault.see_losses(request.user)
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
