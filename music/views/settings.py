"""How one likes it here, and whose key pays."""

from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import switches
from accounts.forms import PreferencesForm

from ..forms import ProviderKeyForm
from ..models import ProviderAccount
from ..models.accounts import hint_of
from . import notices


def settings_page(request):
    form = PreferencesForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(request.user.language or translation.get_language()):
            messages.success(request, _("Saved."))  # in the language that was just chosen
        return redirect("settings")
    return _page(request, form, _key_form(), status=422 if form.is_bound else 200)


def _key_form(data=None):
    return ProviderKeyForm(data, base_url=settings.KIE_API_BASE_URL, style=settings.KIE_API_STYLE)


def _page(request, form, key_form, status):
    own = ProviderAccount.objects.filter(owner=request.user, removed_at=None).first()
    context = {"form": form, "key_form": key_form, "own_account": own} | notices.form_for(request.user)
    return render(request, "music/settings.html", context, status=status)


@require_POST
def provider_key(request):
    """Keep a key of one's own, or remove it. Its songs remember that it made them."""
    if request.POST.get("remove"):
        _remove(request)
        return redirect("settings")
    if not switches.is_on("own_keys", request.user):
        raise Http404
    form = _key_form(request.POST)
    if ProviderAccount.objects.filter(owner=request.user, removed_at=None).exists():
        return _one_is_here(request)
    if not form.is_valid():
        return _page(request, PreferencesForm(instance=request.user), form, status=422)
    try:
        with transaction.atomic():
            _keep(request, form)
    except IntegrityError:  # of two presses at once, the other one was quicker
        return _one_is_here(request)
    return redirect("settings")


def _one_is_here(request):
    messages.warning(request, _("Remove the key that is here before you add another."))
    return redirect("settings")


def _remove(request):
    for own in ProviderAccount.objects.filter(owner=request.user, removed_at=None):
        own.forget_key()
        own.removed_at = timezone.now()
        own.save()
    messages.success(request, _("Your key is gone from this server. New songs use the server’s key."))


def _keep(request, form):
    """The same key as before finds its account, and the songs it made, again."""
    key = form.cleaned_data["key"]
    mine = ProviderAccount.objects.filter(owner=request.user, base_url=form.base_url)
    own = mine.filter(key_hint=hint_of(key)).first() or ProviderAccount(
        owner=request.user, base_url=form.base_url
    )
    own.style, own.removed_at = form.style, None
    own.set_key(key, form.cleaned_data["hmac_key"])
    own.save()
    own.heard_balance(form.balance)
    messages.success(request, _("Your key works and is kept, sealed. New songs are made with it."))


@require_POST
def change_theme(request):
    """Light or dark, from the button in the rail; the page has changed already."""
    theme = request.POST.get("theme", "")
    if theme in request.user.Theme.values:
        request.user.theme = theme
        request.user.save(update_fields=["theme"])
    return redirect("settings")
