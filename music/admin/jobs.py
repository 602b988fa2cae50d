import json

from django.contrib import admin, messages
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Job, JobEvent
from ..operations import registry
from ..services import stuck
from ..services.decisions import ask_again
from ..tell.trouble import explain
from .base import KeptAdmin, OperationFilter, link_to

SHOWN = 4000  # characters of a body


def trouble(job):
    """What holds it up or went wrong, in words; empty when all is well."""
    if job.is_unasked:
        return _("Nothing was heard for two weeks, so it is no longer asked about.")
    if stuck.is_overdue(job):
        return _("Its turn has come and nobody took it: are the workers and the clock running?")
    return explain(job)


class StuckFilter(admin.SimpleListFilter):
    """Jobs that somebody should look at, by the reason."""

    title, parameter_name = _("stuck"), "stuck"

    def lookups(self, request, model_admin):
        return [
            ("any", _("for any reason")),
            ("sending", _("being sent for too long")),
            ("unknown", _("outcome unknown")),
            ("unasked", _("no longer asked about")),
            ("overdue", _("overdue")),
            ("copy", _("songs not copied")),
        ]

    def queryset(self, request, queryset):
        known = {reason for reason, _words in self.lookup_choices}
        return queryset & stuck.jobs(self.value()) if self.value() in known else queryset


class EventInline(admin.TabularInline):
    """The flight record: what was said, without secrets, as it was kept."""

    model = JobEvent
    fields = readonly_fields = ["at", "kind", "status", "words", "what"]
    extra = 0

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission

    @admin.display(description=_("body"))
    def what(self, event):
        if event.body in ("", "null"):
            return "–"
        rest = len(event.body) - SHOWN
        more = _("… and {count} characters more").format(count=rest) if rest > 0 else ""
        folded = "<details><summary>{}</summary><pre>{}{}</pre></details>"
        return format_html(folded, event.body[:60], event.body[:SHOWN], more)


@admin.register(Job)
class JobAdmin(KeptAdmin):
    list_display = ["title", "state", "name", "owner", "age", "due", "task_id", "why"]
    list_select_related = ["owner", "account"]
    list_filter = [StuckFilter, "state", OperationFilter, "created_at"]
    search_fields = ["=task_id", "=uuid", "owner__email", "owner__name"]
    search_help_text = _("The provider’s task, our number, or whose it is.")
    ordering = ["-pk"]
    actions = ["ask_again"]
    inlines = [EventInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "title",
                    ("state", "why"),
                    "name",
                    ("owner_link", "account_link"),
                    ("task_id", "uuid"),
                ]
            },
        ),
        (
            _("When"),
            {"fields": [("created_at", "due_at", "sends"), ("sent_at", "first_sound_at", "finished_at")]},
        ),
        (_("Credits"), {"fields": ["expected_price", "actual_price"]}),
        (_("What was asked for"), {"fields": ["style", "wanted", "retry_of"]}),
        (_("What came of it"), {"fields": ["songs", "stage", "error_code", "error_message", "put_away_at"]}),
    ]

    @admin.display(description=_("operation"), ordering="operation")
    def name(self, job):
        return registry.name_of(job.operation)

    @admin.display(description=_("asked for"), ordering="pk")
    def age(self, job):
        return naturaltime(job.created_at)

    @admin.display(description=_("due"), ordering="due_at", empty_value="–")
    def due(self, job):
        return naturaltime(job.due_at) if job.due_at else None

    @admin.display(description=_("why"))
    def why(self, job):
        return trouble(job) or "–"

    @admin.display(description=_("owner"))
    def owner_link(self, job):
        return link_to(job.owner)

    @admin.display(description=_("account"))
    def account_link(self, job):
        return link_to(job.account)

    @admin.display(description=_("parameters"))
    def wanted(self, job):
        return format_html("<pre>{}</pre>", json.dumps(job.params, ensure_ascii=False, indent=2))

    @admin.display(description=_("songs"))
    def songs(self, job):
        links = ((link_to(track),) for track in job.tracks.defer("lyrics", "peaks"))
        return format_html_join(", ", "{}", links) or "–"

    @admin.action(description=_("Ask the provider again"))
    def ask_again(self, request, jobs):
        count = ask_again(jobs)
        told = ngettext("{count} job is asked about.", "{count} jobs are asked about.", count)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, told.format(count=count), level)
