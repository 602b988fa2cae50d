"""Who may be signed in."""

from allauth.account.auth_backends import AuthenticationBackend

from . import demo, roles


class StudioBackend(AuthenticationBackend):
    """As allauth has it, but the demo account exists only while it is offered, its open sessions included."""

    def user_can_authenticate(self, user):
        return super().user_can_authenticate(user) and demo.may_enter(user)

    def has_perm(self, user_obj, perm, obj=None):
        """Managers look after most rows; administrators after all."""
        is_managers = user_obj.is_active and user_obj.is_staff and roles.is_managed(perm)
        return is_managers or super().has_perm(user_obj, perm, obj)

    def has_module_perms(self, user_obj, app_label):
        is_managers = user_obj.is_active and user_obj.is_staff and app_label in ("accounts", "music")
        return is_managers or super().has_module_perms(user_obj, app_label)
