"""The first page of the administration: what needs a decision, how it is going, and where everything else is."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ..models import ProviderAccount
from ..services import money, vault
from ..tell import glance, needs


def desk(request):
    told = {"needs": needs.found(), "figures": list(glance.figures()), "versions": glance.versions()}
    return admin.site.index(request, told)


@require_POST
def rescue_all(request):
    count = vault.rescue(None)
    told = ngettext("{n} copy is started anew.", "{n} copies are started anew.", count)
    messages.success(request, told.format(n=count) if count else _("Damaged files are looked at once more."))
    return redirect("admin:index")


@require_POST
def refresh_balance(request):
    if money.refresh_balance(ProviderAccount.objects.for_server()):
        messages.success(request, _("KIE told the balance; it stands below."))
    else:
        messages.warning(request, _("KIE did not tell the balance."))
    return redirect("admin:index")
