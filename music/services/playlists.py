"""What a person does with lists of songs."""

from django.db import transaction
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from sunostudio.sheeted import changed

from ..models import Entry, Playlist, Track
from ..models.playlists import STEP
from . import row_sheets

MOST = 1000  # songs that are put into a list at once


def make(owner, name, **fields):
    """A list or a folder, below those that are there."""
    beside = Playlist.objects.of(owner).filter(folder=fields.get("folder"))
    last = beside.order_by("-position").values_list("position", flat=True).first()
    return Playlist.objects.create(owner=owner, name=name, **{"position": (last or 0) + 1, **fields})


def edit(playlist, *, name, note, folder=None):
    playlist.name, playlist.note = name, note
    if folder != playlist.folder:
        playlist.folder, playlist.position = folder, _place_in(playlist.owner, folder)
    playlist.save()


def _place_in(owner, folder):
    return Playlist.objects.of(owner).filter(folder=folder).count() + 1


@transaction.atomic
def put(playlist, folder, after):
    """Into a folder (or none), behind another list; None: before all."""
    beside = list(Playlist.objects.of(playlist.owner).filter(folder=folder).exclude(pk=playlist.pk))
    place = beside.index(after) + 1 if after in beside else 0
    beside.insert(place, playlist)
    for position, each in enumerate(beside, 1):
        if each == playlist or each.position != position:
            Playlist.objects.filter(pk=each.pk).update(folder=folder, position=position, **changed())


def step_list(playlist, by):
    """One place up (-1) or down (1) among the lists, or the folders, beside it."""
    alike = Playlist.objects.of(playlist.owner).kept().filter(is_folder=playlist.is_folder)
    beside = list(alike.filter(folder=playlist.folder))
    to = beside.index(playlist) + by
    if 0 <= to < len(beside):
        beside.remove(playlist)
        put(playlist, playlist.folder, beside[to - 1] if to else None)


@transaction.atomic
def forget(playlist):
    """Gone for good; its songs stay in the library, and the lists of a folder stand outside."""
    playlist.inside.update(folder=None, **changed())
    row_sheets.forget(playlist)
    playlist.delete()


def told_of_the_rest():
    return _("A list takes {most} songs at once: these are the first ones.").format(most=number_format(MOST))


# The songs of a list by hand


def _locked(playlist):
    """Nobody else changes its order meanwhile; its sheet will tell of what is done now."""
    rows = Playlist.objects.select_for_update().filter(pk=playlist.pk)
    rows.get()
    rows.update(**changed())
    return playlist.entries


@transaction.atomic
def add(playlist, tracks):
    """At its end, in the order given."""
    return _append(playlist, [track.pk for track in tracks])


def _append(playlist, keys):
    end = _locked(playlist).end()
    places = range(end, end + len(keys) * STEP, STEP)
    entries = [
        Entry(playlist=playlist, track_id=key, position=at) for key, at in zip(keys, places, strict=True)
    ]
    return Entry.objects.bulk_create(entries, batch_size=1000)


@transaction.atomic
def remove(entry):
    _locked(entry.playlist)
    entry.delete()


@transaction.atomic
def put_back(playlist, track, position):
    """Where it was; once, however often one asks. Where another song came there meanwhile, behind that: pages begin after
    a place, and no two may share one."""
    entries = _locked(playlist)
    near = list(entries.filter(position__gte=position)[:2])
    is_taken = any(entry.position == position for entry in near)
    if is_taken and track.pk in {entry.track_id for entry in near}:
        return
    entries.create(track=track, position=position)
    if is_taken:
        entries.spread(playlist)


@transaction.atomic
def take_out(playlist, keys):
    """Many entries at once; what `put_in` needs to bring them back."""
    gone = _locked(playlist).filter(pk__in=keys)
    places = [list(place) for place in gone.values_list("track", "position")]
    gone.delete()
    return places


@transaction.atomic
def put_in(playlist, places):
    """Many (key of a song, position) where they were, each once; without songs that are gone meanwhile. Behind what came
    there since, as in `put_back`."""
    entries = _locked(playlist)
    there = set(entries.values_list("track", "position"))
    songs = set(
        Track.objects.of(playlist.owner_id)
        .filter(pk__in=[key for key, _at in places])
        .values_list("pk", flat=True)
    )
    news = [(key, at) for key, at in places if key in songs and (key, at) not in there]
    entries.model.objects.bulk_create(
        [Entry(playlist=playlist, track_id=key, position=at) for key, at in news], batch_size=1000
    )
    if {at for _key, at in there} & {at for _key, at in news}:
        entries.spread(playlist)


@transaction.atomic
def move(entry, after):
    """Behind another entry of its list; None: before all. One row changes, unless there is no room left between."""
    if entry == after:
        return
    others = _locked(entry.playlist).exclude(pk=entry.pk)
    position = _between(others, after)
    if position is None:
        entry.playlist.entries.spread(entry.playlist)
        position = _between(others, after and others.get(pk=after.pk))
    others.model.objects.filter(pk=entry.pk).update(position=position)


def _between(others, after):
    low = after.position if after else -1
    high = others.filter(position__gt=low).order_by("position").values_list("position", flat=True).first()
    if high is None:
        return low + STEP
    return (low + high) // 2 if high - low > 1 else None


def step(entry, by):
    """One place up (-1) or down (1) among those that are shown; at the end it stays."""
    shown = entry.playlist.entries.showing()
    if by > 0:
        below = shown.filter(position__gt=entry.position).first()
        return below and move(entry, below)
    above = list(shown.filter(position__lt=entry.position).reverse()[:2])
    return above and move(entry, above[1] if len(above) > 1 else None)


def set_rule(playlist, *, name, rule):
    playlist.name, playlist.rule = name, rule
    playlist.save()


@transaction.atomic
def turn_into_hand(playlist, keys):
    """The songs that its rule finds today stay in it, in this order; from now on it is a list by hand."""
    playlist.rule = None
    playlist.save()
    _append(playlist, keys)


@transaction.atomic
def duplicate(playlist):
    """The same again beside it, by hand or by the same rule."""
    name = _("{name} (copy)").format(name=playlist.name[:110])
    fields = {"folder": playlist.folder, "note": playlist.note, "rule": playlist.rule}
    twin = make(playlist.owner, name, **fields)
    if not playlist.is_ruled:
        _append(twin, list(playlist.entries.showing().values_list("track_id", flat=True)))
    return twin
