"""A person's own audio: the list, what is on its way into it, and a page for each."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from sunostudio.bodies import FILES, takes

from ..forms import UploadForm
from ..models import Arrival, Upload
from ..services import arriving, uploads
from .asked import older
from .back import back
from .tracks import steps

PAGE = 50


def find(request, uuid):
    return get_object_or_404(Upload.objects.of(request.user), uuid=uuid)


@takes(FILES)
def upload_list(request):
    """Newest first. A POST is the plain form, with files that come whole."""
    if request.method == "POST" and request.FILES.getlist("files"):
        return _take(request)
    is_only_rows = request.htmx.trigger == "more"
    template = "music/_upload_page.html" if is_only_rows else "music/upload_list.html"
    context = _listed(request) | {"is_unchosen": request.method == "POST"}
    return render(request, template, context, status=422 if context["is_unchosen"] else 200)


def _listed(request):
    is_trash, before = request.GET.get("trash") == "on", request.GET.get("before", "")
    mine = Upload.objects.of(request.user).for_rows().newest_first()
    mine = mine.filter(trashed_at__isnull=False) if is_trash else mine.kept()
    found = list(older(mine, before)[: PAGE + 1])
    arrivals = [] if is_trash else list(Arrival.objects.of(request.user).uploaded().shown())
    return {
        "uploads": found[:PAGE],
        "next_before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "is_trash": is_trash,
        "has_trash": Upload.objects.of(request.user).filter(trashed_at__isnull=False).exists(),
        "arrivals": arrivals,
        "is_checking": any(arrival.state == Arrival.State.CHECKING for arrival in arrivals),
    }


def _take(request):
    taken = [arriving.take(request.user, file) for file in request.FILES.getlist("files")]
    fine = sum(arrival.state != Arrival.State.REFUSED for arrival in taken)
    if fine:
        told = ngettext("{n} file is here and being checked.", "{n} files are here and being checked.", fine)
        messages.success(request, told.format(n=fine))
    return redirect("upload_list")


def upload_detail(request, uuid):
    upload = find(request, uuid)
    context = {
        "upload": upload,
        "offspring": upload.offspring.showing("track").order_by("-track__order")[:50],
        "is_needed": uploads.is_needed(upload),
        **steps(request, upload),
    }
    return render(request, "music/upload_detail.html", context)


def upload_menu(request, uuid):
    """What a row's menu holds, fetched when it opens."""
    upload = find(request, uuid)
    return render(request, "music/_upload_menu.html", {"upload": upload, **steps(request, upload)})


def edit_upload(request, uuid):
    upload = find(request, uuid)
    form = UploadForm(request.POST or None, instance=upload)
    if request.method == "POST" and form.is_valid():
        uploads.rename(upload, form.cleaned_data["title"])
        messages.success(request, _("Saved."))
        return redirect(upload)
    status = 422 if form.is_bound else 200
    return render(request, "music/edit_upload.html", {"upload": upload, "form": form}, status=status)


@require_POST
def trash_upload(request, uuid):
    upload = find(request, uuid)
    uploads.trash(upload)
    told = _("“{title}” is in the trash.").format(title=upload)
    messages.success(request, told, extra_tags=f"undo-upload:{upload.uuid}")
    return back(request, upload)


@require_POST
def restore_upload(request, uuid):
    upload = find(request, uuid)
    uploads.restore(upload)
    messages.success(request, _("“{title}” is back among your uploads.").format(title=upload))
    return back(request, upload)


@require_POST
def delete_upload(request, uuid):
    """For good, and only out of the trash; not under the hands of a job that works on it."""
    upload = find(request, uuid)
    if not upload.trashed_at or uploads.is_needed(upload):
        messages.warning(request, _("A job still works on it, or it is not in the trash."))
        return redirect(upload)
    uploads.delete(upload)
    messages.success(request, _("“{title}” is gone.").format(title=upload))
    return redirect("upload_list")
