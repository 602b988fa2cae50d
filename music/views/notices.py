"""What happened to one's jobs, and how one wants to be told."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ..forms.notices import NoticesForm, SubscriptionForm
from ..models import Notice
from ..services import notices
from .asked import older, wants_piece

PAGE = 50


@require_safe
def notification_list(request):
    mine = Notice.objects.of(request.user).filter(is_shown=True).select_related("job").order_by("-pk")
    found = list(older(mine.prefetch_related("job__sources"), request.GET.get("before", ""))[: PAGE + 1])
    context = {"notices": found[:PAGE], "next_before": found[PAGE - 1].pk if len(found) > PAGE else None}
    return render(request, "music/notification_list.html", context)


@require_safe
def unread_notices(request):
    """The count at the bell, asked for again and again."""
    return render(request, "_unread.html", {"unread": Notice.objects.of(request.user).unread().count()})


@require_POST
def read_notices(request):
    notices.read_all(request.user)
    if not wants_piece(request):
        return redirect("notification_list")
    response = HttpResponse("")
    response.headers["HX-Trigger"] = "notices-read"
    return response


@require_POST
def change_notices(request):
    form = NoticesForm(request.POST, instance=request.user)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
    return redirect("settings")


@require_POST
def subscribe(request):
    """A browser that wants pushes; or, with `forget`, wants them no more."""
    if request.POST.get("forget"):
        notices.unsubscribe(request.user, request.POST.get("endpoint", ""))
        return JsonResponse({})
    form = SubscriptionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=422)
    notices.subscribe(request.user, **form.cleaned_data)
    return JsonResponse({})


def form_for(person):
    """For the settings page."""
    return {"notices_form": NoticesForm(instance=person), "vapid_public": settings.VAPID_PUBLIC}
