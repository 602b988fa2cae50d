"""One song in a library."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from .. import search
from ..kie.limits import label_of
from ..sorting import Known, Lower, Numbered, OnDisk
from .kept import KEPT, Archive, Kept, KeptQuerySet, check_indexes, due_index
from .owned import TrashQuerySet
from .texts import TrackText

WEB = ("https://", "http://")
TAKES = 64  # more than any job makes; `order` counts jobs in steps of it

ROW = ("uuid", "job", "position", "order", "title", "style", "model_version", "duration", "is_favourite", "made_at",
       "audio_url", "stream_url", "archive_state", "thumb", "hue", "bars", "stack", "loudness", "true_peak",
       "trashed_at", "rating")  # fmt: skip
# Filters ask for them.
FACTS = (
    "is_top", "rating", "duration", "loudness", "made_at", "archive_state", "kind", "model_version", "operation",
    "is_instrumental", "is_favourite", "project", "persona",
)  # fmt: skip


class TrackQuerySet(KeptQuerySet, TrashQuerySet):
    def newest_first(self):
        return self.order_by("-order")

    def playable(self):
        return self.exclude(stream_url="", audio_url="")

    def finished(self):
        """Those whose end the provider has made."""
        return self.exclude(audio_url="")

    def unfinished(self):
        return self.filter(audio_url="")

    def found_by(self, user, text):
        """Those in which all words of `text` occur, in library order."""
        return self.matching(search.query(user.pk, text))

    def matching(self, query):
        """Those that a query of `music.search` finds, in library order."""
        if not query:
            return self.none()
        return self.filter(text__words__match=query).order_by(search.Sorted("text").desc())

    def of_stack(self, stack):
        return self.filter(stack=stack)

    def in_list(self, playlist):
        """Those of a list by hand that are not in the trash, in its order; each knows its `entry` and its `place` there."""
        mine = self.kept().filter(entries__playlist=playlist)
        placed = mine.annotate(entry=models.F("entries__pk"), place=models.F("entries__position"))
        return placed.order_by("place", "entry")

    def lock(self):
        """These very songs, in one order: of two who change a stack one waits for the other."""
        rows = self.order_by("pk").select_for_update(no_key=True)
        return Track.objects.filter(pk__in=list(rows.values_list("pk", flat=True)))

    def unmeasured(self):
        """Those on our disk of which nobody knows how loud they are."""
        return self.filter(archive_state=Archive.KEPT, loudness=None)

    def mark_changed(self):
        """The sheets and tags of these no longer say what their rows say; a task will rewrite them."""
        self.filter(archive_state=Archive.KEPT).update(sheet_due_at=timezone.now())

    def for_rows(self):
        """Only what a row of the library shows: fifty at a time, every column costs."""
        return self.only(*ROW)

    def for_hits(self):
        """The same, and the texts in which a search may have found it."""
        return self.select_related("persona").only(*ROW, "lyrics", "notes", "persona__name")


class Track(Kept):
    class Kind(models.TextChoices):
        SONG = "song", _("Song")
        SOUND = "sound", _("Sound")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tracks")
    job = models.ForeignKey("Job", on_delete=models.PROTECT, related_name="tracks")
    position = models.PositiveSmallIntegerField(_("take"), default=0)
    # The library's, from its end: by job, then takes backwards
    order = models.BigIntegerField(unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, default=Kind.SONG)
    operation = models.CharField(_("made by"), max_length=40)
    title = models.CharField(_("title"), max_length=300, blank=True)
    lyrics = models.TextField(_("lyrics"), blank=True)
    style = models.TextField(_("style"), blank=True)
    model_version = models.CharField(_("version"), max_length=10, blank=True)
    is_instrumental = models.BooleanField(_("instrumental"), default=False)
    duration = models.FloatField(_("seconds"), null=True, blank=True)
    audio_id = models.CharField(_("provider’s id"), max_length=64)
    is_favourite = models.BooleanField(_("favourite"), default=False)
    trashed_at = models.DateTimeField(_("in the trash since"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)

    # What its owner thinks of it
    rating = models.PositiveSmallIntegerField(_("rating"), default=0, db_default=0)  # stars, 1 to 5; 0: none
    notes = models.TextField(_("notes"), blank=True, default="", db_default="")
    project = models.ForeignKey(
        "Project", null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="tracks"
    )
    tags = models.ManyToManyField("Tag", blank=True, related_name="tracks")
    # It was made with
    persona = models.ForeignKey(
        "Persona", null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="songs"
    )

    # The takes and versions of one song lie on each other: this is the key of the job that the first of them came from;
    # 0: its own job's.
    stack = models.BigIntegerField(default=0, db_default=0, editable=False)
    is_top = models.BooleanField(_("on top of its stack"), default=True, db_default=True)
    topped_at = models.DateTimeField(null=True, blank=True, editable=False)  # its owner put it there

    # Measured when it is copied (EBU R 128)
    loudness = models.FloatField(_("loudness, LUFS"), null=True, blank=True)  # −70: silent, or not measurable
    true_peak = models.FloatField(_("true peak, dBTP"), null=True, blank=True)

    # The provider's copy, until it is gone
    audio_url = models.TextField(blank=True)
    stream_url = models.TextField(blank=True)
    image_url = models.TextField(blank=True)

    # Ours
    audio = models.FileField(max_length=500, blank=True)
    cover = models.FileField(max_length=500, blank=True)
    thumb = models.FileField(max_length=500, blank=True)
    hue = models.PositiveSmallIntegerField(default=2)
    peaks = models.BinaryField(default=bytes, blank=True)  # one byte a bar
    bars = models.CharField(max_length=72, blank=True)  # the same, short enough for a row
    sheet_due_at = models.DateTimeField(null=True, blank=True)

    objects = TrackQuerySet.as_manager()

    class Meta:
        verbose_name = _("track")
        verbose_name_plural = _("tracks")
        constraints = [
            models.UniqueConstraint(fields=["job", "audio_id"], name="one_track_per_provider_id"),
        ]
        indexes = [
            # Whatever a list leaves out is read from here: only what it shows is looked up in the table.
            models.Index(fields=["owner", "trashed_at", "-order", *FACTS], name="library_and_all_facts"),
            models.Index(
                "owner", "trashed_at", Lower("title"), models.F("order").desc(), name="library_by_title"
            ),
            models.Index("owner", "trashed_at", Known("duration"), "order", name="library_by_length"),
            models.Index("owner", "trashed_at", Known("loudness"), "order", name="library_by_loudness"),
            models.Index(fields=["owner", "trashed_at", "rating", "order"], name="library_by_rating"),
            models.Index(fields=["owner", "trashed_at", "model_version", "order"], name="library_by_age"),
            models.Index(fields=["stack", "-order"], name="songs_of_a_stack"),
            models.Index(
                fields=["project", "trashed_at", "-order"],
                condition=models.Q(project__isnull=False),
                name="songs_of_a_project",
            ),
            models.Index(
                fields=["persona", "trashed_at", "-order"],
                condition=models.Q(persona__isnull=False),
                name="songs_of_a_persona",
            ),
            models.Index(fields=["owner", "trashed_at", "operation", "order"], name="library_by_making"),
            models.Index("owner", "trashed_at", Numbered("project"), "order", name="library_by_project"),
            models.Index("owner", "trashed_at", OnDisk("archive_state"), "order", name="library_by_disk"),
            models.Index(
                fields=["owner", "is_instrumental", "trashed_at", "-order"], name="library_by_voice"
            ),
            models.Index(fields=["owner", "trashed_at", "is_favourite", "order"], name="library_by_favour"),
            models.Index(
                fields=["owner", "-order"], condition=models.Q(trashed_at__isnull=False), name="trash"
            ),
            models.Index(
                fields=["owner", "trashed_at", "order"],
                condition=models.Q(trashed_at__isnull=False),
                name="trash_by_day",
            ),
            due_index("copies_that_are_due"),
            models.Index(
                fields=["sheet_due_at"],
                condition=models.Q(sheet_due_at__isnull=False),
                name="sheets_that_are_due",
            ),
            models.Index(fields=["order"], condition=KEPT & models.Q(loudness=None), name="songs_to_measure"),
            models.Index(fields=["audio_id"], condition=~models.Q(audio_id=""), name="songs_by_provider_id"),
            *check_indexes("songs", "trashed_at", "-order"),
        ]

    def __str__(self):
        return str(self.title or _("Untitled"))

    def save(self, *args, **kwargs):
        self.place()
        super().save(*args, **kwargs)

    def place(self):
        """In the library, and on its stack; before it is saved."""
        self.order = self.job_id * TAKES + TAKES - 1 - self.position
        self.stack = self.stack or self.job_id

    def get_absolute_url(self):
        return reverse("track_detail", args=[self.uuid])

    @property
    def version(self):
        return label_of(self.model_version)

    @property
    def original(self):
        return self.audio_url

    @cached_property
    def files(self):
        """What belongs to it besides its sound, by kind; read once for all that asks."""
        return sorted(self.assets.without_notes().select_related("job"), key=lambda asset: asset.place)

    @property
    def asset_kinds(self):
        """Of the files it has, or will have."""
        return {asset.kind for asset in self.files if not asset.is_lost}

    @property
    def is_playable(self):
        return self.is_kept or bool(self.streams_from)

    @property
    def streams_from(self):
        """The provider's copy, the finished one first; what is no web address is none."""
        return next((url for url in (self.audio_url, self.stream_url) if url.startswith(WEB)), "")

    @property
    def play_url(self):
        """Where the player hears it: our copy, else the provider's."""
        return reverse("track_audio", args=[self.uuid]) if self.is_kept else self.streams_from

    def drop(self):
        """Gone, with the words it was found by."""
        TrackText.objects.forget(self)
        self.delete()

    def mark_changed(self):
        if self.is_kept:
            Track.objects.filter(pk=self.pk).mark_changed()
