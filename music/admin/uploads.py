from django.contrib import admin
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from ..models import Arrival, Handover, Upload
from ..tell.arrivals import why
from .base import KeptAdmin, link_to


@admin.register(Upload)
class UploadAdmin(KeptAdmin):
    list_display = ["__str__", "owner", "kind", "suffix", "duration", "disk_size", "made_at"]
    list_select_related = ["owner"]
    list_filter = ["kind", "suffix", ("trashed_at", admin.EmptyFieldListFilter)]
    search_fields = ["=uuid", "title", "owner__email", "owner__name"]
    search_help_text = _("A title, a number, or whose it is.")
    ordering = ["-pk"]
    fields = [
        ("title", "kind"), "owner_link", ("suffix", "duration", "disk_size"), ("audio", "sha256"),
        ("made_at", "trashed_at"), "uuid",
    ]  # fmt: skip

    def get_queryset(self, request):
        return super().get_queryset(request).defer("peaks")

    @admin.display(description=_("size"), ordering="size")
    def disk_size(self, upload):
        return filesizeformat(upload.size)

    @admin.display(description=_("owner"))
    def owner_link(self, upload):
        return link_to(upload.owner)


@admin.register(Arrival)
class ArrivalAdmin(KeptAdmin):
    """Files on their way, and why some were not kept."""

    list_display = ["name", "owner", "state", "why", "size", "tries", "touched_at"]
    list_select_related = ["owner"]
    list_filter = ["state", "kind", "is_recording"]
    search_fields = ["name", "owner__email", "owner__name"]
    ordering = ["-pk"]
    fields = [("name", "size"), "owner", ("state", "why"), ("kind", "is_recording"), "upload", "touched_at"]

    @admin.display(description=_("why refused"))
    def why(self, arrival):
        return why(arrival.reason) or "–"


@admin.register(Handover)
class HandoverAdmin(KeptAdmin):
    """Copies with the provider. Their addresses let anybody fetch the file, so they are not shown."""

    list_display = ["what", "account", "until", "claimed_at"]
    list_select_related = ["account__owner", "upload", "track"]
    ordering = ["-pk"]
    fields = ["what", "account", "until", "claimed_at"]

    @admin.display(description=_("file"))
    def what(self, handover):
        return link_to(handover.track or handover.upload)
