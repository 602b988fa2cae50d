"""One's own personas: voices and manners to make songs with."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ..forms import PersonaForm
from ..models import Persona, ProviderAccount, Track
from ..operations import registry
from ..services import personas
from .bulk import undo_tag

OFFERED = 6  # songs that a persona can be made of


def persona_list(request):
    """All of them, and the ways to more: of a song, of one's own voice, or by its id."""
    form = PersonaForm(request.POST or None, owner=request.user)
    if request.method == "POST" and form.is_valid():
        return _keep(request, form)
    account = ProviderAccount.objects.for_person(request.user)
    context = {
        "personas": Persona.objects.of(request.user).select_related("account", "track"),
        "account": account,
        "songs": _songs_for_one(request.user, account),
        "form": form,
    }
    return render(request, "music/persona_list.html", context, status=422 if form.is_bound else 200)


def _songs_for_one(owner, account):
    """The newest songs that a persona can be made of; of those that were begun lately, a few are enough to look at."""
    make = registry.get("persona")
    newest = Track.objects.of(owner).kept().finished().newest_first().select_related("job")[: OFFERED * 3]
    return [track for track in newest if not make.why_not(track, account)][:OFFERED]


def _keep(request, form):
    form.instance.owner = request.user
    form.instance.account = ProviderAccount.objects.for_person(request.user)
    persona = form.save()
    messages.success(request, _("“{name}” can be chosen in the forms now.").format(name=persona))
    return redirect(persona)


def persona_detail(request, uuid):
    rows = Persona.objects.of(request.user).select_related("account", "track", "job")
    persona = get_object_or_404(rows, uuid=uuid)
    form = PersonaForm(request.POST or None, instance=persona, owner=request.user)
    if request.method == "POST" and form.is_valid():
        personas.rename(persona) if "name" in form.changed_data else form.save()
        messages.success(request, _("Saved."))
        return redirect(persona)
    status = 422 if form.is_bound else 200
    context = {"persona": persona, "form": form, "recording": _recording_of(persona)}
    return render(request, "music/persona_detail.html", context, status=status)


def _recording_of(persona):
    """The upload that a voice was made of, where it is still here."""
    source = persona.job.sources.select_related("upload").first() if persona.job else None
    return source.upload if source else None


@require_POST
def delete_persona(request, uuid):
    persona = get_object_or_404(Persona.objects.of(request.user), uuid=uuid)
    undo = undo_tag(request, personas.delete(persona))
    messages.success(request, _("“{name}” is no longer kept here.").format(name=persona), extra_tags=undo)
    return redirect("persona_list")
