from django.contrib import admin

from accounts.audit import Audited

from ..models import Budget


@admin.register(Budget)
class BudgetAdmin(Audited, admin.ModelAdmin):
    """What may be spent."""

    list_display = ["__str__", "by_month", "by_job", "yes_above"]
    list_select_related = ["owner", "project"]
    autocomplete_fields = ["owner", "project"]
    fields = ["owner", "project", "by_month", "warn_at", "by_job", "yes_above"]
    view_on_site = False
