"""What another studio kept with a song: its words in time, the files that belong to it, and the provider's name of it."""

import logging
from pathlib import PurePosixPath

from ...media import audio, covers, video
from ...models import Asset, TimedLyrics
from .. import assets
from . import archives

log = logging.getLogger(__name__)

MOST = 100  # files of one song
NOT_USABLE = (
    archives.NotUsable,
    audio.NotAudio,
    covers.NotPicture,
    video.NotVideo,
    OSError,
    EOFError,
    KeyError,
    TypeError,
    ValueError,
)


def keep(track, sheet, archive, name, folder):
    """`name` is the song's in the ZIP: its files lie in folders beside it."""
    _timed(track, sheet.get("timed_lyrics"))
    place = PurePosixPath(name).parent
    listed = sheet.get("assets")
    for number, told in enumerate(listed[:MOST] if isinstance(listed, list) else ()):
        try:
            _asset(track, told, number, archive, place, folder)
        except NOT_USABLE as error:
            log.info("A file of the imported song %s is left out: %s", track.pk, error)
    track.mark_changed()


def _timed(track, told):
    words = told.get("words") if isinstance(told, dict) else None
    if isinstance(words, list) and words and all(map(_is_word, words)):
        TimedLyrics.objects.get_or_create(track=track, defaults={"words": words, "edited_at": track.made_at})


def _is_word(word):
    """[text, start, end]"""
    if not isinstance(word, list) or len(word) != 3 or not isinstance(word[0], str):
        return False
    return all(isinstance(at, int | float) and 0 <= at < 86400 for at in word[1:])


def _asset(track, told, number, archive, place, folder):
    kind, name = told["kind"], str(told["name"])[:80]
    file = PurePosixPath(str(told["files"]["file"])).name
    if (
        kind not in Asset.Kind.values
        or Asset.objects.filter(job=track.job, kind=kind, position=number).exists()
    ):
        return
    try:
        entry = archive.getinfo(str(place / kind / file))
    except KeyError as error:
        raise ValueError("It is not in the ZIP.") from error
    asset = Asset(owner=track.owner, track=track, job=track.job, kind=kind, name=name, position=number)
    assets.bring(asset, archives.unpacked(archive, entry, folder))
