from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import BalanceReading, LedgerEntry
from .base import KeptAdmin, link_to


@admin.register(LedgerEntry)
class LedgerEntryAdmin(KeptAdmin):
    """The books: written with each job, never corrected by hand."""

    list_display = ["at", "came_back_at", "kind", "credits", "source", "account", "owner", "job"]
    list_select_related = ["account__owner", "job__owner"]
    list_filter = ["kind", "source", "at"]
    search_fields = ["=job__task_id", "=job__uuid", "job__owner__email", "job__owner__name"]
    search_help_text = _("A job’s number, ours or the provider’s, or whose it is.")
    ordering = ["-pk"]
    fields = ["at", "came_back_at", "kind", "credits", "source", "account", "job_link"]

    @admin.display(description=_("owner"), empty_value=_("has left"))
    def owner(self, entry):
        return entry.job.owner if entry.job else None

    @admin.display(description=_("job"))
    def job_link(self, entry):
        return link_to(entry.job)


@admin.register(BalanceReading)
class BalanceReadingAdmin(KeptAdmin):
    """What the provider said was left; the desk's page of money compares."""

    list_display = ["at", "account", "credits", "booked", "in_doubt", "bought", "note"]
    list_select_related = ["account__owner"]
    list_filter = ["at"]
