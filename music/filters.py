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

from datetime import date, datetime, timedelta

from django import forms
from django.db.models import F, Q, Subquery
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.utils import timezone
from django.utils.formats import date_format, localize
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .filtering import Choice, Days, Flag, Own, OwnSeveral, Range, Several, Words
from .kie.limits import ModelVersion
from .models import Asset, Persona, Project, Tag, TimedLyrics, Track
from .models.jobs import BROUGHT
from .operations import registry
from .operations.fields import SecondsField, moment
from .sorting import UNKNOWN, Apart, Known, Lower, Numbered, OnDisk, Sort


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
        Several("has", _("Has"), [("stem", _("Stems")), ("video", _("A video")), ("timed", _("Words in time")),
                                  ("midi", _("MIDI")), ("wav", _("WAV"))], _having),
        Own("project", _("Project"), _named(Project), _in_project),
        OwnSeveral("tag", _("Tag"), _tags, _tagged),
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


def _key(number):
    return min(max(int(number), UNKNOWN), 2**62)


def _yes(word):
    return ("False", "True").index(word) == 1


def _day(text):
    """A moment as a mark has it."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or not 1900 < moment.year < 3000:
        raise ValueError
    return moment


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
        Sort("favourite", _("Favourites first"), F("is_favourite"), _yes),
        Sort("project", _("Newest project first"), Numbered("project"), _key),
        Sort("operation", _("By how they were made"), F("operation"), str),
        Sort("disk", _("On your disk first"), OnDisk("archive_state"), _yes),
        Sort("disk-up", _("Not on your disk first"), OnDisk("archive_state"), _yes, rises=True, falls=False),
    )
}
# Only what lies there has such a day.
SORTS_OF_TRASH = {"thrown": Sort("thrown", _("Last thrown away first"), F("trashed_at"), _day)}
