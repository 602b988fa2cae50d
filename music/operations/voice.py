"""A voice of one's own, in four steps that are a job each: a phrase to sing, perhaps another one, the voice
made of its singing, and whether it can be used now. All start from the recording that the phrase is made for."""

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from sunostudio.sheeted import changed

from ..kie import choices
from ..models import Job, Persona, Upload
from . import base_form, fields
from .base import Operation
from .persona import keep

LEVELS = list(choices.SKILL_LEVELS.items())
STALE = _("KIE no longer knows this phrase. Ask for a new one and sing that; what you wrote is kept.")
NOT_SUNG = _("KIE did not hear the phrase. Sing exactly its words, clearly and without music, and try again.")
FEW_SECONDS = 30  # offered; no length is published


class WholeSecondsField(fields.SecondsField):
    """A moment as 1:23 or in seconds, without a fraction."""

    def to_python(self, value):
        seconds = super().to_python(value)
        if seconds is None or seconds == int(seconds):
            return None if seconds is None else int(seconds)
        raise forms.ValidationError(_("Whole seconds only, such as 0:12."), code="invalid")


class OwnJobField(forms.ModelChoiceField):
    """An earlier step, that the provider knows by its task."""

    def __init__(self, gone):
        super().__init__(
            queryset=Job.objects.none(), to_field_name="uuid", widget=forms.HiddenInput,
            error_messages={"required": gone, "invalid_choice": gone},
        )  # fmt: skip


class RecordingForm(base_form.OperationForm):
    """What all steps have in common: they start from a recording of a voice."""

    after: tuple = ()  # the operations of which one has to be done before

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.after:
            self.fields["task_id"].queryset = done(self.sources[0], self.account, self.after)

    @classmethod
    def why_not(cls, song, account):
        return base_form.in_trash(song)

    @classmethod
    def initial_from(cls, job):
        """What was written; an earlier step is found anew."""
        return {
            name: job.params[name] for name in cls.base_fields if name in job.params and name != "task_id"
        }

    def params(self):
        params = super().params()
        return params | ({"task_id": params["task_id"].task_id} if self.after else {})


def steps_of(recording, account):
    """The jobs that were started from a recording with this key, newest first; what was cancelled never was."""
    slugs = (VoicePhrase.slug, VoiceAgain.slug, Voice.slug, VoiceCheck.slug)
    jobs = Job.objects.filter(operation__in=slugs, sources__upload=recording, sources__position=0)
    return jobs.filter(account=account).exclude(state=Job.State.CANCELLED).newest_first()


def done(recording, account, slugs):
    jobs = steps_of(recording, account).filter(operation__in=slugs, state=Job.State.DONE)
    return jobs.exclude(task_id="")


class VoicePhraseForm(RecordingForm):
    slug = "voice-phrase"

    language = forms.ChoiceField(
        label=_("Language of the phrase"), choices=list(choices.VOICE_LANGUAGES.items())
    )
    vocal_start_s = WholeSecondsField(label=_("Voice from"))
    vocal_end_s = WholeSecondsField(label=_("Voice to"))

    def suggestions(self):
        (recording,) = self.sources
        spoken = (get_language() or "").partition("-")[0]
        return {
            "language": spoken if spoken in choices.VOICE_LANGUAGES else "en",
            "vocal_start_s": fields.moment(0),
            "vocal_end_s": fields.moment(min(int(recording.duration), FEW_SECONDS)),
        }

    @classmethod
    def initial_from(cls, job):
        said = super().initial_from(job)
        return {
            name: fields.moment(value) if isinstance(value, int) else value for name, value in said.items()
        }

    def clean(self):
        cleaned = super().clean()
        start, end, length = (
            cleaned.get("vocal_start_s"),
            cleaned.get("vocal_end_s"),
            self.sources[0].duration,
        )
        if start is None or end is None:
            return cleaned
        if end <= start:
            self.add_error("vocal_end_s", _("The end has to lie after the beginning."))
        elif end > length:
            self.add_error(
                "vocal_end_s", _("The recording ends at {end}.").format(end=fields.moment(int(length)))
            )
        return cleaned


class VoiceAgainForm(RecordingForm):
    slug, after = "voice-again", ("voice-phrase", "voice-again")

    task_id = OwnJobField(
        gone=_("There is no phrase of this recording that could be changed. Ask for one first.")
    )


class SungField(forms.ModelChoiceField):
    """One of a person's recordings: the phrase, sung."""

    def __init__(self):
        super().__init__(
            label=_("You, singing the phrase"), queryset=Upload.objects.none(), to_field_name="uuid",
            empty_label=_("Choose a recording"),
            error_messages={
                "required": _("Sing the phrase and record it, or choose the recording of it."),
                "invalid_choice": _("Choose one of your own recordings."),
            },
        )  # fmt: skip


class VoiceForm(RecordingForm):
    slug, after = "voice", ("voice-phrase", "voice-again")

    task_id = OwnJobField(gone=_("There is no phrase of this recording to sing. Ask for one first."))
    verify_url = SungField()
    voice_name = fields.LineField(
        label=_("Name of the voice"), required=True, max_length=80,
        error_messages={"required": _("Give the voice a name: you choose it by that later.")},
    )  # fmt: skip
    description = fields.TextField(label=_("Description"))
    style = fields.StyleField(limit=None)
    singer_skill_level = forms.ChoiceField(label=_("How well you sing"), choices=LEVELS, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = Upload.objects.of(self.owner).kept().exclude(pk=self.sources[0].pk).newest_first()
        self.fields["verify_url"].queryset = mine
        self.initial.setdefault("verify_url", self.sung_since(mine))

    def sung_since(self, recordings):
        """The last recording, if it was made after the phrase was there."""
        phrase = self.fields["task_id"].queryset.first()
        newest = (
            recordings.filter(made_at__gt=phrase.finished_at or phrase.created_at).first() if phrase else None
        )
        return newest.uuid if newest else None

    def clean(self):
        cleaned = super().clean()
        if sung := cleaned.get("verify_url"):
            self.sources = (self.sources[0], sung)
        return cleaned

    def params(self):
        params = super().params()
        params.pop("verify_url")  # the second source
        return params


class VoiceCheckForm(RecordingForm):
    slug, after = "voice-check", ("voice",)

    task_id = OwnJobField(gone=_("There is no voice of this recording to check. Make it first."))


class VoiceOperation(Operation):
    starts_from = (Upload,)
    icon = "mic-vocal"
    in_menus = False
    template = "music/voice.html"

    def fields(self, job):
        return {"task_id": job.params["task_id"]}

    def apply(self, job, result):
        if result.data:
            Job.objects.filter(pk=job.pk).update(result=job.result | result.data, **changed())


class VoicePhrase(VoiceOperation):
    is_told = False
    slug, in_menus = "voice-phrase", True
    name, verb, invitation = _("Phrase for a voice"), _("Get the phrase"), _("Make a voice of it")
    path, family = "/api/v1/voice/validate", "voice-phrase"
    form = VoicePhraseForm
    hands_over = True
    made = "music/_made_phrase.html"
    usual = (20, 0)

    def fields(self, job):
        (address,) = self.addresses_of(job)
        names = ("vocal_start_s", "vocal_end_s", "language")
        return {"voice_url": address} | {name: job.params.get(name) for name in names}

    def made_words(self, job):
        return _("ready to be sung")


class VoiceAgain(VoiceOperation):
    is_told = False
    slug = "voice-again"
    name, verb, invitation = _("Another phrase"), _("Get another phrase"), _("Get another phrase")
    path, family = "/api/v1/voice/regenerate", "voice-phrase"
    form = VoiceAgainForm
    made = "music/_made_phrase.html"
    troubles = {"422": _("KIE gives no other phrase for this one. Ask for a new one: that is free, too.")}

    def made_words(self, job):
        return _("ready to be sung")


class Voice(VoiceOperation):
    slug = "voice"
    name, verb, invitation = _("Voice"), _("Make the voice"), _("Make the voice")
    path, family = "/api/v1/voice/generate", "voice"
    form = VoiceForm
    hands_over = True
    made = "music/_made_persona.html"
    usual = (60, 0)
    troubles = {"422": STALE, "404": STALE} | dict.fromkeys(("failed", "501", ""), NOT_SUNG)

    def fields(self, job):
        _recording, sung = self.addresses_of(job)
        names = ("task_id", "voice_name", "description", "style", "singer_skill_level")
        return {"verify_url": sung} | {name: job.params.get(name) for name in names}

    def apply(self, job, result):
        if provider_id := result.data.get("voice_id"):
            params = job.params
            texts = {name: params.get(name, "") for name in ("description", "style")}
            keep(job, provider_id, kind=Persona.Kind.VOICE, name=params["voice_name"], **texts)

    def made_words(self, job):
        return _("ready to use")


class VoiceCheck(VoiceOperation):
    is_told = False
    slug = "voice-check"
    name, verb, invitation = _("Check of a voice"), _("Check the voice"), _("Check the voice")
    path, family = "/api/v1/voice/check-voice", "voice-check"
    form = VoiceCheckForm
    calls_back = False
    made = "music/_made_check.html"
    usual = (10, 0)

    def made_words(self, job):
        return _("can be used") if job.result.get("is_available") else _("cannot be used yet")
