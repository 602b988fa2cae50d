"""Links that let someone in where sign-up is closed: kept in the visitor's session until they sign up."""

from django.conf import settings

from . import roles
from .models import Invitation

SESSION_KEY = "invitation"


def remember(request, invitation):
    request.session[SESSION_KEY] = invitation.pk  # not the token: sessions lie in the queue server, too


def address(request, invitation):
    """The link that is sent to somebody."""
    path = invitation.get_absolute_url()
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)


def of(request):
    """The open invitation this visitor came with, or None."""
    known = request.session.get(SESSION_KEY)
    return Invitation.objects.open().filter(pk=known).first() if isinstance(known, int) else None


def use(request, user):
    """Spend the visitor's invitation on their new account, once. False when there is none (any more)."""
    invitation = of(request)
    if not invitation or not Invitation.objects.open().filter(pk=invitation.pk).update(used_by=user):
        return False
    del request.session[SESSION_KEY]
    roles.give(user, invitation.gives)
    return True


def first_administrators():
    """The one open invitation that an empty server prints."""
    fields = {"makes_staff": True, "created_by": None}
    return Invitation.objects.open().filter(**fields).first() or Invitation.objects.create(**fields)
