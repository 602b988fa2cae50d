"""Songs that another program had made with the same key: nothing is sent, the provider is only asked about them."""

import re
from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from sunostudio.sheeted import changed

from .. import catalogue
from ..kie.limits import ModelVersion
from ..kie.results import Asked, Stage, TaskResult
from ..kie.wire import DEDICATED, MARKET
from ..models import Job, Track
from . import base_form, fields
from .extend import Extend
from .generate import Generate, GenerateForm
from .songs import MusicOperation
from .sounds import Sounds

MOST = 100  # tasks at once
ASKS = 4  # before a task counts as unknown: about a minute, and each of the provider's two ways twice
SONGS = ("generate", "extend", "upload_cover", "upload_and_cover_audio", "upload_extend", "upload_and_extend_audio",
         "replace_section", "add_instrumental", "add_vocals", "mashup", "sounds")  # fmt: skip
OURS = {"generate": Generate(), "sounds": Sounds(), "extend": Extend()}
"""What another program asked for, and can be gone on with as if it had been asked for here."""


class TasksField(fields.TextField):
    """Ids, with blanks, commas or new lines between them: a list, each once."""

    def to_python(self, value):
        return list(dict.fromkeys(re.findall(r"[^\s,;]+", super().to_python(value))))

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST:
            words = ngettext(
                "At most {most} task at once; these are {n}.",
                "At most {most} tasks at once; these are {n}.",
                MOST,
            )
            raise ValidationError(words.format(most=MOST, n=len(value)), code="too_many")
        for word in value:
            if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", word):
                message = _(
                    "“{word}” is no task id: those have only letters, digits, - and _, and at most 64 of them."
                )
                raise ValidationError(message.format(word=word[:80]), code="invalid")

    def run_validators(self, value):
        pass  # each id was looked at by itself


class AdoptForm(base_form.OperationForm):
    slug = "adopt"

    tasks = TasksField(
        label=_("Task ids"), required=True,
        error_messages={"required": _("Paste the id of at least one task.")},
        help_text=_("One a line, or with blanks or commas between them; up to 100 at once."),
    )  # fmt: skip


class Adopt(MusicOperation):
    is_told = False
    slug, icon = "adopt", "download"
    name = verb = invitation = _("Song from elsewhere")
    path = ""
    form = GenerateForm  # its words tell what was asked for
    in_menus = False
    is_sent = False
    how = "extend"  # the provider names no other origin
    troubles = {
        "not_known": _("The provider does not know this task, or keeps it no longer."),
        "no_songs": _("This task made something else than songs."),
    }

    def can_start_from(self, kind):
        return False

    # What the provider says

    def is_anothers(self, job):
        """One key can serve many people, and with a task's id one could read their songs."""
        others = Job.objects.filter(account=job.account_id, task_id=job.task_id).exclude(owner=job.owner_id)
        later = Q(operation=self.slug) & (Q(pk__gt=job.pk) | Q(state=Job.State.FAILED))
        return others.exclude(later).exists()

    def heard(self, job, result):
        """The market has one record for everything, and it names what was made."""
        is_of_songs = job.style == DEDICATED or result.asked.operation in ("", *SONGS)
        return result if is_of_songs else TaskResult(job.task_id, Stage.ERROR, error_code="no_songs")

    def unheard(self, job, is_unknown):
        """It may have gone by the provider's other way: each is asked in turn."""
        if job.stage:
            return None
        asks = job.result.get("asks", 0) + is_unknown
        learnt = {"result": job.result | {"asks": asks}, "style": _other_style(job)}
        Job.objects.filter(pk=job.pk).update(**learnt, **changed())
        return TaskResult(job.task_id, Stage.ERROR, error_code="not_known") if asks >= ASKS else None

    # What comes of it

    def apply(self, job, result):
        if result.asked != Asked() and "made_at" not in job.result:
            self.learn(job, result.asked)
        super().apply(job, result)

    def learn(self, job, asked):
        """What was asked for and what it goes on with. Where we could have asked the same, it is from now on a job
        like any other."""
        job.params, job.result = _params(asked), job.result | {"made_at": asked.at}
        parent = self.parent(job, asked)
        if parent:
            job.sources.create(track=parent)
        ours = OURS.get(asked.operation)
        if ours and ours.can_start_from(type(parent) if parent else None) and _version(ours, job):
            ours.start(job, [parent])
            job.operation, job.expected_price = ours.slug, ours.price(job.params)
        job.save(update_fields=["params", "result", "operation", "expected_price"])

    @staticmethod
    def parent(job, asked):
        known = Track.objects.of(job.owner).filter(job__account=job.account_id, audio_id=asked.parent_id)
        return known.first() if asked.parent_id else None

    def facts(self, job, sources):
        ours, at = OURS.get(job.operation), job.result.get("made_at")
        made_at = min(datetime.fromtimestamp(at, UTC), timezone.now()) if at else job.created_at
        return (ours or super()).facts(job, sources) | {"made_at": made_at}


def _other_style(job):
    """The provider's sister has one way only."""
    is_other = job.style == DEDICATED and not job.account.client().is_sister
    return MARKET if is_other else DEDICATED


def _version(operation, job):
    return job.params.get("model") in catalogue.versions_of(operation.slug)


def _params(asked):
    """As our forms would have them."""
    params = dict(asked.fields)
    if params.get("model") not in list(ModelVersion):
        params.pop("model", None)
    if asked.operation == "extend":
        return {"default_param_flag": "continue_at" in params} | params
    return _song(params) if asked.operation == "generate" else params


def _song(params):
    """Where a person decides, the words are lyrics; else a sentence says it all."""
    words = params.pop("prompt", "")
    if not params.pop("custom_mode", "style" in params or "lyrics" in params):
        few = {name: value for name, value in params.items() if name in ("model", "instrumental")}
        return few | {"custom_mode": False, "prompt": words}
    if words and not params.get("instrumental"):
        params.setdefault("lyrics", words)
    return params | {"custom_mode": True}
