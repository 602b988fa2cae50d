"""Inside a scratch studio: who asks, and for what."""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.cached_db import SessionStore

from accounts.models import User
from music.models import Track

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
        "session": _session(person()),
        "newest": str(uuids[0]),
        "richest": str(uuids.filter(personas__name="Of it")[0]),
        "tracks": [str(uuid) for uuid in uuids[: uuids.count() : max(1, uuids.count() // TRACKS_ASKED)]],
        "names": [title.partition("(")[2].strip(")") for title in rare[:TRACKS_ASKED]],
    }


def _session(user):
    """As signing in would leave it, without the form."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return store.session_key
