from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Share
from ..services import audit, shares
from .base import KeptAdmin


@admin.register(Share)
class ShareAdmin(KeptAdmin):
    """Links that others hear songs by. Their addresses are their owners', so they are not shown."""

    list_display = ["what", "owner", "kind", "listens", "has_password", "expires_at", "revoked_at", "made_at"]
    list_select_related = ["owner", "track", "playlist"]
    list_filter = ["kind", ("revoked_at", admin.EmptyFieldListFilter)]
    search_fields = ["owner__email", "owner__name", "track__title", "playlist__name"]
    ordering = ["-pk"]
    actions = ["revoke"]
    fields = [
        "what",
        "owner",
        ("kind", "has_password", "allows_download"),
        "listens",
        "made_at",
        ("expires_at", "revoked_at"),
    ]

    @admin.display(description=_("what"))
    def what(self, share):
        return str(share)

    @admin.display(description=_("password"), boolean=True)
    def has_password(self, share):
        return bool(share.password)

    @admin.action(description=_("Close these links"))
    def revoke(self, request, queryset):
        for share in queryset:
            shares.revoke(share)
        audit.note_each(request.user, "share.closed", queryset)
