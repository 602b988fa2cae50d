"""Fields that the forms of several operations share."""

import re
from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from .. import catalogue
from ..models import Persona

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


class LinesField(forms.CharField):
    """A text of several lines; a browser posts two characters for each newline, and we count one."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python((value or "").replace("\r\n", "\n").replace("\r", "\n"))


class TextField(LinesField):
    """A text whose limit depends on the version; the form says when it is too long."""

    def __init__(self, *, limit=None, **kwargs):
        self.limit = limit  # which of `Limits` counts here; the counter in the page reads it too
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

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


class WithinField(forms.IntegerField):
    """A whole number within a pair of the catalogue's, which depends on the version: see `OperationForm.check_ranges`."""

    def __init__(self, *, within, **kwargs):
        super().__init__(required=False, **kwargs)
        self.within = within

    def span(self, least, most):
        """What the page offers: as far as any version goes."""
        self.min_value, self.max_value = least, most
        self.widget.attrs |= {"min": least, "max": most}


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
        self.slug = slug
        super().__init__(label=_("Version"), choices=self._offered, **kwargs)

    @property
    def versions(self):
        return catalogue.versions_of(self.slug)

    def _offered(self):
        """Asked anew for each form: an administrator may have corrected it."""
        return [(version.value, version.label) for version in self.versions]


class PersonaField(forms.ModelChoiceField):
    """One of a person's own personas, by our id or the provider's."""

    def __init__(self, **kwargs):
        super().__init__(
            queryset=Persona.objects.none(), to_field_name="uuid", required=False, label=_("Persona"),
            empty_label=_("None"), **kwargs,
            error_messages={"invalid_choice": _("Choose one of your personas.")},
        )  # fmt: skip
