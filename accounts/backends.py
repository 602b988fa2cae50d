"""Who may be signed in."""

from allauth.account.auth_backends import AuthenticationBackend

from . import demo


class StudioBackend(AuthenticationBackend):
    """As allauth has it, but the demo account exists only while it is offered, its open sessions included."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and demo.may_enter(user)
