"""Lists of songs: put together by hand, or by a rule."""

from uuid import uuid4

from django.conf import settings
from django.db import connection, models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import sheet_index

from .owned import Trashable, TrashQuerySet

STEP = 4096  # between two neighbours: twelve can be put into one place before all are moved


class PlaylistQuerySet(TrashQuerySet):
    def folders(self):
        return self.filter(is_folder=True)

    def lists(self):
        return self.filter(is_folder=False)

    def by_hand(self):
        """Those that songs can be added to."""
        return self.lists().filter(rule__isnull=True)


class Playlist(Trashable):
    """A list of songs, or a folder of lists. With a `rule` its songs are those the rule finds; else its entries."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="playlists")
    folder = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="inside"
    )
    is_folder = models.BooleanField(_("folder"), default=False)
    name = models.CharField(_("name"), max_length=120)
    note = models.TextField(_("note"), blank=True)
    rule = models.JSONField(_("rule"), null=True, blank=True)
    position = models.PositiveIntegerField(default=0)  # within its folder
    made_at = models.DateTimeField(default=timezone.now)

    objects = PlaylistQuerySet.as_manager()

    class Meta:
        verbose_name = _("playlist")
        verbose_name_plural = _("playlists")
        ordering = ["position", "name", "pk"]
        indexes = [sheet_index("sheets_of_playlists")]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("playlist_detail", args=[self.uuid])

    @property
    def is_ruled(self):
        return self.rule is not None

    @property
    def is_by_hand(self):
        return self.rule is None and not self.is_folder


# Anew in steps, in one statement, whatever the list's length.
SPREAD = """
UPDATE music_entry SET position = placed.place * %s
FROM (SELECT id, row_number() OVER (ORDER BY position, id) AS place FROM music_entry WHERE playlist_id = %s) AS placed
WHERE music_entry.id = placed.id
"""


class EntryQuerySet(models.QuerySet):
    def showing(self):
        """Those whose song is not in the trash, in order."""
        return self.filter(track__trashed_at=None).order_by("position", "pk")

    def end(self):
        """The place after the last."""
        return (self.aggregate(last=models.Max("position"))["last"] or 0) + STEP

    def spread(self, playlist):
        with connection.cursor() as cursor:
            cursor.execute(SPREAD, [STEP, playlist.pk])


class Entry(models.Model):
    """A song's place in a list by hand. The same song may stand in it twice."""

    playlist = models.ForeignKey(Playlist, on_delete=models.CASCADE, related_name="entries")
    track = models.ForeignKey("Track", on_delete=models.CASCADE, related_name="entries")
    position = models.PositiveIntegerField(default=0)
    added_at = models.DateTimeField(default=timezone.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        ordering = ["position", "pk"]
        indexes = [models.Index(fields=["playlist", "position"], name="entries_in_order")]

    def __str__(self):
        return f"{self.playlist}: {self.track}"
