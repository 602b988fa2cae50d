"""Doors that allauth does not have: the demo account and invitations."""

from allauth.account.views import LoginView
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import demo, invitations
from .models import Invitation


class SignIn(LoginView):
    extra_context = {"is_demo_offered": demo.is_offered}


@login_not_required
@require_POST
def demo_login(request):
    if not demo.is_offered():
        raise Http404
    login(request, demo.account(), backend="accounts.backends.StudioBackend")
    return redirect("home")


@login_not_required
@never_cache
def invitation(request, token):
    """Let the guest sign up, on this browser; a link that is spent says so."""
    found = Invitation.objects.open().filter(token=token).first()
    if found is None:
        return render(request, "accounts/invitation_spent.html", status=410)
    invitations.remember(request, found)
    return redirect("account_signup")
