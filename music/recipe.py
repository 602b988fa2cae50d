"""What a job was asked for, in words: the settings of a song, for its page."""

from django import forms
from django.utils.translation import gettext as _

from .operations import registry

SAID_ELSEWHERE = {
    "title",
    "style",
    "lyrics",
    "prompt",
    "custom_mode",
    "model",
    "default_param_flag",
    "submission",
}


def told(job):
    """Pairs of a name and a value in the reader's language, in the order of the form; what is unset is left out."""
    operation = registry.OPERATIONS.get(job.operation)
    fields = operation.form.base_fields if operation else {}
    values = {name: job.params.get(name) for name in fields if name not in SAID_ELSEWHERE}
    return [(fields[name].label, _word(fields[name], name, value)) for name, value in values.items() if value]


def _word(field, name, value):
    if name in ("continue_at", "duration"):
        return f"{int(value) // 60}:{value % 60:02.0f}"
    if isinstance(field, forms.ChoiceField):
        words = {str(key): word for key, word in field.choices}
        return words.get("on" if value is True else str(value), value)
    if isinstance(field, forms.FloatField | forms.DecimalField):
        return f"{float(value):.0%}"
    return _("yes") if value is True else value
