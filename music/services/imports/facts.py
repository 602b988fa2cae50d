"""What a file says of the song in it: its tags, or the sheet of another studio beside it. Nothing of it is trusted."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from ...forms import LinesField
from ...kie.limits import ModelVersion, label_of
from ...media import tags
from ...models import Track

VERSIONS = {label_of(version): version.value for version in ModelVersion}
MOST_TAGS, LONGEST_TAG = 30, 40
OWN = "suno-studio:"  # begins the comment in files that a studio kept


@dataclass
class Facts:
    """`track` are fields of the row; the rest is what belongs to it."""

    track: dict = field(default_factory=dict)
    artist: str = ""
    tags: list = field(default_factory=list)
    cover: bytes = b""
    comment: str = ""


class SheetForm(forms.Form):
    """The fields of a row that a sheet may fill."""

    title = forms.CharField(max_length=300, required=False)
    style = LinesField(max_length=20_000, required=False)
    lyrics = LinesField(max_length=100_000, required=False)
    notes = LinesField(max_length=100_000, required=False)
    model_version = forms.ChoiceField(choices=[(version, "") for version in ModelVersion], required=False)
    kind = forms.ChoiceField(choices=Track.Kind.choices)
    rating = forms.IntegerField(min_value=0, max_value=5)
    is_instrumental = forms.BooleanField(required=False)
    is_favourite = forms.BooleanField(required=False)
    made_at = forms.DateTimeField()


def of_file(path, name, owner):
    """By its tags; what has no title is called as the file is. Album, artist and folder become tags of the library."""
    read = tags.read(path)
    made_at = moment(read.date)
    row = {"title": _text(read.title, 300), "style": _text(read.style, 20_000), "lyrics": read.lyrics.strip()}
    row["model_version"] = VERSIONS.get(read.version, "")
    if made_at:
        row["made_at"] = made_at
    artist = "" if read.artist == owner.name else _text(read.artist, 300)
    said = (PurePosixPath(name).parent.name, read.album, artist)
    return Facts(row, artist, words(said), read.cover or b"", read.comment)


def of_sheet(sheet):
    """What a sheet says in the place of the tags; a field that cannot be is left out."""
    form = SheetForm(sheet["track"])
    form.is_valid()
    row = {name: value for name, value in form.cleaned_data.items() if name not in form.errors}
    if row.get("made_at") and row["made_at"] > timezone.now():
        del row["made_at"]
    return Facts(row, tags=words(sheet["track"].get("tags")))


def words(said):
    """Tags, each once and not too long."""
    said = said if isinstance(said, list | tuple) else ()
    found = [_text(word, LONGEST_TAG) for word in said if isinstance(word, str)]
    return list(dict.fromkeys(filter(None, found)))[:MOST_TAGS]


def moment(text):
    """`2024`, `2024-05-01` or with a time; None for what is no date, or not over yet."""
    text = f"{text}-01-01" if len(text) == 4 else text
    try:
        day = parse_date(text[:10]) if len(text) == 10 else None
        found = datetime(day.year, day.month, day.day) if day else parse_datetime(text)
    except ValueError:
        return None
    found = timezone.make_aware(found) if found and timezone.is_naive(found) else found
    return found if found and found <= timezone.now() else None


def _text(text, most):
    return " ".join(text.replace("\0", "").split())[:most].strip()
