from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Q
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, ngettext_lazy

from accounts.models import User
from accounts.sure import asks_first

from .. import search
from ..models import Track
from ..operations import registry
from ..services import archive, audit
from ..services.desk_jobs import PEOPLE, uuid_of
from .base import KeptAdmin, OperationFilter, link_to

MOST = 1000  # songs that a title finds, the newest
ARCHIVE = ["archive_state", "archive_tries", "archive_error"]


@admin.register(Track)
class TrackAdmin(KeptAdmin):
    list_display = ["__str__", "owner", "name", "version", "made_at", "disk_size", *ARCHIVE]
    list_select_related = ["owner"]
    list_filter = ["archive_state", OperationFilter, "kind", ("trashed_at", admin.EmptyFieldListFilter)]
    search_fields = ["title"]  # `get_search_results` knows more
    search_help_text = _("Words of a title, a number, or an e-mail address.")
    ordering = ["-order"]
    actions = ["archive_again"]
    fieldsets = [
        (None, {"fields": ["title", "owner_link", "job_link", "name", "kind", "version", "duration", "uuid"]}),
        (_("Words"), {"fields": ["style", "lyrics", "is_instrumental"]}),
        (_("The provider’s copy"), {"fields": ["audio_id", "audio_url", "stream_url", "image_url", "expires_at"]}),
        (_("Our copy"), {"fields": [*ARCHIVE, "archive_due_at", "path", "disk_size", "sha256"]}),
        (_("In the library"), {"fields": ["is_favourite", "trashed_at", "made_at", "came_from"]}),
    ]  # fmt: skip

    def get_queryset(self, request):
        """Without the long texts in lists; a track's own page reads them when it shows them."""
        return super().get_queryset(request).defer("lyrics", "style", "peaks", "bars")

    def get_search_results(self, request, queryset, search_term):
        """By what it looks like: to compare it with every column is to read everybody's songs."""
        words = search_term.strip()
        return (queryset.filter(_asked(words)) if words else queryset), False

    @admin.display(description=_("made by"), ordering="operation")
    def name(self, track):
        return registry.name_of(track.operation)

    @admin.display(description=_("size"), ordering="size", empty_value="–")
    def disk_size(self, track):
        return filesizeformat(track.size) if track.size else None

    @admin.display(description=_("path"))
    def path(self, track):
        return track.audio.name or "–"

    @admin.display(description=_("owner"))
    def owner_link(self, track):
        return link_to(track.owner)

    @admin.display(description=_("job"))
    def job_link(self, track):
        return link_to(track.job)

    @admin.display(description=_("came from"))
    def came_from(self, track):
        source = track.sources.select_related("source").first()
        return link_to(source.source if source else None)

    @admin.action(description=_("Archive again"))
    @asks_first(
        ngettext_lazy(
            "{n} song is copied again, unless it is on the disk. The provider may have it no more.",
            "{n} songs are copied again, those on the disk left out. The provider may have some no more.",
            "n",
        )
    )
    @transaction.atomic
    def archive_again(self, request, tracks):
        """Songs that are on our disk have nothing to gain."""
        lacking = archive.lacking(tracks)
        audit.note_each(request.user, "file.archived", lacking)
        count = archive.again(lacking)
        told = ngettext("{count} song is copied again.", "{count} songs are copied again.", count)
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, told.format(count=count), level)


def _asked(words):
    if "@" in words:
        people = User.objects.filter(email__icontains=words).values_list("pk", flat=True)
        return Q(owner__in=list(people[:PEOPLE]))
    if number := uuid_of(words):
        return Q(uuid=number) | Q(audio_id=words)
    if Track.objects.filter(audio_id=words).exists():
        return Q(audio_id=words)
    titled = Track.objects.matching(search.in_any_title(words)).values_list("pk", flat=True)
    return Q(pk__in=list(titled[:MOST]))
