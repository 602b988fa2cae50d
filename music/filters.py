"""What a library can be filtered and sorted by: one list, for the library's page, for lists by rule, for whoever asks.

Nothing here knows of requests. A filter makes its own form field for a person, and says what that field's cleaned
value means:

    chosen = FILTERS["rating"]
    value = chosen.field(user).clean("4")         # ValidationError where it is nonsense
    Track.objects.of(user).kept().filter(chosen.where(user, value))
    chosen.word(user, value)                      # "4 stars and more", for a chip
    chosen.plain(value)                           # what JSON can keep; `field(user).clean` takes it back

`where` is a Q that may be joined with others by & | and ~. What is in the trash is left out by the caller, unless the
`trash` filter is among those chosen. A sort orders songs, and finds those after one of them:

    rows = SORTS["title"].order(rows)
    mark = SORTS["title"].mark(rows[49])          # text, for an address
    SORTS["title"].after(rows, mark)              # the songs behind it; all of them where the mark is nonsense
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import F, Q, Subquery
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from . import search
from .kie.limits import ModelVersion
from .models import Asset, Persona, Project, Tag, TimedLyrics, Track, TrackText
from .models.jobs import BROUGHT
from .operations import registry
from .operations.fields import SecondsField, moment
from .sorting import Apart, Known, Lower, Sort

ANY = ("", _("Any"))


@dataclass(frozen=True)
class Filter:
    name: str
    label: str
    kind = ""  # how it is asked for: choice, flag, range, date or text
    is_theirs = False  # each person has other things to choose from

    def field(self, user):
        raise NotImplementedError

    def where(self, user, value):
        raise NotImplementedError

    def word(self, user, value):
        return str(self.label)

    def plain(self, value):
        return value


@dataclass(frozen=True)
class Words(Filter):
    """Words anywhere in it: in a subquery, so that it stands beside others in a rule."""

    kind = "text"

    def field(self, user):
        return forms.CharField(required=False, max_length=200, label=self.label)

    def where(self, user, value):
        wanted = search.query(user.pk, value)
        found = TrackText.objects.filter(words__match=wanted) if wanted else TrackText.objects.none()
        return Q(order__in=found.values("pk"))

    def word(self, user, value):
        return f"“{value}”"


@dataclass(frozen=True)
class Flag(Filter):
    yes: Q
    kind = "flag"

    def field(self, user):
        return forms.BooleanField(required=False, label=self.label)

    def where(self, user, value):
        return self.yes


@dataclass(frozen=True)
class Choice(Filter):
    """One of a few: `choices` in order, `means` what each of them asks for, from the person and the value."""

    choices: object  # a list of (value, word), or a function of the person that makes one
    means: object
    kind = "choice"

    def field(self, user):
        return forms.ChoiceField(required=False, label=self.label, choices=self.all_choices(user))

    def all_choices(self, user):
        return [ANY, *self._choices(user)]

    def _choices(self, user):
        return self.choices(user) if callable(self.choices) else self.choices

    def where(self, user, value):
        return self.means(user, value)

    def word(self, user, value):
        return str(dict(self._choices(user)).get(value, value))


class Own(Choice):
    """One of the things that a person has."""

    is_theirs = True


class Ends(forms.MultiWidget):
    """Two fields, `<name>_from` and `<name>_to`."""

    def decompress(self, value):
        return value or [None, None]


class EndsField(forms.MultiValueField):
    """[from, to], one of which may be None; None where both are."""

    def __init__(self, end, widget, **kwargs):
        widgets = Ends({"from": widget(), "to": widget()})
        super().__init__([end(), end()], widget=widgets, required=False, require_all_fields=False, **kwargs)

    def compress(self, ends):
        return ends if any(end is not None for end in ends) else None


@dataclass(frozen=True)
class Range(Filter):
    """From, to, or both; a song of which it is not known is in no range."""

    column: str
    end: type
    told: object  # how an end is said
    write: object = float  # and written into its field
    kind = "range"

    def field(self, user):
        return EndsField(lambda: self.end(required=False), forms.TextInput, label=self.label)

    def where(self, user, value):
        least, most = value
        bounds = {f"{self.column}__gte": least, f"{self.column}__lte": most}
        return Q(**{name: bound for name, bound in bounds.items() if bound is not None})

    def plain(self, value):
        return [None if end is None else self.write(end) for end in value]

    def word(self, user, value):
        least, most = (None if end is None else self.told(end) for end in value)
        if most is None:
            return gettext("{label}: from {least}").format(label=self.label, least=least)
        if least is None:
            return gettext("{label}: up to {most}").format(label=self.label, most=most)
        return gettext("{label}: {least} to {most}").format(label=self.label, least=least, most=most)


def _day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


@dataclass(frozen=True)
class Days(Range):
    """Whole days, as the person's clock has them."""

    kind = "date"

    def field(self, user):
        within = [MinValueValidator(date(1900, 1, 1)), MaxValueValidator(date(2999, 12, 31))]
        return EndsField(lambda: self.end(required=False, validators=within), _day_input, label=self.label)

    def where(self, user, value):
        first, last = value
        bounds = {}
        if first is not None:
            bounds[f"{self.column}__gte"] = _midnight(first)
        if last is not None:
            bounds[f"{self.column}__lt"] = _midnight(last + timedelta(days=1))
        return Q(**bounds)


def _midnight(day):
    return timezone.make_aware(datetime.combine(day, time.min))


def _operations(user):
    made = [operation for operation in registry.OPERATIONS.values() if operation.makes_tracks]
    choices = [(operation.slug, operation.name) for operation in made]
    return [*choices, (BROUGHT, registry.name_of(BROUGHT))]


def _named(model):
    """A person's own rows of a model that has UUIDs and names."""
    return lambda user: [
        (str(uuid), name) for uuid, name in model.objects.of(user).values_list("uuid", "name")
    ]


def _tags(user):
    return list(Tag.objects.of(user).values_list("key", "name"))


def _in_project(user, uuid):
    return Q(project=Subquery(Project.objects.of(user).filter(uuid=uuid).values("pk")))


def _with_persona(user, uuid):
    return Q(persona=Subquery(Persona.objects.of(user).filter(uuid=uuid).values("pk")))


def _tagged(user, key):
    """Asked apart, as what a song has: no row comes twice, and “not” means what it says."""
    return Q(pk__in=Track.tags.through.objects.filter(tag__owner=user, tag__key=key).values("track"))


def _having(user, kind):
    if kind == "timed":
        return Q(pk__in=TimedLyrics.objects.values("track"))
    files = Asset.objects.filter(owner=user, kind=kind).exclude(archive_state=Asset.Archive.LOST)
    return Q(pk__in=files.values("track"))


def _rated(user, stars):
    stars = int(stars)
    return Q(GreaterThanOrEqual(Apart("rating"), stars)) if stars else Q(Exact(Apart("rating"), stars))


def _stars():
    words = [
        (str(n), ngettext("{n} star and more", "{n} stars and more", n).format(n=n)) for n in range(1, 5)
    ]
    return [*words, ("5", gettext("5 stars")), ("0", gettext("Not rated"))]


def _within(user, days):
    return Q(made_at__gte=timezone.now() - timedelta(days=int(days)))


def _on_disk(user, state):
    is_kept = Q(archive_state=Track.Archive.KEPT)
    return is_kept if state == "kept" else ~is_kept


# `in` for what is yes or no: a bare one is no comparison, and SQLite finds it in no index.
VOICES = {"instrumental": Q(is_instrumental__in=[True]), "sung": Q(is_instrumental__in=[False])}

FILTERS = {
    each.name: each
    for each in (
        Words("q", _("Search")),
        Choice("kind", _("What"), Track.Kind.choices, lambda user, kind: Q(kind=kind)),
        Choice("version", _("Version"), [(v.value, v.label) for v in ModelVersion],
               lambda user, version: Q(model_version=version)),
        Choice("operation", _("Made by"), _operations, lambda user, slug: Q(operation=slug)),
        Choice("voice", _("Singing"), [("instrumental", _("Instrumental")), ("sung", _("With voice"))],
               lambda user, voice: VOICES[voice]),
        Choice("has", _("Has"), [("stem", _("Stems")), ("video", _("A video")), ("timed", _("Words in time")),
                                 ("midi", _("MIDI")), ("wav", _("WAV"))], _having),
        Own("project", _("Project"), _named(Project), _in_project),
        Own("tag", _("Tag"), _tags, _tagged),
        Own("persona", _("Persona"), _named(Persona), _with_persona),
        Choice("rating", _("Rating"), lambda user: _stars(), _rated),
        Range("duration", _("Length"), "duration", SecondsField, moment, moment),
        Range("loudness", _("Loudness, LUFS"), "loudness", forms.FloatField, localize),
        Choice("within", _("Made in the last"), [("1", _("Day")), ("7", _("Week")), ("30", _("Month")),
                                                 ("365", _("Year"))], _within),
        Days("made", _("Made"), "made_at", forms.DateField, lambda day: date_format(day, "j M Y"),
             date.isoformat),
        Choice("disk", _("Copy"), [("kept", _("On your disk")), ("not", _("Not on your disk"))], _on_disk),
        Flag("favourite", _("Favourites"), Q(is_favourite__in=[True])),
        Flag("trash", _("In the trash"), Q(trashed_at__isnull=False)),
    )
}  # fmt: skip


def _few(stars):
    return min(int(stars), 9)


SORTS = {
    each.name: each
    for each in (
        Sort("newest", _("Newest first")),
        Sort("oldest", _("Oldest first"), falls=False),
        Sort("title", _("Title, A to Z"), Lower("title"), str, rises=True),
        Sort("title-down", _("Title, Z to A"), Lower("title"), str, falls=False),
        Sort("longest", _("Longest first"), Known("duration"), float),
        Sort("shortest", _("Shortest first"), Known("duration"), float, rises=True, falls=False),
        Sort("rating", _("Best rated first"), F("rating"), _few),
        Sort("rating-up", _("Least rated first"), F("rating"), _few, rises=True, falls=False),
        Sort("version", _("Newest version first"), F("model_version"), str),
        Sort("version-up", _("Oldest version first"), F("model_version"), str, rises=True, falls=False),
        Sort("loudest", _("Loudest first"), Known("loudness"), float),
        Sort("quietest", _("Quietest first"), Known("loudness"), float, rises=True, falls=False),
    )
}
