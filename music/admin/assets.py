"""Files of songs, words in time and drafts, as an administrator sees them."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Asset, LyricsDraft, TimedLyrics
from .base import KeptAdmin, link_to


@admin.register(Asset)
class AssetAdmin(KeptAdmin):
    list_display = ["__str__", "kind", "track", "owner", "archive_state", "size", "made_at"]
    list_select_related = ["track", "owner"]
    list_filter = ["kind", "archive_state"]
    search_fields = ["=uuid", "=track__uuid", "name"]
    search_help_text = _("The number of a file or a song, or the name of a stem.")
    fields = [
        "kind", "name", "track_link", "job_link", "owner", "archive_state", "archive_error", "archive_tries",
        "expires_at", "file", "size", "sha256", "duration", "made_at",
    ]  # fmt: skip
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("notes", "peaks", "track__lyrics", "track__peaks")

    @admin.display(description=_("track"))
    def track_link(self, asset):
        return link_to(asset.track)

    @admin.display(description=_("job"))
    def job_link(self, asset):
        return link_to(asset.job)


@admin.register(TimedLyrics)
class TimedLyricsAdmin(KeptAdmin):
    list_display = ["track", "job", "made_at", "edited_at"]
    list_select_related = ["track", "job"]
    fields = ["track", "job", "made_at", "edited_at", "words", "heard", "own"]
    ordering = ["-pk"]


@admin.register(LyricsDraft)
class LyricsDraftAdmin(KeptAdmin):
    list_display = ["__str__", "owner", "is_kept", "made_at"]
    list_select_related = ["owner"]
    list_filter = ["is_kept"]
    search_fields = ["title", "=uuid"]
    fields = ["title", "owner", "idea", "text", "is_kept", "job", "made_at", "edited_at"]
    ordering = ["-pk"]
