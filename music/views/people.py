"""People, for those who run the server: who is here, what they may, and looking as they do."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import invitations, posing, roles
from accounts.models import Invitation, User

from ..forms.people import InvitationForm, PersonBudgetForm, RoleForm
from ..models import Budget
from ..services import people as services
from .asked import older

PAGE = 50


def people(request):
    return _people(request, InvitationForm(by=request.user))


def _people(request, form, status=200):
    asked = {"words": request.GET.get("q", "").strip(), "role": request.GET.get("role", "")}
    found = list(older(services.chosen(**asked), request.GET.get("before", ""))[: PAGE + 1])
    context = {
        "asked": asked,
        "rows": services.figures(found[:PAGE]),
        "next_before": found[PAGE - 1].pk if len(found) > PAGE else None,
        "roles": roles.Role,
        "form": form,
        "invited": [
            (one, invitations.address(request, one))
            for one in _open_invitations(request.user).order_by("-pk")[:PAGE]
        ],
    }
    return render(request, "music/people.html", context, status=status)


def _open_invitations(by):
    """To managers, those alone that make no staff."""
    still = Invitation.objects.open()
    return still if by.is_superuser else still.filter(makes_staff=False, role__in=roles.given_by(by))


@require_POST
def invite(request):
    form = InvitationForm(request.POST, by=request.user)
    if not form.is_valid():
        return _people(request, form, status=422)
    services.invite(request.user, form)
    messages.success(request, _("The link is made. Copy it, and send it to nobody else."))
    return redirect("people")


@require_POST
def uninvite(request, pk):
    services.take_back(request.user, get_object_or_404(_open_invitations(request.user), pk=pk))
    messages.success(request, _("This link lets nobody in any more."))
    return redirect("people")


def person(request, pk):
    found = get_object_or_404(User, pk=pk)
    return _person(request, found, _budget_form(found))


def _budget_form(found, data=None):
    budget = Budget.objects.filter(owner=found).first() or Budget(owner=found)
    return PersonBudgetForm(data, instance=budget)


def _person(request, found, budget_form, status=200):
    is_administrator = request.user.is_superuser
    context = {
        "person": found,
        "figures": services.figures([found])[0],
        "budget_form": budget_form,
        "role_form": RoleForm(by=request.user, initial={"role": found.role}) if is_administrator else None,
        "can_be_seen": posing.can_be_seen(found),
        "may_touch": roles.may_touch(request.user, found),
        "may_set_budget": roles.may_set_budget(request.user, found),
        "is_me": found == request.user,
    }
    return render(request, "music/person.html", context, status=status)


@require_POST
def change_role(request, pk):
    found = get_object_or_404(User, pk=pk)
    roles.need(request.user.is_superuser and found != request.user)
    form = RoleForm(request.POST, by=request.user)
    if form.is_valid():
        _try(request, services.give_role, found, form.cleaned_data["role"], told=_("Their role is changed."))
    return redirect("person", pk)


@require_POST
def change_access(request, pk):
    found = get_object_or_404(User, pk=pk)
    roles.need(roles.may_touch(request.user, found))
    how = request.POST.get("how")
    if how == "open":
        _try(request, services.open_again, found, told=_("They may sign in again."))
    elif how == "shut":
        _try(request, services.shut, found, told=_("They are signed out, and cannot sign in."))
    return redirect("person", pk)


def _try(request, change, found, *words, told):
    try:
        change(request.user, found, *words)
    except services.LastAdministrator:
        messages.warning(
            request, _("Nobody would run this server any more. Make somebody else an administrator first.")
        )
    else:
        messages.success(request, told)


@require_POST
def change_budget(request, pk):
    found = get_object_or_404(User, pk=pk)
    roles.need(roles.may_set_budget(request.user, found))
    form = _budget_form(found, request.POST)
    if not form.is_valid():
        return _person(request, found, form, status=422)
    services.set_budget(request.user, form)
    messages.success(request, _("The budget is kept."))
    return redirect("person", pk)


@require_POST
def pose(request, pk):
    found = get_object_or_404(User, pk=pk)
    roles.need(posing.start(request, found))
    return redirect("track_list")
