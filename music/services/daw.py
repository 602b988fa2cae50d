"""A song for another program: its voices, notes and markers as one ZIP, streamed while it is made.

Markers come twice: as Audacity's label track (start, end and name with tabs between, in seconds) and as marker events
of a standard MIDI file.
"""

import json
import re

from django.core.exceptions import SuspiciousFileOperation

from ..media import midi, names, timed
from ..models import Asset, TimedLyrics
from . import zips
from .zips import Entry

TEMPO = re.compile(r"\b(\d{2,3})\s?bpm\b", re.IGNORECASE)
KEY = re.compile(r"\b([A-G](?:#|b|♯|♭)?)[\s-]?(major|minor|maj|min)\b", re.IGNORECASE)
ABOUT = """{title}

stems/       the voices, of one song: begin them together at 0:00
midi/        the notes, as far as they were read; a second has two beats (120 BPM), whatever the tempo of the song is
markers.txt  parts and lines as a label track for Audacity (start, end, name)
markers.mid  the same as marker events of a MIDI file, 120 BPM
song.json    what is known: tempo and key only where they were asked for
"""


def stream(track):
    """The bytes of the ZIP. A file that is missing on the disk is named in `missing.txt`."""
    folder = names.slug_of(track.title, "song")
    return zips.stream(entry._replace(name=f"{folder}/{entry.name}") for entry in _entries(track))


def _entries(track):
    yield _text("song.json", json.dumps(facts(track), ensure_ascii=False, indent=2))
    yield _text("about.txt", ABOUT.format(title=track))
    if kept := TimedLyrics.objects.filter(track=track).first():
        yield from _words(track, kept.words)
    missing = []
    for name, file in _files(track):
        try:
            opened = file.open("rb")
        except (OSError, SuspiciousFileOperation):
            missing.append(name)
        else:
            yield Entry(name, zips.pieces(opened))
    if missing:
        yield _text("missing.txt", "\n".join(missing) + "\n")


def _text(name, content):
    return Entry(name, content.encode(), is_packed=True)


def _words(track, words):
    marks = sorted(markers(words), key=lambda mark: mark[0])  # a part before its first line
    yield _text("markers.txt", "".join(f"{start:.6f}\t{end:.6f}\t{name}\n" for start, end, name in marks))
    yield Entry("markers.mid", midi.markers_of([(start, name) for start, _end, name in marks]))
    yield _text("words.lrc", timed.lrc(words, track.title, track.duration))


def markers(words):
    """(start, end, name) of each part, as its mark has it, and of each line; a part lasts until the next."""
    lines = timed.lines(words)
    sung = [line for line in lines if line.words]
    starts = [(place, _start_behind(lines, place)) for place, line in enumerate(lines) if line.heading]
    for number, (place, start) in enumerate(starts):
        if start is not None:
            following = [begin for _place, begin in starts[number + 1 :] if begin is not None]
            yield start, following[0] if following else sung[-1].end, f"[{lines[place].heading}]"
    for line in sung:
        yield line.start, line.end, line.text


def _start_behind(lines, place):
    return next((line.start for line in lines[place:] if line.words), None)


def _files(track):
    """(name, file) of what lies on the disk."""
    kept = [asset for asset in track.files if asset.is_kept and asset.file]
    jobs = list(dict.fromkeys(asset.job_id for asset in kept if asset.kind == Asset.Kind.STEM))
    for asset in kept:
        name = names.slug_of(str(asset), asset.kind)
        if asset.kind == Asset.Kind.STEM:
            time = jobs.index(asset.job_id)
            yield (
                f"stems{f'-{time + 1}' if time else ''}/{asset.position + 1:02} {name}.{_suffix(asset.file)}",
                asset.file,
            )
        elif asset.kind == Asset.Kind.MIDI:
            yield f"midi/{name}-{names.short_id(asset.uuid)}.mid", asset.file
    whole = next((asset.file for asset in kept if asset.kind == Asset.Kind.WAV), track.audio)
    if whole:
        yield f"{names.slug_of(track.title, 'song')}.{_suffix(whole)}", whole


def _suffix(file):
    return file.name.rpartition(".")[2]


def facts(track):
    """What another program may want to know; tempo and key where the song was asked for with them, else null."""
    params = track.job.params
    tempo, key = TEMPO.search(track.style), KEY.search(track.style)
    return {
        "title": track.title,
        "style": track.style,
        "seconds": track.duration,
        "tempo": params.get("sound_tempo") or (int(tempo[1]) if tempo else None),
        "key": params.get("sound_key") or (" ".join(key.groups()) if key else None),
        "lyrics": track.lyrics,
        "made_at": track.made_at.isoformat(),
    }
