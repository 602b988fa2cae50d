"""The form of any operation: what it refuses before money is spent, and why a song cannot be worked on."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import catalogue
from ..kie.limits import ModelVersion
from ..models import Persona, ProviderAccount
from . import fields


class OperationForm(forms.Form):
    """Refuses what the provider would refuse, before money is spent."""

    submission = fields.SubmissionField(required=False)
    slug: str  # whose limits count
    shown: dict = {}  # fields that a page shows only at times, and the class that says when: "for-custom"
    by_version: tuple = ("duration", "variety")  # fields that not every version takes: then they are dimmed
    extras: tuple = ()  # fields that few need: behind "More choices"
    of_source: tuple = ()  # fields that say something of what it starts from, and nothing of another song
    settled: tuple = ()  # fields that what it starts from decides

    def __init__(self, data=None, files=None, *, owner, sources=(), account=None, **kwargs):
        self.owner, self.sources = owner, sources
        self.account = account or ProviderAccount.objects.for_person(owner)
        given = kwargs.get("initial") or {}
        kwargs["initial"] = {"submission": uuid.uuid4(), **self.suggestions(), **given}
        super().__init__(data, files, **kwargs)
        if "persona_id" in self.fields:
            self.fields["persona_id"].queryset = Persona.objects.of(owner).usable_with(self.account)
        for field in self.fields.values():
            if isinstance(field, fields.WithinField) and (ends := catalogue.widest(self.slug, field.within)):
                field.span(*ends)
        self.not_taken = [] if self.is_bound else list(self.left_out(given))

    def left_out(self, given):
        """Sentences on what of the given settings could not be taken over; it is unset here."""
        persona = given.get("persona_id")
        if persona and str(persona) not in {str(known.uuid) for known in self.personas()}:
            yield _(
                "The persona could not be taken over: it is not here any more, or was made with another key."
            )
        version = given.get("model")
        if version and version not in dict(self.fields["model"].choices if "model" in self.fields else ()):
            self.initial["model"] = self.suggestions().get("model")
            yield _("The version could not be taken over: it is not offered here. Another is chosen.")

    def personas(self):
        return self.fields["persona_id"].queryset if "persona_id" in self.fields else ()

    def suggestions(self):
        """What the form starts with."""
        return {}

    def clean(self):
        cleaned = super().clean()
        if self.account.is_shut:
            raise ValidationError(
                _("The stored key cannot be opened any more. Remove it in the settings and enter it again."),
                code="shut",
            )
        if not self.account.has_key:
            raise ValidationError(
                _(
                    "There is no KIE key yet: add yours in the settings, or ask whoever looks after this server."
                ),
                code="no_key",
            )
        self.check_sources()
        return cleaned

    @classmethod
    def why_not(cls, song, account):
        """Why the provider cannot work on this song, with this key or at all; empty when it can."""
        return in_trash(song) or unknown(song) or unfinished(song) or of_another_key(song, account)

    def check_sources(self):
        for song in self.sources:
            if why_not := self.why_not(song, self.account):
                raise ValidationError(why_not, code="source")

    def limits(self):
        """What the chosen version takes; None while none is chosen."""
        if "model" not in self.base_fields:
            return catalogue.limits_of(self.slug, None)
        version = self.cleaned_data.get("model")
        return catalogue.limits_of(self.slug, ModelVersion(version)) if version else None

    def need(self, name, message):
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, ValidationError(message, code="required"))

    def check_length(self, name, limit):
        """In code points, newlines as one, as the provider counts."""
        text = self.cleaned_data.get(name) or ""
        if limit is not None and len(text) > limit:
            self.add_error(name, ValidationError(too_long(limit, len(text)), code="max_length"))

    def check_ranges(self, limits):
        for name, field in self.fields.items():
            if isinstance(field, fields.WithinField) and (ends := getattr(limits, field.within)):
                self.check_within(name, *ends)

    def check_within(self, name, least, most):
        value = self.cleaned_data.get(name)
        for allows in (MinValueValidator(least), MaxValueValidator(most)) if value is not None else ():
            try:
                allows(value)
            except ValidationError as error:
                self.add_error(name, error)

    def check_persona(self, version):
        persona = self.cleaned_data.get("persona_id")
        if persona and not catalogue.limits_of(self.slug, version).persona:
            message = _("{version} takes no persona here. Choose V6, or no persona.")
            self.add_error("persona_id", message.format(version=version.label))
        elif persona and persona.kind == Persona.Kind.VOICE and not _knows_voices(version):
            message = _("{version} cannot sing with a voice persona. Choose V5 or newer, or another persona.")
            self.add_error("persona_id", message.format(version=version.label))

    def offer_another(self):
        """Its key has made another job already: say so, and give it a key of its own."""
        self.add_error(
            None, _("This page has made a song already, with other words. Press again to make this one too.")
        )
        self.data = self.data.copy()
        self.data["submission"] = str(uuid.uuid4())

    def params(self):
        """What is kept in the job and sent: the cleaned values, personas by the provider's id."""
        params = {name: value for name, value in self.cleaned_data.items() if name != "submission"}
        persona = params.pop("persona_id", None)
        if persona:
            params |= {"persona_id": persona.provider_id, "persona_model": persona.kind}
        return {name: value for name, value in params.items() if value not in (None, "", [])}

    def params_so_far(self):
        """What is chosen now, as far as a price depends on it."""
        return {name: self[name].value() for name in self.fields}

    @classmethod
    def decided(cls, params):
        """The names of the fields that count with these parameters: where one has no value, it was left empty."""
        return set()

    @classmethod
    def initial_from(cls, job):
        """The fields as they were in an earlier job, the empty ones too, for another one like it."""
        known = dict.fromkeys(cls.decided(job.params), "")
        known |= {name: value for name, value in job.params.items() if name in cls.base_fields}
        if known.get("persona_id"):
            persona = Persona.objects.of(job.owner).filter(provider_id=known["persona_id"]).first()
            known["persona_id"] = persona.uuid if persona else known["persona_id"]
        return known

    @classmethod
    def initial_from_draft(cls, draft):
        """The fields for a song with these words; none where it has no words."""
        return {}

    @classmethod
    def initial_from_style(cls, text):
        """The fields for a song in a style; where everything can be left to the provider, it is not."""
        return {"custom_mode": True, "style": text, "tags": text}

    @property
    def limits_by_version(self):
        """For the counters in the page: {version: {field: limit}}; "" where no version is chosen."""
        texts = {name: field for name, field in self.fields.items() if getattr(field, "limit", None)}
        versions = catalogue.versions_of(self.slug) if "model" in self.fields else [None]
        return {
            version or "": {
                name: field.most(catalogue.limits_of(self.slug, version)) for name, field in texts.items()
            }
            for version in versions
        }


# Why a song cannot be worked on


def in_trash(song):
    return _("This song is in the trash. Restore it first.") if song.trashed_at else ""


def unknown(song):
    return "" if song.audio_id else _("The provider does not know this song, so it cannot work on it.")


def of_another_key(song, account):
    if song.job.account_id == account.pk:
        return ""
    message = _("This song was made with another key ({whose}); only that key can work on it.")
    return message.format(whose=song.job.account)


def unfinished(song):
    is_there = song.audio_url or song.is_kept
    return "" if is_there else _("This song is still being made. Come back when it is done.")


def _knows_voices(version):
    return catalogue.limits_of("generate", version).persona_model


def too_long(limit, length):
    over = length - limit
    return ngettext(
        "{length} of {limit} characters. Take out {over} to go on.",
        "{length} of {limit} characters. Take out {over} to go on.",
        over,
    ).format(length=f"{length:,}", limit=f"{limit:,}", over=f"{over:,}")
