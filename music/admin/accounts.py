from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import ProviderAccount
from ..tell import holds
from .base import KeptAdmin


@admin.register(ProviderAccount)
class ProviderAccountAdmin(KeptAdmin):
    """Whose key pays. The keys themselves are nowhere to be seen, not even here."""

    list_display = [
        "__str__",
        "host",
        "style",
        "has_a_key",
        "ending",
        "balance",
        "balance_at",
        "held_at",
        "removed_at",
    ]
    list_select_related = ["owner"]
    list_filter = ["style", ("owner", admin.EmptyFieldListFilter), ("removed_at", admin.EmptyFieldListFilter)]
    search_fields = ["owner__email", "owner__name", "base_url"]
    fields = [
        "owner",
        "base_url",
        "style",
        ("has_a_key", "ending"),
        ("balance", "balance_at"),
        ("held_at", "held_because"),
        ("created_at", "removed_at"),
    ]
    readonly_fields = [
        "has_a_key", "ending", "balance", "balance_at", "held_at", "held_because", "created_at", "removed_at",
    ]  # fmt: skip

    @admin.display(boolean=True, description=_("has a key"))
    def has_a_key(self, account):
        return account.has_key

    @admin.display(description=_("key ends in"), empty_value="–")
    def ending(self, account):
        return f"…{account.key_hint}" if account.key_hint else None

    @admin.display(description=_("why it is held"), empty_value="–")
    def held_because(self, account):
        return holds.why(account) or None
