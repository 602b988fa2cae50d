"""Divides the studio's own pauses by one factor when it is imported."""

import os
from datetime import timedelta

from music.kie import client
from music.media import fetch
from music.operations import assets as asset_operations
from music.operations import songs
from music.services import (
    allowance,
    archive,
    arriving,
    asking,
    assets,
    copying,
    handovers,
    hearing,
    holds,
    jobs,
    sweeps,
)
from tests.chaos import names, sabotage

FACTOR = 10
PAUSES = {
    client: ("TIMEOUT",),
    jobs: ("LEASE", "PAUSES", "PUT_OFF", "DOUBT_AFTER"),
    hearing: ("FIRST_ASK",),
    asking: ("LEASE", "PAUSES"),
    copying: ("CLAIM", "PAUSES"),
    handovers: ("CLAIM",),
    holds: ("WINDOW", "PAUSES", "TURN"),
    sweeps: ("LEASE",),
    arriving: ("LEASE", "LONGEST_CLAIM"),
    songs: ("PATIENCE",),
    asset_operations: ("PATIENCE",),
}


def divided(pause):
    """A number, a timedelta, or many of them."""
    if isinstance(pause, list | tuple):
        return type(pause)(divided(each) for each in pause)
    return pause / FACTOR


assert divided([(20, timedelta(seconds=10))]) == [(2, timedelta(seconds=1))]
for module, scaled in PAUSES.items():
    for name in scaled:
        setattr(module, name, divided(getattr(module, name)))
fetch.download.__kwdefaults__ |= {"timeout": (1, 20 / FACTOR), "total_seconds": 600 / FACTOR}
archive.LARGEST_SONG, assets.LARGEST = 8 * 1024**2, 32 * 1024**2
allowance.CREATES = int(os.environ.get("SANDBOX_RATE") or allowance.CREATES)
names.change_their_minds()
sabotage.begin()
