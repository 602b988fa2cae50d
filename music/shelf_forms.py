"""Forms with which a person puts their songs in order."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import search
from .forms import LinesField
from .models import Persona, Project, Tag, Track

STARS = range(6)
MOST_TAGS = 20
# What can be the same for many songs; words, titles and moments are of one.
SETTINGS = ("model", "custom_mode", "instrumental", "style", "tags", "negative_tags", "vocal_gender", "persona_id",
            "duration", "style_weight", "weirdness_constraint", "audio_weight", "variety", "sound_loop", "sound_tempo",
            "sound_key")  # fmt: skip


class ProjectForm(forms.ModelForm):
    note = LinesField(label=_("Note"), required=False, max_length=5000)

    class Meta:
        model = Project
        fields = ["name", "note"]

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.instance.owner = owner

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Project.objects.of(self.instance.owner).exclude(pk=self.instance.pk)
        if others.filter(name=name).exists():
            raise ValidationError(_("You have a project of this name already."))
        return name


class SettingsForm(forms.Form):
    """The fields of an operation that a project can bring along, all of them optional."""

    def __init__(self, *args, operation, owner, project, **kwargs):
        super().__init__(*args, initial=project.defaults.get(operation.slug, {}), **kwargs)
        whole = operation.form(owner=owner)
        self.limits_by_version = whole.limits_by_version
        self.fields = {name: whole.fields[name] for name in SETTINGS if name in whole.fields}
        for name, field in self.fields.items():
            field.required = False
            field.can_be_improved = False
            if name == "model":
                choices = [("", _("The studio’s own")), *field.choices]
                self.fields[name] = forms.ChoiceField(label=field.label, required=False, choices=choices)

    def settings(self):
        """As a form takes them to begin with, and as JSON keeps them."""
        told = {name: _plain(value) for name, value in self.cleaned_data.items()}
        return {name: value for name, value in told.items() if value not in (None, "", False)}


def _plain(value):
    return str(value.uuid) if isinstance(value, Persona) else value


class TagsField(forms.CharField):
    """Names with commas between them: a list, each once, as it was written first."""

    def __init__(self, **kwargs):
        super().__init__(**{"label": _("Tags"), "required": False, "max_length": 1000, **kwargs})

    def prepare_value(self, value):
        return value if isinstance(value, str) or value is None else ", ".join(value)

    def to_python(self, value):
        names = [" ".join(name.split()) for name in super().to_python(value).split(",")]
        return list({search.fold(name): name for name in reversed(names) if search.fold(name)}.values())[::-1]

    def validate(self, value):
        super().validate(value)
        if len(value) > MOST_TAGS:
            raise ValidationError(_("At most {most} tags.").format(most=MOST_TAGS))
        if any(len(name) > Tag._meta.get_field("name").max_length for name in value):
            raise ValidationError(_("A tag has at most 40 characters."))

    def run_validators(self, value):
        pass  # each name was looked at by itself


class RatingForm(forms.Form):
    rating = forms.TypedChoiceField(
        label=_("Rating"), coerce=int, choices=[(n, n) for n in STARS], widget=forms.RadioSelect
    )


class OpinionForm(RatingForm):
    """What a person thinks of a song, and where they put it."""

    tags = TagsField()
    project = forms.ModelChoiceField(
        label=_("Project"), queryset=None, to_field_name="uuid", required=False, empty_label=_("None")
    )
    notes = LinesField(label=_("Notes"), required=False, max_length=10_000)

    def __init__(self, data=None, *, track, **kwargs):
        self.known_tags = Tag.objects.of(track.owner)
        initial = {
            "rating": track.rating,
            "tags": [tag.name for tag in track.tags.all()],
            "project": track.project and track.project.uuid,
            "notes": track.notes,
        }
        super().__init__(data, initial=initial, **kwargs)
        self.fields["project"].queryset = Project.objects.of(track.owner)
        self.fields["tags"].widget.attrs |= {"list": "known-tags", "data-many": ""}


MOST = 1000  # songs at once


class TracksField(forms.Field):
    """UUIDs, one a tick: a person's own songs. What is another's is not there."""

    widget = forms.MultipleHiddenInput
    owner = None

    def to_python(self, value):
        try:
            keys = {UUID(key) for key in value or ()}
        except ValueError as error:
            raise ValidationError(_("Some of these are no songs."), code="invalid") from error
        if len(keys) > MOST:
            raise ValidationError(_("At most {most} songs at once.").format(most=f"{MOST:,}"))
        if not keys:
            raise ValidationError(_("Choose some songs first."), code="required")
        fields = ("is_favourite", "rating", "project", "trashed_at", "stack")
        return list(Track.objects.of(self.owner).filter(uuid__in=keys).only(*fields))

    def validate(self, value):
        if not value:
            raise ValidationError(_("These songs are not there any more."), code="gone")


class BulkForm(forms.Form):
    """One thing to do with many songs; what a deed needs besides is asked for with it."""

    DEEDS = ("favourite", "unfavourite", "rate", "project", "tag", "untag", "trash", "restore")

    tracks = TracksField()
    do = forms.ChoiceField(
        choices=[(deed, deed) for deed in DEEDS], error_messages={"required": _("Choose what to do.")}
    )
    rating = forms.TypedChoiceField(
        coerce=int, choices=[(n, n) for n in STARS], required=False, empty_value=None
    )
    tags = TagsField()
    project = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", required=False, empty_label=_("No project"),
        widget=forms.Select(attrs={"class": "input"}),
    )  # fmt: skip

    def __init__(self, *args, owner, **kwargs):
        super().__init__(*args, **kwargs)
        self.owner = owner
        self.fields["tracks"].owner = owner
        self.fields["project"].queryset = Project.objects.of(owner)

    def places(self):
        return Project.objects.of(self.owner)

    def known_tags(self):
        return Tag.objects.of(self.owner)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("do") in ("tag", "untag") and not cleaned.get("tags"):
            self.add_error("tags", _("Write a tag first."))
        if cleaned.get("do") == "rate" and cleaned.get("rating") is None:
            self.add_error("rating", _("Choose how many stars."))
        return cleaned
