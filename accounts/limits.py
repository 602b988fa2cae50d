"""What is said when one of allauth's limits is reached (`ACCOUNT_RATE_LIMITS`): until when, with all that was typed."""

import math
import time

from allauth.core.internal import ratelimit
from django.core.cache import cache

# Which limit a page is under
ACTIONS = {
    "account_login": "login",
    "account_signup": "signup",
    "account_email": "manage_email",
    "account_reset_password": "reset_password",
    "account_reset_password_from_key": "reset_password_from_key",
    "account_change_password": "change_password",
    "account_set_password": "change_password",
    "account_reauthenticate": "reauthenticate",
    "mfa_reauthenticate": "reauthenticate",
    "mfa_reauthenticate_webauthn": "reauthenticate",
    "invitation": "invitation",
}
WITH_WORDS = {"account_login", "account_signup", "account_email", "account_reset_password"}
A_MINUTE = 60  # the seconds of all other limits
SECOND_PROOF = 5 * 60  # the longest that codes may have to wait


def seconds_of(request):
    """Until the page that was refused is answered again."""
    action = ACTIONS.get(request.resolver_match.url_name)
    return seconds_to_wait(request, action, key=request.POST.get("email", "").lower()) if action else A_MINUTE


def seconds_to_wait(request, action, key):
    """Until one more try is counted; at least 1."""
    waits = [1]
    for rate in ratelimit.get_rates(app="allauth.account", action=action):
        place = ratelimit.get_cache_key(request, app="allauth.account", action=action, rate=rate, key=key)
        tries = cache.get(place, [])  # moments, the newest first
        if len(tries) >= rate.amount:
            waits.append(math.ceil(tries[rate.amount - 1] + rate.duration - time.time()))
    return max(waits)


def form_again(request, sentence):
    """The page of a form that was not looked at, with this sentence and all that was typed but passwords; None where
    nothing else is typed."""
    match = request.resolver_match
    if request.method != "POST" or match.url_name not in WITH_WORDS:
        return None
    view = match.func.view_class()
    view.setup(request, *match.args, **match.kwargs)
    form = view.get_form()
    form.full_clean = lambda: None  # to look at it would be the try that is not allowed
    form._errors, form.cleaned_data = {"__all__": form.error_class([sentence])}, {}
    return view.render_to_response(view.get_context_data(form=form))
