"""Which songs a form means: those that are ticked in a list, or all of it: then `all` is the list's address."""

from django.http import Http404, QueryDict
from django.urls import resolve

from .forms.bulk import MOST
from .listing import Listing, number
from .models import Entry, Playlist, Track
from .rules import Rule


def songs(user, posted):
    """UUIDs as text, in their order. Of all songs of a list, one more than MOST where there are too many."""
    if address := posted.get("all"):
        found = everything(user, address)[: MOST + 1]
    elif "entries" in posted:
        found = places(user, posted).order_by("position", "pk")
    else:
        return posted.getlist("tracks")
    name = "track__uuid" if found.model is Entry else "uuid"
    return [str(uuid) for uuid in found.values_list(name, flat=True)]


def everything(user, address):
    """The songs of the library as an address asks for it, or of a list: those of this person, in its order."""
    path, _mark, query = address.partition("?")
    match = resolve(path)  # what is no address of ours is a 404
    if match.url_name == "track_list":
        return Listing(user, QueryDict(query)).in_order
    playlist = _playlist(user, match)
    if not playlist.is_ruled:
        return Track.objects.in_list(playlist)
    rule = Rule(user, playlist.rule)
    return rule.rows[: rule.limit]


def places(user, posted):
    """The same as entries of a list by hand, in which a song may stand twice; none, where the list is no such one."""
    if address := posted.get("all"):
        match = resolve(address.partition("?")[0])
        here = match.url_name == "playlist_detail"
        return _playlist(user, match).entries.showing()[:MOST] if here else Entry.objects.none()
    keys = [key for text in posted.getlist("entries") if (key := number(text)) is not None]
    return Entry.objects.filter(playlist__owner=user, pk__in=keys)


def _playlist(user, match):
    found = match.url_name == "playlist_detail" and Playlist.objects.of(user).filter(**match.kwargs).first()
    if not found:
        raise Http404
    return found
