"""What a job was asked for, in words: the settings of a song, for its page."""

from django import forms
from django.utils.translation import gettext as _

from ..operations import registry
from ..operations.fields import SecondsField, moment

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


def told(job):
    """Pairs of a name and a value in the reader's language, in the order of the form; what is unset is left out."""
    fields = _fields(job)
    values = {name: job.params.get(name) for name in fields if name not in SAID_ELSEWHERE}
    return [
        (fields[name].label, _word(fields[name], name, value))
        for name, value in values.items()
        if value not in (None, "") and value is not False
    ]


def texts(job):
    """What a person wrote for it, as (label, text), in the order and the words of the form."""
    fields = _fields(job)
    return [
        (fields[name].label, job.params[name]) for name in TEXTS if name in fields and job.params.get(name)
    ]


def _fields(job):
    operation = registry.OPERATIONS.get(job.operation)
    return operation.form.base_fields if operation else {}


def _word(field, name, value):
    if name in ("continue_at", "duration"):
        return f"{int(value) // 60}:{value % 60:02.0f}"
    if isinstance(field, SecondsField):
        return moment(value)
    if isinstance(field, forms.ChoiceField):
        words = {str(key): word for key, word in field.choices}
        return words.get("on" if value is True else str(value), value)
    if isinstance(field, forms.FloatField | forms.DecimalField):
        return f"{float(value):.0%}"
    return _("yes") if value is True else value
