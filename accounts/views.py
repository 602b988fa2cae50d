"""The doors: sign in, sign up, the demo account, invitations."""

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView, SignupView
from allauth.decorators import rate_limit
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from . import demo, invitations, posing
from .models import Invitation


class SignIn(LoginView):
    def get_context_data(self, **kwargs):
        is_open = get_adapter().is_open_for_signup(self.request)
        doors = {"is_demo_offered": demo.is_offered(), "is_signup_open": is_open}
        return super().get_context_data(**kwargs) | doors


class SignUp(SignupView):
    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"invitation": invitations.of(self.request)}


@login_not_required
@require_POST
def demo_login(request):
    if not demo.is_offered():
        raise Http404
    login(request, demo.account(), backend="accounts.backends.StudioBackend")
    return redirect("home")


@login_not_required
@never_cache
@rate_limit(action="invitation", limit_get=True)
def invitation(request, token):
    """Let the guest sign up, on this browser; a link that is spent says so."""
    found = Invitation.objects.open().filter(token=token).first()
    if found is None:
        return render(request, "accounts/invitation_spent.html", status=410)
    invitations.remember(request, found)
    return redirect("account_signup")


@require_POST
def stop_posing(request):
    """Back to one's own account, on the page of whom one looked as."""
    person = request.user
    if not request.posing_by:
        return redirect("home")
    posing.stop(request)
    return redirect("person", person.pk)
