"""Taking everything along, leaving, and staying after all."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import leaving

from ..models import Job
from ..models.jobs import ASKED
from ..services import export as exporting
from ..services import leaving as service


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(enabled=lambda request: not request.user.leaves_at)
def leave(request):
    """Ask to leave; for who did, the page on which they can stay."""
    user = request.user
    if request.method == "POST" and request.POST.get("sure") and leaving.leave(user):
        service.cancel_queued(user)
        logout(request)
        return redirect("account_login")
    under_way = Job.objects.of(user).filter(state__in=ASKED).count()
    context = {"why_not": leaving.why_not(user), "days": leaving.GRACE.days, "under_way": under_way}
    if user.leaves_at:
        context["is_over"] = user.leaves_at <= timezone.now() and not context["why_not"]
        return render(request, "music/leaving.html", context)
    unsure = request.method == "POST" and not context["why_not"]
    return render(request, "music/leave.html", context | {"unsure": unsure}, status=422 if unsure else 200)


@require_POST
def stay(request):
    if leaving.stay(request.user):
        messages.success(request, _("You stay. Everything is as it was."))
    return redirect("settings")


@require_safe
def export(request):
    """Everything of theirs, as a ZIP that comes while it is made."""
    name = f"suno-studio-{timezone.localdate():%Y-%m-%d}.zip"
    pieces = () if request.method == "HEAD" else exporting.stream(request.user)
    return StreamingHttpResponse(
        pieces, content_type="application/zip",
        headers={"Content-Disposition": content_disposition_header(True, name), "Cache-Control": "private, no-store"},
    )  # fmt: skip
