from django.contrib import admin

from accounts import roles
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

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _may(request.user, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _may(request.user, obj)

    def save_model(self, request, obj, form, change):
        roles.need(_may(request.user, obj))
        super().save_model(request, obj, form, change)


def _may(by, budget):
    person = budget and budget.person
    return person is None or roles.may_set_budget(by, person)
