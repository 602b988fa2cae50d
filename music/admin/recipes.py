from django.contrib import admin

from ..models import Recipe
from .base import KeptAdmin


@admin.register(Recipe)
class RecipeAdmin(KeptAdmin):
    list_display = ["name", "operation", "owner", "is_shared", "made_at"]
    list_select_related = ["owner"]
    list_filter = ["is_shared", "operation"]
    search_fields = ["name", "note", "owner__email", "owner__name"]
    date_hierarchy = "made_at"
    fields = ["name", "note", "owner", "operation", "params", "is_shared", "made_at"]
