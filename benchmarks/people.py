"""Inside a scratch studio: who asks, and for what."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore

from accounts.models import User
from music.models import Entry, Playlist, Track
from music.models.playlists import STEP

from .library import PERSON

TRACKS_ASKED = 64


def person():
    return User.objects.get(email=PERSON)


def visitor():
    """The session of the person with the large library, and addresses of some of their songs."""
    uuids = Track.objects.of(person()).newest_first().values_list("uuid", flat=True)
    rare = (
        Track.objects.of(person()).filter(title__contains="(").newest_first().values_list("title", flat=True)
    )
    return {
        "session": session(person()),
        "newest": str(uuids[0]),
        "richest": str(uuids.filter(personas__name="Of it")[0]),
        "tracks": [str(uuid) for uuid in uuids[: uuids.count() : max(1, uuids.count() // TRACKS_ASKED)]],
        "names": [title.partition("(")[2].strip(")") for title in rare[:TRACKS_ASKED]],
    }


def session(user):
    """As signing in would leave it, without the form."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key


def _is(name, value, negated=False):
    """A condition of a rule."""
    return {"filter": name, "not": negated, "value": value, "word": value}


RULES = {
    "by rule: four stars": {"match": "all", "rules": [_is("rating", "4")]},
    "by rule: one of three, sorted by title": {
        "match": "any", "sort": "title",
        "rules": [_is("rating", "5"), _is("version", "V5"), {"match": "all", "rules": [_is("has", "stem"), _is("favourite", "on", True)]}],
    },
    "by rule: nothing is found": {"match": "all", "rules": [_is("rating", "5"), _is("q", "zzyzx")]},
    "by rule: the longest hundred": {"match": "all", "rules": [_is("kind", "song")], "sort": "longest", "limit": 100},
}  # fmt: skip
BY_HAND = 10_000  # songs


def lists():
    """{what it is: its address}, made once."""
    found = {name: _list(name, rule=rule) for name, rule in RULES.items()}
    by_hand = _list(f"by hand: {BY_HAND:,} songs")
    if not by_hand.entries.exists():
        songs = Track.objects.of(person()).newest_first()[:BY_HAND]
        Entry.objects.bulk_create(
            Entry(playlist=by_hand, track=song, position=place * STEP) for place, song in enumerate(songs, 1)
        )
    return {name: row.get_absolute_url() for name, row in (found | {by_hand.name: by_hand}).items()}


def _list(name, **fields):
    return Playlist.objects.get_or_create(owner=person(), name=name, defaults=fields)[0]
