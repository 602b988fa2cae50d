"""One's own personas: voices and manners to make songs with."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms import PersonaForm
from ..models import Persona, ProviderAccount


def persona_list(request):
    form = PersonaForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form)
    personas = Persona.objects.of(request.user).select_related("account")
    status = 422 if form.is_bound else 200
    return render(request, "music/persona_list.html", {"personas": personas, "form": form}, status=status)


def _keep(request, form):
    form.instance.owner = request.user
    form.instance.account = ProviderAccount.objects.for_person(request.user)
    persona = form.save()
    messages.success(request, _("“{name}” can be chosen in the forms now.").format(name=persona))
    return redirect(persona)


def persona_detail(request, uuid):
    persona = get_object_or_404(Persona.objects.of(request.user).select_related("account"), uuid=uuid)
    form = PersonaForm(request.POST or None, instance=persona, owner=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(persona)
    status = 422 if form.is_bound else 200
    return render(request, "music/persona_detail.html", {"persona": persona, "form": form}, status=status)


@require_POST
def delete_persona(request, uuid):
    persona = get_object_or_404(Persona.objects.of(request.user), uuid=uuid)
    persona.delete()
    messages.success(request, _("“{name}” is no longer kept here.").format(name=persona))
    return redirect("persona_list")
