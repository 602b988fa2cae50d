"""Songs of a list for the player, which goes on where a page of them ends: as data, a page at a time, in the list's
order or in one by chance."""

from hashlib import blake2b
from heapq import nsmallest
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from .listing import Listing, number
from .lists import songs_of
from .models import Track
from .rules import Rule

PAGE = 50
MOST = 10_000  # songs that are shuffled
SEED = 20  # characters


def of_library(user, query):
    """What the library at this address shows."""
    listing = Listing(user, query, most=PAGE)
    at = reverse("track_songs")
    if seed := _seed(query):
        keys = listing.matching.values_list("pk", flat=True)[: MOST + 1]
        page = Shuffled(keys, seed, query.get("after"))
        return page.told(_by_key(user, page.keys), at + listing.address(shuffle=seed, after=page.mark))
    songs = [_song(track, takes[0]) for takes in listing.groups for track in takes if track.is_playable]
    return _told(songs, listing.next_address and at + listing.next_address)


def of_list(playlist, query):
    at = reverse("playlist_songs", args=[playlist.uuid])
    if seed := _seed(query):
        page = Shuffled(_keys(playlist), seed, query.get("after"))
        return page.told(
            _found(playlist, page.keys), f"{at}?{urlencode({'shuffle': seed, 'after': page.mark})}"
        )
    songs = songs_of(playlist, query)
    return _told(
        [_song(track) for track in songs.tracks if track.is_playable],
        songs.next_address and at + songs.next_address,
    )


def _seed(query):
    return query.get("shuffle", "")[:SEED]


class Shuffled:
    """A page of keys in an order by a digest of each with a seed: it stays as it is while songs come and go."""

    def __init__(self, keys, seed, mark):
        keys, after = list(keys), number(mark)
        self.is_limited = len(keys) > MOST and after is None  # which is said once
        placed = ((_place(seed, key), key) for key in keys[:MOST])
        page = nsmallest(PAGE + 1, (each for each in placed if after is None or each[0] > after))
        self.is_cut = len(page) > PAGE
        self.keys = [key for _place, key in page[:PAGE]]
        self.mark = page[:PAGE][-1][0] if page else ""

    def told(self, found, next_address):
        """`found`: a dict of the songs with these keys; what is gone is left out."""
        songs = [_song(found[key]) for key in self.keys if key in found and found[key].is_playable]
        return _told(songs, self.is_cut and next_address, _said_of_the_rest() if self.is_limited else "")


def _place(seed, key):
    return int.from_bytes(blake2b(f"{seed} {key}".encode(), digest_size=7).digest())


def _said_of_the_rest():
    return _("Only {n} songs of this list are shuffled: more are too many at once.").format(
        n=number_format(MOST, force_grouping=True)
    )


def _keys(playlist):
    """Of the songs of a list by rule; of the entries of one by hand, where a song may stand twice."""
    if playlist.is_ruled:
        return Rule(playlist.owner, playlist.rule).keys()
    return playlist.entries.showing().values_list("pk", flat=True)[: MOST + 1]


def _found(playlist, keys):
    if playlist.is_ruled:
        return _by_key(playlist.owner, keys)
    return {track.entry: track for track in Track.objects.in_list(playlist).for_rows().filter(entry__in=keys)}


def _by_key(user, keys):
    return Track.objects.of(user).for_rows().in_bulk(keys)


def _told(songs, next_address, said=""):
    return {"songs": songs, "next": next_address or "", "said": said}


def _song(track, top=None):
    """As the player knows it (`static/js/songs.js`). Below another take of its job it says which one it is."""
    is_measured = None not in (track.loudness, track.true_peak)
    take = "" if top in (None, track) else f", {_('Take')} {track.position + 1}"
    return {
        "uuid": str(track.uuid), "key": str(getattr(track, "entry", "")), "title": str(track), "style": track.style[:120],
        "take": take, "length": track.duration, "src": track.play_url, "isKept": track.is_kept,
        "page": track.get_absolute_url(), "isTrack": True, "hue": f"hue-{track.hue}", "bars": track.bars,
        "thumb": f"/tracks/{track.uuid}/thumb?v={track.hue}" if track.thumb else "",
        "loud": f"{track.loudness:.1f} {track.true_peak:.1f}" if is_measured else "",
    }  # fmt: skip
