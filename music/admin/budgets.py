from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import Budget
from ..services.budgets import standing
from ..tell.amounts import amount


@admin.register(Budget)
class BudgetAdmin(admin.ModelAdmin):
    """What may be spent, and what is."""

    list_display = ["__str__", "by_month", "gone", "by_job", "yes_above"]
    list_select_related = ["owner", "project"]
    autocomplete_fields = ["owner", "project"]
    fields = ["owner", "project", "by_month", "warn_at", "by_job", "yes_above"]
    view_on_site = False

    @admin.display(description=_("gone this month"))
    def gone(self, budget):
        return amount(standing(budget).gone)
