"""What another studio kept with a song: the provider's ids, its words in time, and the files that belong to it."""

import logging
from pathlib import PurePosixPath

from django.db import transaction

from ...models import Asset, TimedLyrics
from .. import assets
from . import archives, foreign, ids

log = logging.getLogger(__name__)

MOST, MOST_WORDS = 100, 20_000  # files and words of one song
DAY = 24 * 3600  # seconds


def keep(track, sheet, archive, name, folder):
    """`name` is the song's in the ZIP: its files lie in folders beside it. What is here already stays."""
    ids.keep(track, sheet)
    _timed(track, sheet.get("timed_lyrics"))
    place, used = PurePosixPath(name).parent, set()
    for number, told in enumerate(foreign.objects(sheet.get("assets"), MOST)):
        try:
            _asset(track, told, number, archive, place, folder, used)
        except OSError:
            raise
        except (
            Exception
        ) as error:  # foreign bytes: whatever is wrong with one file, the song and the others stay
            log.info("A file of the imported song %s is left out: %r", track.pk, error)
    track.mark_changed()


def _timed(track, told):
    told = told.get("words") if isinstance(told, dict) else None
    words = [_word(word) for word in told[:MOST_WORDS]] if isinstance(told, list) else []
    if words and all(words):
        TimedLyrics.objects.get_or_create(track=track, defaults={"words": words, "edited_at": track.made_at})


def _word(told):
    """[text, start, end]; None where it is none."""
    if not isinstance(told, list) or len(told) != 3 or not isinstance(told[0], str):
        return None
    start, end = (foreign.number(at, 0, DAY) for at in told[1:])
    shown = told[0].replace("\0", "").encode(errors="replace").decode()  # line ends in it count
    return None if start is None or end is None or end < start else [shown, start, end]


def _asset(track, told, number, archive, place, folder, used):
    """Each entry of the ZIP is one file at most."""
    kind, file = told["kind"], PurePosixPath(told["files"]["file"]).name
    path = str(place / kind / file)
    if kind not in Asset.Kind.values or path in used:
        return
    used.add(path)
    if Asset.objects.filter(job=track.job, kind=kind, position=number).exists():
        return
    name = foreign.line(told.get("name"), 80)
    asset = Asset(owner=track.owner, track=track, job=track.job, kind=kind, name=name, position=number)
    unpacked = archives.unpacked(archive, archive.getinfo(path), folder)
    with transaction.atomic():
        assets.bring(asset, unpacked)
