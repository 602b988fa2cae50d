"""What belongs to a song besides its sound: other formats, its voices, its notes, its pictures; and words for new ones."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import sheet_index

from .. import search
from .kept import Kept, KeptQuerySet, check_indexes, due_index
from .owned import Trashable, TrashQuerySet


class AssetQuerySet(KeptQuerySet):
    def without_notes(self):
        return self.defer("notes", "peaks")

    def with_tracks(self):
        """With the songs that they belong to, for a list of files of several."""
        return self.without_notes().select_related("track").defer("track__peaks", "track__lyrics")


class Asset(Kept):
    """A file on a track."""

    class Kind(models.TextChoices):
        STEM = "stem", _("Stem")
        MIDI = "midi", _("MIDI")
        WAV = "wav", _("WAV")
        VIDEO = "video", _("Video")
        COVER = "cover", _("Cover picture")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assets")
    track = models.ForeignKey("Track", on_delete=models.CASCADE, related_name="assets")
    job = models.ForeignKey("Job", on_delete=models.PROTECT, related_name="assets")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="children"
    )
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(_("name"), max_length=80, blank=True)  # of a stem, as the provider calls it
    provider_id = models.CharField(_("provider’s id"), max_length=64, blank=True)
    url = models.TextField(blank=True)  # the provider's copy, until it is gone
    notes = models.JSONField(null=True, blank=True)  # of MIDI: what its file is written from
    file = models.FileField(max_length=500, blank=True)
    picture = models.FileField(max_length=500, blank=True)  # a small one, to look at
    duration = models.FloatField(_("seconds"), null=True, blank=True)
    peaks = models.BinaryField(default=bytes, blank=True)  # one byte a bar
    bars = models.CharField(max_length=72, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    objects = AssetQuerySet.as_manager()

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        ordering = ["kind", "job", "position"]
        constraints = [
            models.UniqueConstraint(fields=["job", "kind", "position"], name="one_asset_per_place"),
        ]
        indexes = [
            models.Index(fields=["owner", "kind", "track", "archive_state"], name="assets_of_a_kind"),
            due_index("assets_that_are_due"),
            *check_indexes("assets", "-id"),
        ]

    @property
    def key(self):
        """What tells it from the others of its job: its name, or its place where none has a name."""
        return self.name or self.position

    def __str__(self):
        if self.kind == self.Kind.COVER:
            return _("Cover {number}").format(number=self.position + 1)
        return self.name or self.get_kind_display()

    def get_absolute_url(self):
        return f"{self.track.get_absolute_url()}#asset-{self.uuid}"

    @property
    def original(self):
        return self.url

    @property
    def has_original(self):
        """Notes are written anew without asking anyone."""
        return bool(self.notes) if self.kind == self.Kind.MIDI else super().has_original

    @property
    def place(self):
        """Among the files of its song: by kind, what is heard first; the newest job of a kind on top."""
        return Asset.Kind.values.index(self.kind), -self.job_id, self.position

    @property
    def file_url(self):
        return reverse("asset_file", args=[self.uuid])


DRAFT_ROW = ("uuid", "position", "title", "text", "idea", "is_kept", "trashed_at", "made_at", "job__uuid")


class DraftQuerySet(TrashQuerySet):
    def newest_first(self):
        return self.order_by("-pk")

    def for_rows(self):
        """Newest first, with only what a list shows of them and of their jobs."""
        return self.newest_first().select_related("job").only(*DRAFT_ROW)

    def found_by(self, user, text):
        """Those in which all words of `text` occur. A person has hundreds of them, so they are simply read."""
        wanted = search.query(user.pk, text).split("\n")[1:]
        found = self if wanted else self.none()
        for phrase in wanted:
            is_beginning = phrase.endswith("*")
            found = found.filter(search_words__contains=f" {phrase[:-1] if is_beginning else phrase + ' '}")
        return found


class LyricsDraft(Trashable):
    """Words for a song that is not made yet."""

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    job = models.ForeignKey("Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts")
    position = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(_("title"), max_length=300, blank=True)
    text = models.TextField(_("words"), blank=True)
    idea = models.TextField(_("idea"), blank=True)  # what was asked for
    is_kept = models.BooleanField(_("kept"), default=False)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    search_words = models.TextField(blank=True, editable=False)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("lyrics draft")
        verbose_name_plural = _("lyrics drafts")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["job", "position"], name="one_draft_per_place"),
        ]
        indexes = [
            models.Index(fields=["owner", "trashed_at", "-id"], name="drafts_of_a_person"),
            sheet_index("sheets_of_drafts"),
        ]

    def __str__(self):
        return str(self.title or _("Untitled"))

    def save(self, *args, **kwargs):
        self.search_words = f" {search.words(self.owner_id, self.title, self.text, self.idea)} "
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return reverse("draft_detail", args=[self.uuid])
