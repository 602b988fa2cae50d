"""Sound that only FFmpeg opens: what browsers record, M4A and AIFF; and another form of any of it."""

from array import array
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain

import av
from av.error import FFmpegError

# Each kind of file is opened as just that. Guessing would open playlists too, and those name other files.
DEMUXERS = {"mp3": "mp3", "m4a": "mov", "wav": "wav", "flac": "flac", "ogg": "ogg", "opus": "ogg", "aiff": "aiff",
            "aac": "aac", "webm": "matroska"}  # fmt: skip
ENCODERS = {"mp3": "libmp3lame", "wav": "pcm_s16le"}
RATES = (32000, 44100, 48000)  # what MP3 is written with; others become the middle one
BITS = {1: 128_000, 2: 256_000}  # a second, by channels


class Undecodable(Exception):
    """FFmpeg finds no sound in it, or stumbles over it."""


@dataclass(frozen=True)
class Look:
    """What the head of a file says. `length` in seconds, 0 where it says nothing; `has_picture` for a film."""

    length: float
    channels: int
    sample_rate: int
    bitrate: int
    has_picture: bool


def look(path, kind) -> Look:
    with _opened(path, kind) as container:
        sound = container.streams.audio[0]
        films = [video for video in container.streams.video if not _is_cover(video)]
        length = (container.duration or 0) / av.time_base
        return Look(length, sound.channels, sound.rate, container.bit_rate or 0, bool(films))


def told(path, kind) -> dict:
    """What it says of the song, under the names it uses."""
    with _opened(path, kind) as container:
        return dict(container.metadata)


def _is_cover(video):
    return bool(video.disposition & av.stream.Disposition.attached_pic)


def samples(path, kind, channels, rate, frames):
    """The sound in pieces of `frames`, as interleaved 16-bit samples; the last piece may be shorter."""
    with _opened(path, kind) as container:
        resampler = av.AudioResampler(format="s16", layout=_layout(channels), rate=rate, frame_size=frames)
        for frame in container.decode(audio=0):
            yield from _arrays(resampler.resample(frame), channels)
        yield from _arrays(resampler.resample(None), channels)


def _arrays(frames, channels):
    for frame in frames:
        if frame is not None and frame.samples:
            yield array("h", bytes(frame.planes[0])[: 2 * channels * frame.samples])


def convert(path, kind, target, to):
    """Write the sound again as `to`, a key of ENCODERS: of at most two channels."""
    with _opened(path, kind) as source, av.open(str(target), "w", format=to) as made:
        sound = source.streams.audio[0]
        channels = min(sound.channels, 2)
        rate = sound.rate if sound.rate in RATES else RATES[1]
        stream = made.add_stream(ENCODERS[to], rate=rate, layout=_layout(channels), bit_rate=BITS[channels])
        for frame in source.decode(sound):
            frame.pts = None  # a recording that was paused has gaps in its times
            made.mux(stream.encode(frame))
        made.mux(stream.encode(None))


def loudness(path, kind):
    """Integrated loudness in LUFS and true peak, 1 being full scale, as FFmpeg's `ebur128` measures them."""
    told = {}
    with _opened(path, kind) as container:
        sound = container.streams.audio[0]
        graph = _meter(sound)
        for frame in chain(_whole(container.decode(sound)), [None]):
            graph.push(frame)
            for measured in _ready(graph):
                told = measured.metadata or told  # the last frame may be too short to say anything
    return float(told.get("lavfi.r128.I", "-inf")), float(told.get("lavfi.r128.true_peak", 0))


def _meter(sound):
    graph = av.filter.Graph()
    graph.link_nodes(
        graph.add_abuffer(template=sound),
        graph.add("ebur128", "metadata=1:peak=true"),
        graph.add("abuffersink"),
    )
    graph.configure()
    return graph


def _whole(frames):
    for frame in frames:
        frame.pts = None  # a recording that was paused has gaps in its times
        yield frame


def _ready(graph):
    """What has come out of it by now."""
    with suppress(av.BlockingIOError, av.EOFError):
        while True:
            yield graph.pull()


def _layout(channels):
    return "mono" if channels == 1 else "stereo"


def open_as(path, demuxer):
    """A file on our disk, read as this and nothing else; whatever it names, no other file or address is opened."""
    return av.open(str(path), format=demuxer, options={"protocol_whitelist": "file"})


@contextmanager
def _opened(path, kind):
    try:
        with open_as(path, DEMUXERS[kind]) as container:
            if not container.streams.audio:
                raise Undecodable("There is no sound in it.")
            yield container
    except (FFmpegError, ValueError) as error:
        raise Undecodable(str(error)) from error
