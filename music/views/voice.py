"""A voice of one's own: a recording, a phrase to sing, and a persona that sings with it. Nothing but its jobs
remembers where one stands, so one can leave the pages and come back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from sunostudio.bodies import FILE, takes

from ..models import Arrival, ProviderAccount, Upload
from ..operations import registry
from ..operations.voice import VoiceOperation
from ..services import arriving, budgets
from ..tell.voice import begun, stand
from . import create

SHOWN = 12  # recordings to choose from
NEXT = {"ask": "voice-phrase", "wait": "voice-again", "sing": "voice", "use": "voice-check"}
PARTS = {slug: part for part, slug in NEXT.items()} | {"voice-again": "sing"}


@takes(FILE)
def voice_start(request):
    """A recording to begin with: one that is here, or a new one. A POST chooses it, or brings a file whole."""
    if request.FILES.get("file"):
        return _take(request, "voice_start")
    mine = Upload.objects.of(request.user).kept().values_list("uuid", flat=True)
    is_post, wanted = request.method == "POST", request.POST.get("recording")
    if wanted in map(str, mine):
        return redirect("voice_flow", wanted)
    account = ProviderAccount.objects.for_person(request.user)
    context = recordings(request) | {"begun": begun(request.user, account), "is_unchosen": is_post}
    return render(request, "music/voice_start.html", context, status=422 if is_post else 200)


@takes(FILE)
def voice_flow(request, uuid):
    """Where one stands with a recording. `?anew` begins again: another part of it, or another language."""
    recording = _find(request, uuid)
    if request.FILES.get("file"):
        return _take(request, "voice_flow", uuid)
    return _page(request, recording)


@takes(FILE)
def voice_from_upload(request, uuid):
    """The same at the address that every operation on an upload has, where the first step can be posted, too."""
    if request.method == "POST" and not request.FILES.get("file"):
        return voice_step(request, uuid, NEXT["ask"])
    return voice_flow(request, uuid)


@require_POST
def voice_step(request, uuid, operation):
    """Take one of the steps; a page with what was written and what has to be changed, when it is refused."""
    recording, step = _find(request, uuid), registry.OPERATIONS.get(operation)
    if not isinstance(step, VoiceOperation):
        raise Http404
    form = step.form(request.POST, owner=request.user, sources=(recording,))
    if form.is_valid() and create.begin(request, step, form):
        return redirect("voice_flow", uuid)
    return _page(request, recording, form)


def _find(request, uuid):
    return get_object_or_404(Upload.objects.of(request.user), uuid=uuid)


def _take(request, *back):
    arrival = arriving.take(request.user, request.FILES["file"], Upload.Kind.VOICE)
    if arrival.state != Arrival.State.REFUSED:
        messages.success(request, _("The recording is here and being checked."))
    return redirect(*back)


def recordings(request, besides=None):
    """What can be chosen, the newest and the one asked for (`?chosen=`), and what is on its way to become a choice."""
    mine = Upload.objects.of(request.user).kept().for_rows().newest_first()
    mine = mine.exclude(pk=besides.pk) if besides else mine
    shown, wanted = list(mine[:SHOWN]), request.GET.get("chosen")
    if wanted and wanted not in [str(recording.uuid) for recording in shown]:
        shown = [recording for recording in mine if str(recording.uuid) == wanted] + shown
    arrivals = Arrival.objects.of(request.user).shown().filter(kind=Upload.Kind.VOICE)
    is_checking = any(arrival.state == Arrival.State.CHECKING for arrival in arrivals)
    return {"recordings": shown, "arrivals": arrivals, "is_checking": is_checking}


def _page(request, recording, form=None):
    account = ProviderAccount.objects.for_person(request.user)
    standing = stand(recording, account)
    part = _part(request, standing, form)
    slug = NEXT[part]
    price = registry.get(slug).price()
    context = {
        "recording": recording,
        "standing": standing,
        "part": part,
        "operation": registry.get(slug),
        "price": price,
        "budget_warnings": budgets.warnings(request.user, account, price=price),
        "form": form if form and form.slug == slug else _blank(request, recording, slug, standing),
        "action": reverse("voice_step", args=[recording.uuid, slug]),
        "language": _language_of(standing),
        "again": _again(request, recording, standing) if part == "sing" else None,
        **(recordings(request, besides=recording) if part == "sing" else {}),
    }
    return render(request, "music/voice_flow.html", context, status=422 if form else 200)


def _part(request, standing, form):
    """Of the step that was refused; where one stands, when that step comes too early or with another key."""
    part = PARTS[form.slug] if form else "ask" if "anew" in request.GET else standing.step
    if (part == "sing" and not standing.phrase) or (part == "use" and not standing.made):
        for error in form.errors.get("task_id", ()) if form else ():
            messages.warning(request, error)
        return standing.step
    return part


def _language_of(standing):
    """Of the phrase, for whoever reads it aloud; another phrase is in the language of the first."""
    job = standing.phrase
    return job.params.get("language", "") if job else ""


def _blank(request, recording, slug, standing):
    """The form of a step, with what was written in it the last time."""
    form = registry.get(slug).form
    before = recording.used_in.filter(job__operation=slug, position=0).order_by("-pk").first()
    initial = form.initial_from(before.job) if before else {}
    after = standing.made if slug == "voice-check" else standing.phrase
    if after:
        initial["task_id"] = after.uuid
    return form(owner=request.user, sources=(recording,), initial=initial)


def _again(request, recording, standing):
    """How to get another phrase: in the provider's own way, or by asking anew where it refused that."""
    trouble = standing.trouble
    slug = "voice-phrase" if trouble and trouble.operation == "voice-again" else "voice-again"
    return {
        "form": _blank(request, recording, slug, standing),
        "action": reverse("voice_step", args=[recording.uuid, slug]),
        "price": registry.get(slug).price(),
    }
