"""Many songs at once."""

from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..models import Project, Track
from .tracks import STARS, TagsField

MOST = 10_000  # songs at once


class TracksField(forms.Field):
    """UUIDs of a person's own songs. What is another's is not there."""

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

    DEEDS = ("favourite", "unfavourite", "rate", "project", "tag", "untag", "trash", "restore", "take_out")

    tracks = TracksField()
    count = forms.IntegerField(required=False)  # how many songs all of a list are, as it was said before
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

    def clean(self):
        cleaned = super().clean()
        self._check_count(cleaned.get("count"))
        if cleaned.get("do") in ("tag", "untag") and not cleaned.get("tags"):
            self.add_error("tags", _("Write a tag first."))
        if cleaned.get("do") == "rate" and cleaned.get("rating") is None:
            self.add_error("rating", _("Choose how many stars."))
        return cleaned

    def _check_count(self, said):
        now = len(self.data.getlist("tracks"))
        if said is not None and said != now and "tracks" not in self.errors:
            words = ngettext(
                "There is {n} song in this list now. Look once more, then choose again.",
                "There are {n} songs in this list now. Look once more, then choose again.",
                now,
            )
            self.add_error("count", words.format(n=number_format(now, force_grouping=True)))
