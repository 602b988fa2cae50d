"""What all these pages have in common."""

from django.contrib import admin
from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from ..models import Job
from ..operations import registry

MOST = 10_000  # rows that are counted, and paged through


class FewPages(Paginator):
    """Counts no further than anybody pages: to count a large table is to read it. Filters find what is older."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:MOST].count()


class KeptAdmin(admin.ModelAdmin):
    """Rows that the studio writes itself: to be looked at. Made for tables of 1,000,000 rows."""

    paginator = FewPages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    view_on_site = False
    actions_on_bottom = False

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OperationFilter(admin.SimpleListFilter):
    """By the registry's list: the table itself need not be read for it."""

    title, parameter_name = _("operation"), "operation"

    def lookups(self, request, model_admin):
        return [(slug, operation.name) for slug, operation in registry.OPERATIONS.items()]

    def queryset(self, request, queryset):
        return queryset.filter(operation=self.value()) if self.value() else queryset


def link_to(row, text=""):
    """Another row's page here, or at the desk; a dash for none."""
    if row is None:
        return "–"
    if isinstance(row, Job):
        return format_html('<a href="{}">{}</a>', reverse("desk_job", args=[row.uuid]), text or row)
    address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    return format_html('<a href="{}">{}</a>', address, text or row)
