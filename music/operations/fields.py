"""Fields and checks that the forms of several operations share."""

import re
import uuid
from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .. import catalogue
from ..kie.limits import ModelVersion
from ..models import Persona, ProviderAccount

is_web_address = URLValidator(schemes=["http", "https"])
CLOCK = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,3}):)?(\d{1,5}(?:\.\d*)?)", re.ASCII)
VOICES = [("", _("Any")), ("f", _("Female")), ("m", _("Male"))]
VARIETIES = [
    ("", _("As the provider likes")),
    ("0", _("Exactly this style")),
    ("1", _("Balanced")),
    ("2", _("Distinct styles")),
    ("3", _("Bold")),
    ("4", _("As different as can be")),
]


class TextField(forms.CharField):
    """A text whose limit depends on the version: newlines count once, and the form says when it is too long."""

    widget = forms.Textarea

    def __init__(self, *, limit=None, **kwargs):
        self.limit = limit  # which of `Limits` counts here; the counter in the page reads it too
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def to_python(self, value):
        return super().to_python((value or "").replace("\r\n", "\n").replace("\r", "\n"))

    def most(self, limits):
        """How many characters a version takes; None where no limit is known."""
        return getattr(limits, self.limit)


class IdeaField(TextField):
    """A sentence that says what a song should be; to a version without a simple mode it is a style."""

    def __init__(self, **kwargs):
        super().__init__(limit="simple_prompt", **kwargs)

    def most(self, limits):
        return limits.simple_prompt or limits.style


class StyleField(TextField):
    """How a song should sound. Beside it the page offers to improve what is written there."""

    can_be_improved = True

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Style"), "limit": "style", **kwargs})


class LineField(TextField):
    """One line: what comes on several is joined."""

    widget = forms.TextInput

    def to_python(self, value):
        return " ".join(super().to_python(value).splitlines())


class AddressesField(TextField):
    """Web addresses, one a line, as many as a version takes: a list."""

    def __init__(self, **kwargs):
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": 2, "inputmode": "url"}), **kwargs})

    def to_python(self, value):
        return super().to_python("\n".join(value) if isinstance(value, list) else value).split()

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def validate(self, value):
        for address in value:
            try:
                is_web_address(address)
            except ValidationError as error:
                message = _("Write whole addresses, one a line: https://… “{address}” is none.")
                raise ValidationError(message.format(address=address[:80]), code="invalid") from error

    def run_validators(self, value):
        pass  # each address was looked at by itself


class SubmissionField(forms.UUIDField):
    """The key of one press of the paid button; nonsense is as good as none."""

    widget = forms.HiddenInput

    def to_python(self, value):
        with suppress(ValidationError):
            return super().to_python(value)
        return None


class WeightField(forms.DecimalField):
    """0 to 1 in steps of 0.01; empty leaves it to the provider."""

    def __init__(self, **kwargs):
        super().__init__(
            required=False, min_value=0, max_value=1, decimal_places=2, **kwargs,
            widget=forms.NumberInput(attrs={"step": "0.01", "min": "0", "max": "1", "data-fader": ""}),
        )  # fmt: skip

    def clean(self, value):
        value = super().clean(value)
        return None if value is None else float(value)


class SwitchField(forms.ChoiceField):
    """Two radio buttons, on or not; true for `on`."""

    widget = forms.RadioSelect

    def to_python(self, value):
        return str(value).lower() in {"on", "true", "1", "yes"}

    def validate(self, value):
        pass  # anything that is not on is off

    def prepare_value(self, value):
        return "on" if self.to_python(value) else ""


class ListedField(forms.ChoiceField):
    """Radio buttons with many words, one under the other."""

    widget = forms.RadioSelect
    is_listed = True


class SingingField(SwitchField):
    """Instrumental, or sung."""

    def __init__(self):
        choices = [("", _("With voice")), ("on", _("Instrumental"))]
        super().__init__(label=_("Singing"), choices=choices, required=False)


class VoiceField(forms.ChoiceField):
    widget = forms.RadioSelect

    def __init__(self):
        super().__init__(label=_("Voice"), choices=VOICES, required=False)


class VarietyField(forms.TypedChoiceField):
    """How far apart the takes of one request are, 0 to 4; None leaves it to the provider."""

    def __init__(self):
        super().__init__(
            label=_("How different the takes are"),
            choices=VARIETIES,
            coerce=int,
            empty_value=None,
            required=False,
        )


class SecondsField(forms.CharField):
    """A moment in a song: seconds (83.4) or minutes and seconds (1:23.4), in hundredths at most."""

    def to_python(self, value):
        text = super().to_python(value).replace(",", ".")
        if not text:
            return None
        match = CLOCK.fullmatch(text)
        if not match or (match[2] and float(match[3]) >= 60):
            raise ValidationError(_("Write a moment of the song as 1:23.4 or in seconds."), code="invalid")
        hours, minutes, seconds = match.groups(default="0")
        return round(int(hours) * 3600 + int(minutes) * 60 + float(seconds), 2)


def moment(seconds):
    """As the field reads it, with no more digits than it has: 83.45 → 1:23.45"""
    minutes, rest = divmod(round(seconds * 100), 6000)
    whole, hundredths = divmod(rest, 100)
    digits = f".{hundredths:02}".rstrip("0").rstrip(".")
    return f"{minutes}:{whole:02}{digits}"


class VersionField(forms.ChoiceField):
    """The provider's versions, current ones first, the discontinued below and labelled."""

    widget = forms.RadioSelect

    def __init__(self, slug, **kwargs):
        self.versions = catalogue.versions_of(slug)
        super().__init__(label=_("Version"), choices=[(v.value, v.label) for v in self.versions], **kwargs)


class PersonaField(forms.ModelChoiceField):
    """One of a person's own personas, by our id or the provider's."""

    def __init__(self, **kwargs):
        super().__init__(
            queryset=Persona.objects.none(), to_field_name="uuid", required=False, label=_("Persona"),
            empty_label=_("None"), **kwargs,
            error_messages={"invalid_choice": _("Choose one of your personas.")},
        )  # fmt: skip


class OperationForm(forms.Form):
    """Refuses what the provider would refuse, before money is spent."""

    submission = SubmissionField(required=False)
    slug: str  # whose limits count
    shown: dict = {}  # fields that a page shows only at times, and the class that says when: "for-custom"
    by_version: tuple = ("duration", "variety")  # fields that not every version takes: then they are dimmed
    extras: tuple = ()  # fields that few need: behind "More choices"

    def __init__(self, data=None, files=None, *, owner, sources=(), **kwargs):
        self.owner, self.sources = owner, sources
        self.account = ProviderAccount.objects.for_person(owner)
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {"submission": uuid.uuid4(), **self.suggestions(), **kwargs["initial"]}
        super().__init__(data, files, **kwargs)
        if "persona_id" in self.fields:
            self.fields["persona_id"].queryset = Persona.objects.of(owner).usable_with(self.account)

    def suggestions(self):
        """What the form starts with."""
        return {}

    def clean(self):
        cleaned = super().clean()
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
    def initial_from(cls, job):
        """The fields as they were in an earlier job, for another one like it."""
        fields = {name: value for name, value in job.params.items() if name in cls.base_fields}
        persona = Persona.objects.of(job.owner).filter(provider_id=job.params.get("persona_id", "")).first()
        return fields | {"persona_id": persona.uuid if persona else None}

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
