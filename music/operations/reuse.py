"""The settings of an operation by themselves: asked for again with one thing changed, kept as a recipe, varied in a
grid. They are a form's fields by name, as JSON: {"style": "slow synth-pop", "custom_mode": true}."""

from copy import deepcopy

from django import forms
from django.utils.translation import gettext as _

from .. import catalogue
from ..models import Persona
from . import base_form, registry
from .generate import ATTACHMENTS
from .song_forms import default_version

PERSONAL = ("persona_id", *ATTACHMENTS)  # what is one person's own, and does not leave with a shared recipe
STRUCTURE = {
    "submission",
    "custom_mode",
    "default_param_flag",
    "find",
    "second",
}  # they say which fields there are
BY_VERSION = {"duration": "duration", "variety": "variety", "persona_id": "persona"} | dict.fromkeys(
    ATTACHMENTS[:1], "image_urls"
)  # fields that not every version takes, by the name of the limit


def has_settings(operation):
    """Whether there is something to keep and to vary: songs are made, and asked for in words."""
    return operation is not None and operation.in_menus and operation.makes_tracks


def settings_of(job):
    """Those of a job, with what is its source's own."""
    known = registry.get(job.operation).form.initial_from(job)
    return {name: plain(value) for name, value in known.items() if value not in (None, "", [])}


def without_source(operation, settings):
    return {name: value for name, value in settings.items() if name not in operation.form.of_source}


def initial(operation, settings):
    """What a form begins with: what was left empty stays empty, whatever the form would suggest."""
    return dict.fromkeys(operation.form.decided(settings), "") | settings


def filled(operation, settings, *, owner, sources=(), account=None, **changes):
    """The operation's form as if a person had filled it in with these settings, and `changes` as they were typed."""
    known = _version(operation, sources) | settings
    data = {name: typed(value) for name, value in known.items()} | changes
    return operation.form(data, owner=owner, sources=sources, account=account)


def _version(operation, sources):
    """The one that an empty form would choose: a recipe can be kept without."""
    form = operation.form
    return {"model": default_version(form.slug, *sources[:1])} if "model" in form.base_fields else {}


def plain(value):
    """For JSON."""
    return value if isinstance(value, str | int | float | list) else str(value)


def typed(value):
    """As a browser posts it."""
    if isinstance(value, bool):
        return "on" if value else ""
    return "\n".join(value) if isinstance(value, list) else value


def changeable(form):
    """The fields of an unbound form of which one can be changed while all others stay as they are, in its order."""
    chosen = {name: form[name].value() for name in form.fields}
    counting = form.decided({name: chosen.get(name) for name in STRUCTURE}) | {"model", "duration"}
    hidden = STRUCTURE | set(form.settled) | _untaken(form.slug, chosen.get("model"))
    if chosen.get("instrumental"):
        hidden |= {name for name, when in form.shown.items() if "for-voice" in when}
    if "custom_mode" in chosen and not chosen["custom_mode"]:
        hidden.add("duration")
    return [form[name] for name in form.fields if name in counting - hidden and not form[name].is_hidden]


def _untaken(slug, version):
    if version not in catalogue.versions_of(slug):
        return set()
    limits = catalogue.limits_of(slug, version)
    return {name for name, limit in BY_VERSION.items() if not getattr(limits, limit)}


class Settings:
    """Settings with what they are for: an operation, a person, the songs it starts from, and where those it makes go."""

    project = None

    def __init__(self, operation, settings, owner, sources=()):
        self.operation, self.settings, self.owner = operation, settings, owner
        self.sources = tuple(sources)[:1]  # a second one is among the settings

    @property
    def is_possible(self):
        """Whether what it starts from is there."""
        return self.operation.can_start_from(type(self.sources[0]) if self.sources else None)

    def form(self):
        """As it is, to choose from."""
        begin = initial(self.operation, self.settings)
        return self.operation.form(owner=self.owner, sources=self.sources, initial=begin)

    def changed(self, account=None, **changes):
        """The form as if a person had filled it in, with these fields as they typed them."""
        return filled(
            self.operation, self.settings, owner=self.owner, sources=self.sources, account=account, **changes
        )


class Replay(Settings):
    """Those of a job, of which one is to be changed; the rest, and what it starts from, stay."""

    def __init__(self, job, owner):
        operation = registry.get(job.operation)
        super().__init__(operation, settings_of(job), owner, operation.sources_of(job))
        self.job = job

    def with_one(self, name, data):
        """The form with one field as it was posted; refused when that says what it said before."""
        form = self.changed(**{key: data.get(key, "") for key in (name, "submission")})
        if form.is_valid() and form.params() == self.job.params:
            form.add_error(
                name, _("This is as it was. Change it, or order the same again from the job’s page.")
            )
        return form


class SettingsForm(forms.Form):
    """What an operation can be told, without what it starts from. Nothing is required, and lengths do not count yet:
    the operation's own form looks when a song is asked for."""

    limits_by_version = base_form.OperationForm.limits_by_version

    def __init__(self, data=None, *, operation, owner, **kwargs):
        super().__init__(data, **kwargs)
        form = operation.form
        self.slug, self.shown, self.by_version = form.slug, form.shown, form.by_version
        for name, field in form.base_fields.items():
            if name not in ("submission", *form.of_source):
                self.fields[name] = deepcopy(field)
                self.fields[name].required = False
        if "persona_id" in self.fields:
            self.fields["persona_id"].queryset = Persona.objects.of(owner)
        self.extras = [name for name in form.extras if name in self.fields]

    def settings(self):
        """What of it is sound, and not empty."""
        given = {name: value for name, value in self.cleaned_data.items() if value not in (None, "", [])}
        if persona := given.pop("persona_id", None):
            given["persona_id"] = str(persona.uuid)
        return given

    def as_posted(self):
        """What was posted, for a form that asks nothing of it yet."""
        return {name: self[name].value() for name in self.fields}
