"""How the studio's doors differ from allauth's."""

from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from sunostudio.limits import too_often

from . import demo, invitations, limits, switches

NAME = "Suno Studio"


def at_public_address(link):
    """The same page of ours under PUBLIC_URL, where that is set: a link with a token in it must not lead to a host
    that somebody made up for the request."""
    page = urlsplit(link)._replace(scheme="", netloc="").geturl()
    return settings.PUBLIC_URL + page if settings.PUBLIC_URL else link


def _is_open():
    return settings.SIGNUP_OPEN and switches.is_on("sign_up")


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return _is_open() or invitations.of(request) is not None

    def save_user(self, request, user, form, commit=True):
        """The account and its invitation, both or neither: of two who come with one link, one gets in; of two with
        one address, too."""
        try:
            with transaction.atomic():
                user = super().save_user(request, user, form, commit)
                if not invitations.use(request, user) and not _is_open():
                    raise ImmediateHttpResponse(redirect("account_signup"))
        except IntegrityError as error:
            raise ImmediateHttpResponse(redirect("account_login")) from error
        return user

    def pre_login(self, request, user, **kwargs):
        """However they proved who they are; allauth itself looks only at `is_active` here."""
        user.is_active = user.is_active and demo.may_enter(user)
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request, **credentials):
        """Refused beside the fields, with the time that it takes."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            key = self._get_login_attempts_cache_key(request, **credentials)
            request.retry_after = limits.seconds_to_wait(request, "login_failed", key)
            raise ValidationError(too_often(request.retry_after)) from error

    def validation_error(self, code, *args):
        """A code of a second proof that was tried too often ends up here, and allauth tells nothing more of it."""
        if code in ("too_many_login_attempts", "rate_limited"):
            self.request.retry_after = limits.SECOND_PROOF
            return ValidationError(too_often(limits.SECOND_PROOF))
        return super().validation_error(code, *args)

    def get_reset_password_from_key_url(self, key):
        return at_public_address(super().get_reset_password_from_key_url(key))

    def send_mail(self, template_prefix, email, context):
        links = {name: at_public_address(link) for name, link in context.items() if name.endswith("_url")}
        host = urlsplit(settings.PUBLIC_URL or self.request.build_absolute_uri()).netloc
        site = {"current_site": SimpleNamespace(name=NAME, domain=host)}
        return super().send_mail(template_prefix, email, {**context, **links, **site})

    def clean_email(self, email):
        email = super().clean_email(email).lower()
        if email == demo.EMAIL:
            raise ValidationError(_("This address belongs to the demo account."))
        return email
