"""A person's own audio: on its way to us, kept, and where the provider was given a copy of it."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import Sheeted, sheet_index

from ..kie.limits import EIGHT_MINUTES
from .kept import Checked
from .owned import OwnedQuerySet, TrashQuerySet


class UploadQuerySet(TrashQuerySet):
    def newest_first(self):
        return self.order_by("-pk")

    def for_rows(self):
        return self.defer("peaks")


class Upload(Sheeted, Checked):
    class Kind(models.TextChoices):
        AUDIO = "audio", _("Audio")
        VOICE = "voice", _("Recording of a voice")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="uploads")
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, default=Kind.AUDIO)
    title = models.CharField(_("title"), max_length=300, blank=True)
    audio = models.FileField(max_length=500)
    suffix = models.CharField(_("type"), max_length=8)  # by content: mp3, m4a, wav, ogg, flac, webm
    size = models.PositiveBigIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    duration = models.FloatField(_("seconds"))
    hue = models.PositiveSmallIntegerField(default=6)
    peaks = models.BinaryField(default=bytes, blank=True)  # one byte a bar
    bars = models.CharField(max_length=72, blank=True)
    trashed_at = models.DateTimeField(_("in the trash since"), null=True, blank=True)
    made_at = models.DateTimeField(_("uploaded"), default=timezone.now)

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [
            models.Index(fields=["owner", "trashed_at", "-id"], name="uploads_of_a_person"),
            models.Index(fields=["checked_at"], name="uploads_to_compare"),
            sheet_index("sheets_of_uploads"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner", "sha256"], name="a_person_keeps_a_file_once"),
        ]

    def __str__(self):
        return str(self.title or _("Untitled"))

    def get_absolute_url(self):
        return reverse("upload_detail", args=[self.uuid])

    # What a form or a page asks of anything that a job can start from

    is_kept = is_playable = True
    audio_id = audio_url = model_version = version = lyrics = style = ""
    is_instrumental = False
    thumb = cover = ""

    @property
    def play_url(self):
        return reverse("upload_audio", args=[self.uuid])

    @property
    def is_too_long(self):
        """Longer than the provider covers or extends; it can be kept and heard all the same."""
        return self.duration > EIGHT_MINUTES


IMPORTS = ("song", "zip")


class ArrivalQuerySet(OwnedQuerySet):
    def receiving(self):
        return self.filter(state=Arrival.State.RECEIVING)

    def imported(self):
        """What becomes songs, rather than uploads."""
        return self.whole().filter(kind__in=IMPORTS)

    def uploaded(self):
        return self.whole().exclude(kind__in=IMPORTS)

    def whole(self):
        """Without the parts of a ZIP."""
        return self.filter(parent=None)

    def shown(self):
        """What a person still has to know of; what is kept stands in the list itself."""
        return self.exclude(state=Arrival.State.KEPT).order_by("-pk")


class Arrival(models.Model):
    """A file on its way to us: it comes in pieces, is checked, and becomes an upload or a song, or is refused. A ZIP
    has a row more for each sound in it, its parts."""

    class Kind(models.TextChoices):
        AUDIO = Upload.Kind.AUDIO
        VOICE = Upload.Kind.VOICE
        SONG = "song", _("Song for the library")
        ZIP = "zip", _("ZIP of songs")

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Arriving")
        CHECKING = "checking", _("Being checked")
        KEPT = "kept", _("Kept")
        REFUSED = "refused", _("Refused")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="arrivals")
    name = models.CharField(_("file"), max_length=300)
    stamp = models.CharField(max_length=40, blank=True)  # tells two files of one name and size apart
    size = models.PositiveBigIntegerField(_("bytes"))
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices, default=Kind.AUDIO)
    is_recording = models.BooleanField(_("recorded here"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVING)
    reason = models.CharField(_("why refused"), max_length=20, blank=True)
    upload = models.ForeignKey(
        Upload, null=True, blank=True, on_delete=models.CASCADE, related_name="arrivals"
    )
    track = models.ForeignKey(
        "Track", null=True, blank=True, on_delete=models.SET_NULL, related_name="arrivals"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, db_index=False, related_name="parts"
    )
    entry = models.PositiveIntegerField(null=True, blank=True)  # which of a ZIP it is
    is_known = models.BooleanField(_("was here before"), default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    touched_at = models.DateTimeField(default=timezone.now)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arriving file")
        verbose_name_plural = _("arriving files")
        indexes = [
            models.Index(fields=["owner", "state"], name="arrivals_of_a_person"),
            models.Index(
                fields=["due_at"], condition=models.Q(state="checking"), name="arrivals_that_are_due"
            ),
            models.Index(fields=["parent", "state", "id"], name="parts_of_an_arrival"),
        ]

    def __str__(self):
        return self.name

    @property
    def is_import(self):
        return self.kind in IMPORTS

    @property
    def path(self):
        """Where its bytes are until they are checked: on the file system of the library."""
        return settings.ARRIVING / self.uuid.hex

    @property
    def is_here(self):
        return (self.parent or self).path.exists()

    @property
    def received(self):
        """The bytes that are here; never more than those before the first gap."""
        return self.path.stat().st_size if self.path.exists() else 0

    @property
    def percent(self):
        return 100 * self.received // self.size if self.size else 100


class HandoverManager(models.Manager):
    def of(self, account, song):
        """The row for a track or an upload, which may say that there is no copy yet."""
        end = {"upload": song} if isinstance(song, Upload) else {"track": song}
        return self.get_or_create(account=account, **end)[0]


class Handover(models.Model):
    """A copy of one of our files with the provider's upload service, for a day: jobs start from its address."""

    account = models.ForeignKey("ProviderAccount", on_delete=models.CASCADE, related_name="handovers")
    upload = models.ForeignKey(
        Upload, null=True, blank=True, on_delete=models.CASCADE, related_name="handovers"
    )
    track = models.ForeignKey(
        "Track", null=True, blank=True, on_delete=models.CASCADE, related_name="handovers"
    )
    url = models.TextField(blank=True)
    until = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)

    objects = HandoverManager()

    class Meta:
        verbose_name = _("handed-over copy")
        verbose_name_plural = _("handed-over copies")
        constraints = [
            models.UniqueConstraint(fields=["account", "upload"], name="an_upload_is_handed_over_once"),
            models.UniqueConstraint(fields=["account", "track"], name="a_track_is_handed_over_once"),
            models.CheckConstraint(
                condition=models.Q(upload=None) ^ models.Q(track=None), name="a_handover_is_of_one_thing"
            ),
        ]

    def __str__(self):
        return f"{self.upload or self.track}: {self.until or ''}"

    def is_good_at(self, moment):
        return bool(self.url) and self.until is not None and self.until > moment
