from django.contrib import admin
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.sure import asks_first

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
    @asks_first(
        ngettext_lazy(
            "{n} link is closed: nobody hears anything by it, until its owner opens it again.",
            "{n} links are closed: nobody hears anything by them, until their owners open them again.",
            "n",
        )
    )
    @transaction.atomic
    def revoke(self, request, queryset):
        audit.note_each(request.user, "share.closed", queryset.filter(revoked_at=None))
        for share in queryset:
            shares.revoke(share)
