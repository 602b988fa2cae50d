from django.contrib import admin

from ..models import Project, Tag
from .base import KeptAdmin


@admin.register(Project)
class ProjectAdmin(KeptAdmin):
    list_display = ["name", "owner", "made_at"]
    list_select_related = ["owner"]
    search_fields = ["=uuid", "name", "note", "owner__email", "owner__name"]
    date_hierarchy = "made_at"
    fields = ["name", "note", "owner", "defaults", "made_at", "uuid"]


@admin.register(Tag)
class TagAdmin(KeptAdmin):
    list_display = ["name", "owner"]
    list_select_related = ["owner"]
    search_fields = ["name", "key", "owner__email", "owner__name"]
    fields = ["name", "owner"]
