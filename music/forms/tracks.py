"""One song: its words, when they are sung, and what a person thinks of it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from .. import search
from ..media import timing
from ..models import Project, Tag, Track
from ..operations.fields import LinesField

STARS = range(6)
MOST_TAGS = 20


class TrackForm(forms.ModelForm):
    title = forms.CharField(
        label=_("Title"), max_length=300, error_messages={"required": _("A song needs a title.")}
    )
    style = LinesField(label=_("Style"), required=False, max_length=2000)
    lyrics = LinesField(label=_("Lyrics"), required=False, max_length=20_000)

    class Meta:
        model = Track
        fields = ["title", "style", "lyrics"]


class WordsForm(forms.Form):
    """A song's words and when they are sung, as `media.timing` reads them."""

    words = LinesField(
        label=_("Words and times"), max_length=100_000,
        error_messages={"required": _("A song without words has nothing to follow.")},
        help_text=_(
            "One line a line, its time in brackets before it: [00:12.10]. A line without a time gets its share between "
            "its neighbours. [Verse] heads a part."
        ),
    )  # fmt: skip

    def __init__(self, *args, track, kept=None, **kwargs):
        self.track = track
        initial = {"words": timing.written(kept.words) if kept else track.lyrics}
        super().__init__(*args, initial=initial, **kwargs)

    def clean_words(self):
        read = timing.read(self.cleaned_data["words"])
        self._check_order(read)
        try:
            self.lines = timing.filled(read, self.track.duration)
        except ValueError as error:
            raise ValidationError(_("No line has a time yet. One is enough to begin with.")) from error
        return self.cleaned_data["words"]

    def _check_order(self, read):
        latest, end = 0, (self.track.duration or timing.LONGEST) + 1
        for line in read:
            for start in (word.start for word in line.words if word.start is not None):
                if start > end:
                    raise ValidationError(
                        _("“{line}” begins after the end of the song.").format(line=line.text)
                    )
                if start < latest:
                    raise ValidationError(
                        _("“{line}” begins before what stands above it.").format(line=line.text)
                    )
                latest = start


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
