"""The words of a song in time, as a person has them."""

from django.db import transaction

from ..media import retelling, timed, timing
from ..models import TimedLyrics, Track, TrackText


def tell(track, lines):
    """A person's own lines, all with their times; the song's lyrics become theirs where they wrote others."""
    kept = TimedLyrics.objects.filter(track=track).first() or TimedLyrics(track=track)
    words = timing.words_of(lines)
    before = timing.plain(timed.lines(kept.words)) or timing.plain(timing.read(track.lyrics))
    with transaction.atomic():
        kept.tell(words)
        if (now := timing.plain(timed.lines(words))) != before:
            _write(track, now)
    track.mark_changed()


def _write(track, lyrics):
    track.lyrics = lyrics
    Track.objects.filter(pk=track.pk).update(lyrics=lyrics)
    TrackText.objects.put(track)


def follow(track, before):
    """The lyrics were written anew, from `before`: what is sung keeps its time."""
    kept = TimedLyrics.objects.filter(track=track).first()
    if kept and track.lyrics:
        words = retelling.retold(kept.words, track.lyrics, before, track.duration)
        if words != kept.words:
            kept.tell(words)


def swap(track):
    """From a person's own to the provider's, or back. False where there is only one."""
    kept = TimedLyrics.objects.filter(track=track).first()
    swapped = bool(kept) and kept.swap()
    if swapped:
        track.mark_changed()
    return swapped
