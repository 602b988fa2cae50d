"""The log of what those did who run this server: appended, read on one page, changed by nobody."""

import re

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from .models import AuditEntry

LONGEST = 2000  # characters of a value
SECRET = re.compile("key|token|password|secret", re.IGNORECASE)

# What can be done. The word before the dot is its kind, by which the page filters.
DEEDS = {
    "job.yes": _("said yes to a costly job"),
    "job.no": _("said no to a costly job"),
    "job.ask": _("asked the provider about a job"),
    "job.copy": _("had a job’s files copied again"),
    "job.away": _("put a job away"),
    "job.cancel": _("cancelled a job"),
    "job.settled": _("settled a job"),
    "job.replayed": _("applied what a job was told once more"),
    "file.archived": _("had files copied again"),
    "file.rescued": _("had all files rescued"),
    "file.lost": _("knows that files are lost"),
    "provider.held": _("held the provider"),
    "provider.released": _("let the provider go on"),
    "money.asked": _("asked for the balance"),
    "money.explained": _("explained a difference"),
    "catalogue.corrected": _("corrected the catalogue"),
    "catalogue.returned": _("took a correction back"),
    "switch.changed": _("switched"),
    "announcement.made": _("told everybody"),
    "announcement.ended": _("ended an announcement"),
    "share.closed": _("closed a link"),
    "person.invited": _("invited somebody"),
    "person.uninvited": _("closed an invitation"),
    "person.role": _("gave a role"),
    "person.budget": _("set a budget"),
    "person.posed": _("looked at the studio as"),
    "person.posed_no_more": _("stopped looking as"),
    "person.changed": _("changed a person"),
    "person.disabled": _("shut an account"),
    "person.enabled": _("opened an account"),
    "person.link": _("made a link for a new password"),
    "person.confirmed": _("took an address as confirmed"),
    "person.leaves": _("had a person leave"),
    "person.stays": _("had a person stay"),
    "row.added": _("added a row"),
    "row.changed": _("changed a row"),
    "row.deleted": _("deleted a row"),
    "queue.acted": _("acted in the queues"),
}
KINDS = {
    "job": _("Jobs"),
    "file": _("Files"),
    "provider": _("Provider"),
    "money": _("Money"),
    "catalogue": _("Limits and prices"),
    "switch": _("Switches"),
    "announcement": _("Announcements"),
    "share": _("Links"),
    "person": _("People"),
    "row": _("Rows"),
    "queue": _("Queues"),
}


def note(by, what, on=None, *, changes=None, words=""):
    """`by` did `what` (of `DEEDS`) on a row, or on what a text names. `changes`: {field: (before, after)}. Call it in
    the transaction of the deed: both are written, or neither."""
    _entry(by, what, on, changes=changes, words=words).save()


def note_each(by, what, rows):
    """The same of each of these rows."""
    AuditEntry.objects.bulk_create([_entry(by, what, row) for row in rows], batch_size=500)


def _entry(by, what, on, changes=None, words=""):
    if what not in DEEDS:
        raise KeyError(what)
    is_row = hasattr(on, "_meta")
    return AuditEntry(
        by=by,
        by_name=str(by)[:200],
        what=what,
        on_kind=on._meta.label_lower if is_row else "",
        on_key=str(getattr(on, "uuid", on.pk)) if is_row else "",
        on_name=str(on or "")[:200],
        words=words[:LONGEST],
        changes={name: [_told(name, value) for value in values] for name, values in (changes or {}).items()},
    )


def _told(name, value):
    """A value as it may be written down: keys and tokens never are."""
    if value is None or value == "":
        return ""
    return "•••" if SECRET.search(name) else str(value)[:LONGEST]


def changes_of(form):
    """What a form that is valid changed of its row, for `note`."""
    return {
        name: (form.initial.get(name), form.cleaned_data.get(name))
        for name in form.changed_data
        if name in form.cleaned_data
    }


class Audited:
    """For pages of Django's administration: what is saved or deleted there stands in the log."""

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        note(request.user, "row.changed" if change else "row.added", obj, changes=changes_of(form))

    def delete_model(self, request, obj):
        note(request.user, "row.deleted", obj)
        super().delete_model(request, obj)

    @transaction.atomic
    def delete_queryset(self, request, queryset):
        note_each(request.user, "row.deleted", queryset)
        super().delete_queryset(request, queryset)
