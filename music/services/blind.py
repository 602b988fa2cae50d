"""Songs compared blind: under numbers, in an order that the server alone knows. It stands, sealed, in the addresses at
which they are heard; nothing else remembers it."""

import json
import random
from dataclasses import dataclass

from ..models import Track
from ..sealing import seal, unseal
from . import stacks

FEWEST, MOST = 2, 8


@dataclass(frozen=True)
class Round:
    """`songs` by their numbers less one; `winner` is a number, 0 before the vote."""

    owner: object
    songs: list
    winner: int = 0

    @property
    def token(self):
        return seal(json.dumps([self.owner.pk, [song.pk for song in self.songs], self.winner]))

    @property
    def best(self):
        return self.songs[self.winner - 1] if self.winner else None

    @property
    def losers(self):
        return [song for song in self.songs if song != self.best]

    @property
    def gains(self):
        """By how much each is made softer, as a factor, to be as loud as the softest; None where one is not measured."""
        levels = [song.loudness for song in self.songs]
        return None if None in levels else [10 ** ((min(levels) - level) / 20) for level in levels]


def audible(tracks):
    """Those that lie on our disk: elsewhere their addresses would tell their names."""
    return [track for track in tracks if track.is_kept and not track.trashed_at]


def begin(owner, tracks):
    """A round with these songs, shuffled anew each time."""
    return Round(owner, random.SystemRandom().sample(tracks, len(tracks)))


def opened(token, owner):
    """The round again; None where the token is none, is another's, or a song is gone."""
    try:
        whose, keys, winner = json.loads(unseal(token) or "null")
    except (ValueError, TypeError):
        return None
    songs = Track.objects.of(owner).defer("peaks", "lyrics").in_bulk(keys) if whose == owner.pk else {}
    return Round(owner, [songs[key] for key in keys], winner) if len(songs) == len(keys) else None


def vote(round_, number):
    """The same round with its winner, who rises in its stack."""
    best = round_.songs[number - 1]
    stacks.put_on_top(best)
    return Round(round_.owner, round_.songs, number)
