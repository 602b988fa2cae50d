"""What a share gives out, looked up anew for each request: who left, what was thrown away, is not there."""

from copy import copy

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts import switches

from ..models import Share, Track
from .listed import keys_of

MOST = 1000  # songs of a share
SHOWN = (
    "uuid", "title", "duration", "hue", "bars", "cover", "audio", "size", "sha256", "made_at", "archive_state",
)  # fmt: skip


def open_share(token):
    """Whoever has the link may have it; None where there is none (any more)."""
    share = Share.objects.open().filter(token=token).select_related("owner", "track", "playlist").first()
    if share is None or not share.owner.is_active or share.owner.leaves_at:
        return None
    if not switches.is_on("feeds" if share.is_feed else "shares", share.owner):
        return None
    is_gone = (share.playlist and share.playlist.trashed_at) or (share.track and share.track.trashed_at)
    return None if is_gone else share


def _songs(share):
    return Track.objects.filter(
        owner=share.owner_id, trashed_at=None, archive_state=Track.Archive.KEPT
    ).exclude(audio="")


def keys(share):
    """Of the songs that are on our disk, in order: a song's number in the share is its place here, from 1 on."""
    songs = _songs(share)
    if share.track_id:
        return list(songs.filter(pk=share.track_id).values_list("pk", flat=True))
    if share.playlist_id:
        listed = keys_of(share.playlist)[:MOST]
        there = set(songs.filter(pk__in=listed).values_list("pk", flat=True))
        return [key for key in listed if key in there]
    loved = songs.filter(is_favourite__in=[True]).newest_first()
    return list(loved.values_list("pk", flat=True)[:MOST])


def songs(share, *fields):
    """Each with its `number` and its `mark`, and with these fields besides those that a list shows."""
    numbered = list(enumerate(keys(share), 1))
    rows = Track.objects.only(*SHOWN, *fields).in_bulk([key for _number, key in numbered])
    found = []
    for number, key in numbered:
        song = copy(rows[key])  # a list may hold it twice
        song.number, song.mark = number, mark(share, song.uuid)
        found.append(song)
    return found


def words_of(song):
    """The same song with its words and its fine waveform, for the page it is on."""
    full = Track.objects.select_related("timed_lyrics").get(pk=song.pk)
    full.number, full.mark = song.number, song.mark
    return full


def song(share, number, marked=""):
    """The song of this number. Where the list has changed since the page was made, the one it meant by its mark; None
    where that is gone."""
    there = keys(share)
    found = Track.objects.filter(pk=there[number - 1]).first() if 0 < number <= len(there) else None
    if not marked or (found and mark(share, found.uuid) == marked):
        return found
    others = Track.objects.filter(pk__in=there).values_list("pk", "uuid")
    key = next((key for key, uuid in others if mark(share, uuid) == marked), None)
    return Track.objects.filter(pk=key).first()


def mark(share, uuid):
    """A name of a song in this share alone, from which nobody finds out another."""
    return salted_hmac("music.services.shares", f"{share.token} {uuid}").hexdigest()[:16]


def hear(share):
    Share.objects.filter(pk=share.pk).update(listens=F("listens") + 1)


# What its owner does


def make(owner, *, kind=Share.Kind.PAGE, track=None, playlist=None):
    """The one that is open already, where there is one: whoever presses twice has one link."""
    same = {"owner": owner, "kind": kind, "track": track, "playlist": playlist}
    return Share.objects.open().filter(**same).first() or Share.objects.create(**same)


def change(share, *, expires_at, allows_download, password=None):
    """`password`: as it is typed; "" takes it away, None leaves it."""
    share.expires_at, share.allows_download = expires_at, allows_download
    if password is not None:
        share.password = make_password(password) if password else ""
    share.save(update_fields=["expires_at", "allows_download", "password"])


def is_right(share, password):
    return check_password(password, share.password)


def revoke(share):
    Share.objects.filter(pk=share.pk, revoked_at=None).update(revoked_at=timezone.now())


def reopen(share):
    Share.objects.filter(pk=share.pk).update(revoked_at=None)
