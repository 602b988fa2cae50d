"""The sound of files that people sent, as samples (see synth), and the shares of it that go to stems."""

import math
from array import array
from itertools import accumulate, chain
from operator import sub

from .edges import clamped_sum
from .timbres import RATE
from .voices import are_chosen

try:
    import av
except ImportError:  # optional: songs without recordings need none
    av = None

# Files that hold their own sound. Playlists, which name other files and addresses, are none of these.
FORMATS = "mp3,wav,w64,flac,ogg,aac,aiff,au,caf,mov,mp4,m4a,matroska,webm,asf,amr"
PEAK = 15_000  # of a recording that something else sounds over
MOST_GAIN = 4
LOW, HIGH = 180, 5000  # hertz: a recording's bass is below, its drums are above


def path_in(folder, name):
    """The path of a file named in an order; ValueError where it lies outside the folder."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"{name} is not in the media folder")
    return path


def decoded(path, seconds):
    """The first seconds of a file, silence added where it is shorter; ValueError for what holds no sound."""
    size, parts, have = 2 * round(seconds * RATE), [], 0
    try:
        for part in stretches(path):
            parts.append(part)
            have += len(part)
            if have >= size:
                break
    except (av.FFmpegError, IndexError) as error:  # IndexError: a film without sound
        raise ValueError(f"{path.name} is no sound") from error
    return b"".join(parts)[:size] + bytes(max(0, size - have))


def stretches(path):
    """The samples of a file, some at a time, mono at RATE."""
    resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
    with path.open("rb") as file, av.open(file, options={"format_whitelist": FORMATS}) as media:
        for frame in chain(media.decode(audio=0), [None]):  # None: what the resampler still holds
            for part in resampler.resample(frame):
                yield bytes(part.planes[0])[: 2 * part.samples]


def levelled(sound):
    """The same with its peak at PEAK, or nearer to it where that would take more than MOST_GAIN."""
    values = array("h", sound)
    factor = min(MOST_GAIN, PEAK / max(1, max(values, default=0), -min(values, default=0)))
    return array("h", (int(value * factor) for value in values)).tobytes()


def share(sound, chosen, middle="vocals"):
    """What of a recording belongs to the chosen voices: lows to the bass, highs to the hat, the rest to `middle`.

    The shares of all voices add up to the recording, but where they would not fit into 16 bits. None chooses all.
    """
    if chosen is None:
        return sound
    values = array("h", sound)
    dull, low = lowpass(values, HIGH), lowpass(values, LOW)
    bands = (({"bass"}, low), ({middle}, map(sub, dull, low)), ({"hat", "drums"}, map(sub, values, dull)))
    kept = array("h", bytes(len(sound)))
    for names, band in bands:
        if are_chosen(names, [chosen]):
            kept = array("h", map(clamped_sum, kept, band))
    return kept.tobytes()


def lowpass(values, hertz):
    """Samples without what is above, by a filter of one pole."""
    pace = 1 - math.exp(-2 * math.pi * hertz / RATE)
    return array("h", map(int, accumulate(values, lambda level, value: level + pace * (value - level))))
