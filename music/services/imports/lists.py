"""Playlists of another studio: by hand, of the songs that came; by rule, with what its words mean here; and their folders."""

from django.db import transaction

from ...filters import SORTS
from ...models import Entry, Playlist, Project
from ...models.playlists import STEP
from ...rules import DEPTH, LIMIT, MATCHES, MOST
from .. import playlists
from . import foreign

MOST_ENTRIES = 20_000  # of one list
LONGEST = 200  # characters of a value


class Meanings:
    """What the other studio's UUIDs stand for: songs and personas that came, and the names of projects."""

    def __init__(self, owner, songs, personas, projects):
        self.owner, self.songs, self.personas, self.projects = owner, songs, personas, projects

    def value(self, name, value):
        """As a condition here asks for it; what did not come finds nothing, and says so by its word."""
        if name == "persona" and value in self.personas:
            return str(self.personas[value].uuid)
        if name == "project" and self.projects.get(value):
            return str(Project.objects.get_or_create(owner=self.owner, name=self.projects[value])[0].uuid)
        return value


def make(lines, meanings):
    """What is in the other studio's trash stays there."""
    told = [each for each in lines if not each.get("trashed_at") and foreign.line(each.get("name"), 120)]
    folders = {_uuid(each): each for each in told if each.get("is_folder") is True}
    for each in told:
        if each.get("is_folder") is not True:
            with transaction.atomic():
                _list(each, folders, meanings)


def _uuid(told, name="uuid"):
    return foreign.line(told.get(name), 36)


def _list(told, folders, meanings):
    """Unless there is one of this name."""
    name, mine = foreign.line(told.get("name"), 120), Playlist.objects.of(meanings.owner)
    rule = rule_of(told["rule"], meanings) if isinstance(told.get("rule"), dict) else None
    tracks = [] if rule else list(_songs(told, meanings.songs))
    if not (rule or tracks) or mine.lists().filter(name=name).exists():
        return
    folder = _folder(folders.get(_uuid(told, "folder")), meanings.owner)
    note = foreign.text(told.get("note"), 2000)
    playlist = playlists.make(meanings.owner, name, note=note, rule=rule, folder=folder)
    places = enumerate(tracks, 1)
    Entry.objects.bulk_create(
        (Entry(playlist=playlist, track=track, position=place * STEP) for place, track in places),
        batch_size=500,
    )


def _songs(told, here):
    for entry in foreign.objects(told.get("entries"), MOST_ENTRIES):
        if song := here.get(_uuid(entry, "track")):
            yield song


def _folder(told, owner):
    """Of this name: the one that is here, or a new one; None where the list lies in none."""
    if told is None:
        return None
    name = foreign.line(told.get("name"), 120)
    here = Playlist.objects.of(owner).folders().filter(name=name, trashed_at=None).first()
    return here or playlists.make(owner, name, note=foreign.text(told.get("note"), 2000), is_folder=True)


# Rules


def rule_of(told, meanings):
    """A rule of the shape that ours have; None where it has another, since with a part left out it would find more."""
    try:
        group = _group(told, 1, meanings)
    except (ValueError, TypeError):
        return None
    if not 0 < _size(group) <= MOST:
        return None
    sort = told.get("sort")
    return group | {
        "sort": sort if isinstance(sort, str) and sort in SORTS else "newest",
        "limit": foreign.whole(told.get("limit"), 1, LIMIT, default=None),
    }


def _group(told, depth, meanings):
    match, parts = told.get("match"), told.get("rules")
    if (
        match not in MATCHES
        or depth > DEPTH
        or len(parts) > MOST
        or not all(isinstance(each, dict) for each in parts)
    ):
        raise ValueError("No group.")
    inner = [
        _group(each, depth + 1, meanings) if "rules" in each else _condition(each, meanings) for each in parts
    ]
    return {"match": match, "rules": inner}


def _condition(told, meanings):
    """Its value is looked at whenever it is asked: one that is none finds nothing."""
    name = foreign.line(told.get("filter"), 40)
    return {
        "filter": name,
        "not": told.get("not") is True,
        "value": meanings.value(name, _value(told.get("value"))),
        "word": foreign.line(told.get("word"), LONGEST) or name,
    }


def _value(value):
    if isinstance(value, list):
        return [None if end is None else _value(end) for end in value[:2]]
    return (
        foreign.line(value, LONGEST)
        if isinstance(value, str)
        else (value if value is True else foreign.number(value, -1e9, 1e9))
    )


def _size(group):
    """Of conditions and groups."""
    return sum(1 + (_size(part) if "rules" in part else 0) for part in group["rules"])
