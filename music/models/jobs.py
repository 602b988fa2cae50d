"""One request to the provider, and all we know of it."""

import hashlib
import json
import logging
import secrets
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import Sheeted, changed, sheet_index

from ..kie.limits import label_of
from ..kie.redact import cut, redact
from .assets import Asset, LyricsDraft
from .events import JobEvent
from .owned import OwnedQuerySet
from .sources import JobSource
from .tracks import Track

log = logging.getLogger("studio.jobs")


def new_token():
    return secrets.token_urlsafe(32)


class State(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENDING = "sending", _("Being sent")
    WAITING = "waiting", _("Writing")
    STREAMING = "streaming", _("First sound")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")
    UNKNOWN = "unknown", _("Outcome unknown")


# Every step there is. `failed` can still hear good news; trying again is a new job.
STEPS = {
    State.QUEUED: {State.SENDING, State.CANCELLED, State.FAILED},
    State.SENDING: {State.WAITING, State.STREAMING, State.DONE, State.QUEUED, State.FAILED, State.UNKNOWN},
    State.WAITING: {State.STREAMING, State.DONE, State.FAILED},
    State.STREAMING: {State.DONE, State.FAILED},
    State.UNKNOWN: {State.WAITING, State.STREAMING, State.DONE, State.FAILED},
    State.FAILED: {State.STREAMING, State.DONE},
    State.DONE: set(),
    State.CANCELLED: set(),
}
BROUGHT = "import"  # the operation of jobs that asked for nothing: a person brought the song
OPEN = (State.QUEUED, State.SENDING, State.WAITING, State.STREAMING)
ASKED = (State.WAITING, State.STREAMING)
BAD_ENDS = (State.UNKNOWN, State.FAILED)


class JobQuerySet(OwnedQuerySet):
    def due(self, *states):
        return self.filter(state__in=states, due_at__lte=timezone.now())

    def needing_a_person(self):
        """Unknown outcomes, failures nobody has put away, and songs we stopped asking for; newest first."""
        stuck = models.Q(state__in=BAD_ENDS) | models.Q(due_at=None)
        return self.filter(stuck, state__in=BAD_ENDS + ASKED, put_away_at=None)._few_newest_first()

    def held(self):
        """Those that wait for an administrator's yes."""
        return self.filter(state=State.QUEUED, held_at__isnull=False)

    def under_way(self):
        return self.filter(state__in=OPEN).exclude(state__in=ASKED, due_at=None)._few_newest_first()

    def _few_newest_first(self):
        """For what few jobs are: found by state, then sorted. In the order of keys, all of them would be read."""
        return self.order_by(-models.F("pk"))

    def ordered(self):
        """Without those that were brought over: others sent them, or nobody did, and nothing was charged here."""
        return self.exclude(reuses_record=True, sent_at=None).exclude(operation=BROUGHT)

    def over(self):
        """Nothing moves any more, and nobody is needed. Songs that were brought stand in the library alone."""
        ended = models.Q(state__in=(State.DONE, State.CANCELLED))
        return self.exclude(operation=BROUGHT).filter(
            ended | models.Q(put_away_at__isnull=False) & ~models.Q(state__in=OPEN)
        )

    def newest_first(self):
        return self.order_by("-pk")

    def with_takes(self):
        """With what it made and started from and its bookings, in a few more queries however many jobs."""
        takes = models.Prefetch("tracks", Track.objects.defer("lyrics", "peaks"))
        files = models.Prefetch("assets", Asset.objects.with_tracks())
        unread = [f"{end}__{name}" for end in ("track", "upload") for name in ("peaks",)] + ["track__lyrics"]
        sources = models.Prefetch(
            "sources", JobSource.objects.select_related("track", "upload").defer(*unread)
        )
        drafts = models.Prefetch("drafts", LyricsDraft.objects.order_by("position"))
        return self.select_related("account").prefetch_related(takes, files, drafts, sources, "ledger")


class Job(Sheeted):
    State = State

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="jobs")
    account = models.ForeignKey("ProviderAccount", on_delete=models.PROTECT, related_name="jobs")
    operation = models.CharField(_("operation"), max_length=40)
    style = models.CharField(_("wire style"), max_length=10, default="dedicated")
    params = models.JSONField(_("parameters"), default=dict)
    result = models.JSONField(_("result"), default=dict, blank=True)  # what is no row of its own
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(_("last stage heard"), max_length=10, blank=True)
    submission = models.UUIDField(default=uuid4, editable=False)
    token = models.CharField(max_length=64, unique=True, default=new_token, editable=False)
    task_id = models.CharField(_("provider’s task"), max_length=64, blank=True, db_index=True)
    expected_price = models.DecimalField(
        _("expected"), max_digits=12, decimal_places=3, null=True, blank=True
    )
    reuses_record = models.BooleanField(_("the provider had it already"), default=False)
    actual_price = models.DecimalField(_("actual"), max_digits=12, decimal_places=3, null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    sends = models.PositiveSmallIntegerField(_("times put back"), default=0)
    retry_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="retries"
    )
    project = models.ForeignKey(
        "Project", null=True, blank=True, on_delete=models.SET_NULL, db_index=False, related_name="jobs"
    )  # where its songs go
    error_code = models.CharField(_("error"), max_length=40, blank=True)
    error_message = models.TextField(_("provider’s words"), blank=True)
    created_at = models.DateTimeField(_("asked for"), default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    first_sound_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    put_away_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(_("waits for a yes since"), null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = _("job")
        verbose_name_plural = _("jobs")
        constraints = [
            models.UniqueConstraint(fields=["owner", "submission"], name="one_job_per_submission"),
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="jobs_of_a_person"),
            models.Index(fields=["owner", "state", "-id"], name="jobs_by_state"),
            # Every page counts these.
            models.Index(fields=["owner", "put_away_at", "state", "due_at"], name="jobs_needing_a_person"),
            models.Index(fields=["due_at"], condition=models.Q(state__in=OPEN), name="jobs_that_are_due"),
            models.Index(fields=["state"], condition=models.Q(finished_at=None), name="unfinished_jobs"),
            models.Index(fields=["state", "operation", "error_code"], name="jobs_counted"),
            models.Index(
                fields=["held_at"], condition=models.Q(held_at__isnull=False), name="jobs_that_are_held"
            ),
            models.Index(
                fields=["updated_at"], condition=models.Q(state=State.SENDING), name="jobs_being_sent"
            ),
            models.Index(
                fields=["finished_at"],
                condition=models.Q(finished_at__isnull=False),
                name="jobs_that_ended",
            ),
            models.Index(fields=["created_at"], name="jobs_by_age"),
            sheet_index("sheets_of_jobs"),
        ]

    def __str__(self):
        return f"{self.operation}: {self.title}"

    def get_absolute_url(self):
        return reverse("job_detail", args=[self.uuid])

    @property
    def title(self):
        """What a person would call it: their title, how their text begins, or the song it goes on with."""
        given = (self.params.get(name) for name in ("title", "prompt", "style", "content"))
        text = next(filter(None, given), "") or self._source_title() or self.task_id or self.operation
        return Truncator(text.strip().split("\n")[0]).chars(80)

    def _source_title(self):
        return next((source.song.title for source in self.sources.all()), "")

    @property
    def is_open(self):
        """Whether it moves by itself: then a page goes on asking for its card."""
        return self.state in OPEN and not self.is_unasked

    @property
    def is_held(self):
        return self.state == State.QUEUED and self.held_at is not None

    @property
    def is_declined(self):
        """It waited for a yes, and heard a no."""
        return self.state == State.CANCELLED and self.error_code == "declined"

    @property
    def is_unasked(self):
        """We stopped asking: it may still be heard of, by callback or when a person asks."""
        return self.state in ASKED and self.due_at is None

    @property
    def needs_a_person(self):
        return not self.put_away_at and (self.state in BAD_ENDS or self.is_unasked)

    @property
    def can_be_tried_again(self):
        is_over = self.state in (State.FAILED, State.CANCELLED, State.UNKNOWN, State.DONE)
        return is_over and self.operation != BROUGHT

    @property
    def version(self):
        return label_of(self.params.get("model", ""))

    @property
    def price(self):
        return self.expected_price if self.actual_price is None else self.actual_price

    def move(self, to, *, only_from=None, **changes):
        """Take the next step that STEPS allows; False when someone else took one first. To STREAMING and DONE from a row
        that `lock` gave: when it was first heard is taken from it."""
        origins = [state for state, steps in STEPS.items() if to in steps and only_from in (None, state)]
        if to in (State.DONE, State.FAILED, State.CANCELLED):
            changes.setdefault("finished_at", timezone.now())
            changes.setdefault("due_at", None)
        if to in (State.STREAMING, State.DONE):
            changes |= {"error_code": "", "error_message": ""}
            changes.setdefault("first_sound_at", self.first_sound_at or timezone.now())
        changes |= {"state": to, "updated_at": timezone.now(), **changed()}
        moved = Job.objects.filter(pk=self.pk, state__in=origins).update(**changes)
        if not moved:
            self.refresh_from_db()
            return False
        vars(self).update(changes)
        log.info("%s is %s", self.operation, to, extra={"about": {"job": str(self.uuid)}})
        return True

    def lock(self):
        """The row as it is now; until the transaction ends, others who lock it wait. Rows that refer to it can be
        written meanwhile: else two who do that first, and lock then, would wait for each other."""
        return (
            Job.objects.select_for_update(no_key=True, of=("self",)).select_related("owner").get(pk=self.pk)
        )

    @property
    def deleted(self):
        """Which of the things that it made a person deleted, by what `forget` was told of each."""
        return self.result.get("deleted", [])

    def forget(self, key):
        """A person deletes what it made, in the same transaction: a late message does not bring it back."""
        job = self.lock()
        Job.objects.filter(pk=job.pk).update(
            result=job.result | {"deleted": [*job.deleted, key]}, **changed()
        )

    def without_secrets(self, value):
        """What somebody said of this job, as it may be written down."""
        return redact(value, [*self.account.secrets, self.token])

    def note(self, kind, *, body=None, status=None, words=""):
        """Keep what was said, without secrets. False when it was said before: then it is not repeated."""
        text = cut(json.dumps(self.without_secrets(body), ensure_ascii=False, default=str))
        words = self.without_secrets(words)
        digest = hashlib.sha256(f"{kind} {status} {words} {text}".encode()).hexdigest()[:32]
        if kind in JobEvent.ONCE:
            said = self.events.filter(digest=digest).exists()
        else:
            last = self.events.order_by("-pk").values_list("digest", flat=True).first()
            said = digest == last and kind not in JobEvent.ALWAYS
        if not said:
            self.events.create(kind=kind, status=status, words=words, body=text, digest=digest)
        return not said
