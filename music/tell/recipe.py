"""What a job was asked for, in words: the settings of a song, for its page; and what is different from another."""

from dataclasses import dataclass, field

from django import forms
from django.utils.translation import gettext as _

from ..models import Persona
from ..operations import registry
from ..operations.fields import SecondsField, moment
from .changes import changes

TEXTS = ("prompt", "content", "lyrics", "full_lyrics", "style", "tags")
SAID_ELSEWHERE = {
    "full_lyrics",
    "title",
    "style",
    "lyrics",
    "prompt",
    "content",
    "custom_mode",
    "model",
    "default_param_flag",
    "submission",
    "second",
    "tags",
}
SHORT = 60  # characters of a text that is shown in one line


@dataclass(frozen=True)
class Difference:
    """A setting that was changed: in words before and after, or, for a long text, its lines."""

    label: str
    before: str = ""
    after: str = ""
    lines: list = field(default_factory=list)


def told(job):
    """Pairs of a name and a value in the reader's language, in the order of the form; what is unset is left out."""
    fields = _fields(job.operation)
    named = [(name, job.params.get(name)) for name in fields if name not in SAID_ELSEWHERE]
    return [
        (fields[name].label, word(fields[name], name, value, job.owner_id))
        for name, value in named
        if value not in (None, "", []) and value is not False
    ]


def texts(job):
    """What a person wrote for it, as (label, text), in the order and the words of the form."""
    fields = _fields(job.operation)
    return [
        (fields[name].label, job.params[name]) for name in TEXTS if name in fields and job.params.get(name)
    ]


def settings_told(operation, settings, owner):
    """The settings of a recipe or a grid, as (label, words), in the order of the form."""
    fields = _fields(operation)
    return [
        (fields[name].label, word(fields[name], name, settings[name], owner.pk))
        for name in fields
        if settings.get(name) not in (None, "", [])
    ]


def axes_told(grid):
    """What varies in a grid: (label, the words of its values), rows first."""
    fields = _fields(grid.operation)
    varied = [
        (fields[axis["field"]], axis["field"], axis["values"])
        for axis in grid.axes
        if axis["field"] in fields
    ]
    return [
        (field.label, [str(word(field, name, value, grid.owner_id)) for value in values])
        for field, name, values in varied
    ]


def differences(job):
    """What it asks for that the job which it is tried again after did not."""
    before = job.retry_of
    if before is None or before.operation != job.operation:
        return []
    fields = _fields(job.operation)
    return [
        _difference(job, fields[name], name, before.params.get(name), job.params.get(name))
        for name in fields
        if name not in ("submission", "second") and _is_other(before.params.get(name), job.params.get(name))
    ]


def compared(one, other):
    """Settings in which two jobs differ, as Difference, by the names of the form that has them."""
    fields = {**_fields(other.operation), **_fields(one.operation)}
    told = [
        (field.label, [_said(field, name, job) for job in (one, other)])
        for name, field in fields.items()
        if name not in SAID_ELSEWHERE and _is_other(one.params.get(name), other.params.get(name))
    ]
    return [Difference(label, *said) for label, said in told]


def _said(field, name, job):
    value = job.params.get(name)
    return _("none") if value in (None, "", []) else str(word(field, name, value, job.owner_id))


def _is_other(before, after):
    """Unset, empty and off are one; 0 is a value."""
    unset = (None, "", [])
    said = [None if value in unset or value is False else value for value in (before, after)]
    return said[0] != said[1]


def _difference(job, field, name, before, after):
    is_long = any(isinstance(text, str) and (len(text) > SHORT or "\n" in text) for text in (before, after))
    if is_long and isinstance(field, forms.CharField):
        return Difference(field.label, lines=changes(str(before or ""), str(after or "")))
    said = [
        _("none") if value in (None, "", []) else word(field, name, value, job.owner_id)
        for value in (before, after)
    ]
    return Difference(field.label, *said)


def _fields(slug):
    operation = registry.OPERATIONS.get(slug)
    return operation.form.base_fields if operation else {}


def word(field, name, value, owner_id):
    """A value in words."""
    if name == "persona_id":
        return _persona(value, owner_id)
    if name in ("continue_at", "duration") and isinstance(value, int | float):
        return f"{int(value) // 60}:{value % 60:02.0f}"
    if isinstance(field, SecondsField) and isinstance(value, int | float):
        return moment(value)
    if isinstance(field, forms.ChoiceField):
        words = {str(key): word for key, word in field.choices}
        return words.get("on" if value is True else "" if value is False else str(value), value)
    if isinstance(field, forms.FloatField | forms.DecimalField) and isinstance(value, int | float):
        return f"{float(value):.0%}"
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return _("yes") if value is True else value


def _persona(value, owner_id):
    """By the provider's id, as a job has it, or ours, as a recipe has it."""
    names = {
        key: persona.name
        for persona in Persona.objects.filter(owner=owner_id)
        for key in (persona.provider_id, str(persona.uuid))
    }
    return names.get(str(value), _("one that is not here any more"))
