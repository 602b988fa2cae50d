"""What this server offers, and what it tells everybody."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import announcements, switches
from accounts.models import Announcement
from accounts.roles import Role

from ..forms.house import AnnouncementForm, SwitchForm
from ..operations import registry
from ..services import audit
from .asked import wants_piece
from .back import back

SHOWN = 20


def _names():
    """{what can be switched off: what it is called}"""
    operations = {f"operation:{one.slug}": one.name for one in registry.IN_ORDER}
    return switches.FEATURES | operations


@require_safe
def switch_list(request):
    rows = [
        (
            name,
            label,
            switches.ABOUT.get(name, ""),
            [(role, role.value not in switches.off_for(name)) for role in _roles_of(name)],
        )
        for name, label in _names().items()
    ]
    features = [row for row in rows if row[0] in switches.FEATURES]
    context = {"groups": [(_("Features"), features), (_("Operations"), rows[len(features) :])]}
    return render(request, "desk/switches.html", context)


def _roles_of(name):
    """Who has no account yet has no role: one switch for all."""
    return [Role.MAKER] if name in switches.FOR_VISITORS else list(Role)


@require_POST
@transaction.atomic
def change_switch(request, name):
    if name not in _names():
        raise Http404
    form = SwitchForm(request.POST)
    if not form.is_valid():
        return redirect("switch_list")
    off = [role for role in form.off_for if role in _roles_of(name)]
    before = switches.set_off(name, off)
    after = [role.value for role in off]
    if before != after:
        told = [", ".join(roles) for roles in (before, after)]
        audit.note(request.user, "switch.changed", name, changes={"off for": told})
    messages.success(request, _("Kept. It counts within seconds."))
    return redirect("switch_list")


@transaction.atomic
def announcement_list(request):
    form = AnnouncementForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        made = announcements.make(form)
        audit.note(request.user, "announcement.made", made)
        messages.success(request, _("Everybody sees it until they put it away."))
        return redirect("announcement_list")
    context = {
        "form": form,
        "announcements": Announcement.objects.all()[:SHOWN],
        "current": Announcement.objects.current(),
    }
    return render(request, "desk/announcements.html", context, status=422 if form.is_bound else 200)


@require_POST
@transaction.atomic
def end_announcement(request, pk):
    announcement = get_object_or_404(Announcement.objects.all(), pk=pk)
    announcements.end(announcement)
    audit.note(request.user, "announcement.ended", announcement)
    return redirect("announcement_list")


@require_POST
def dismiss_announcement(request, pk):
    """Put away by one person, for them alone."""
    get_object_or_404(Announcement.objects.current(), pk=pk).seen_by.add(request.user)
    return HttpResponse("") if wants_piece(request) else back(request, "home")
