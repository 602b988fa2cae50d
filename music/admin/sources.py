from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Extension, Source
from .base import KeptAdmin, link_to


@admin.register(Source)
class SourceAdmin(KeptAdmin):
    list_display = ["track", "how", "source", "at", "position"]
    list_select_related = ["track", "source"]
    list_filter = ["how"]
    search_fields = ["=track__uuid", "=source__uuid"]
    search_help_text = _("The number of a song.")
    fields = ["track_link", "how", "source_link", "at", "position"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        long = ("track__lyrics", "track__peaks", "source__lyrics", "source__peaks")
        return super().get_queryset(request).defer(*long)

    @admin.display(description=_("track"))
    def track_link(self, row):
        return link_to(row.track)

    @admin.display(description=_("source"))
    def source_link(self, row):
        return link_to(row.song)


@admin.register(Extension)
class ExtensionAdmin(KeptAdmin):
    list_display = ["source_track", "continue_at", "is_inherited", "state", "job"]
    list_select_related = ["source_track", "job"]
    list_filter = ["is_inherited", "job__state"]
    search_fields = ["=source_track__uuid", "=job__task_id"]
    search_help_text = _("The number of a song, or the provider’s task.")
    fields = ["source_link", "continue_at", "is_inherited", "job_link"]
    ordering = ["-pk"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("source_track__lyrics", "source_track__peaks")

    @admin.display(description=_("state"), ordering="job__state")
    def state(self, extension):
        return extension.job.get_state_display()

    @admin.display(description=_("source"))
    def source_link(self, extension):
        return link_to(extension.source)

    @admin.display(description=_("job"))
    def job_link(self, extension):
        return link_to(extension.job)
