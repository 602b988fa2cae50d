"""What a sound file is, how long it lasts, and the bars of its waveform."""

import math
import struct
import time
from array import array
from dataclasses import dataclass
from operator import mul
from pathlib import Path

import mutagen
from mutagen.aac import AAC
from mutagen.aiff import AIFFInfo
from mutagen.flac import FLAC
from mutagen.mp3 import BitrateMode, MPEGInfo
from mutagen.mp4 import MP4
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WaveStreamInfo

from . import decode

try:
    import miniaudio
except ImportError:  # optional: there is no wheel for every machine; FFmpeg is slower and does it too
    miniaudio = None

UNDECODED = (decode.Undecodable, *([miniaudio.MiniaudioError] if miniaudio else []))

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
FORMATS = {"m4a": MP4, "flac": FLAC, "ogg": OggVorbis, "opus": OggOpus, "aac": AAC}
# Read without what is said about the song: in an ID3 tag, a small file can unpack to gigabytes.
HEADS = {"mp3": MPEGInfo, "wav": WaveStreamInfo, "aiff": AIFFInfo}
DECODED = {"mp3", "wav", "flac", "ogg"}  # what miniaudio can open; FFmpeg opens the rest
PLAIN_RATE = 48000  # of what does not say how many samples a second it has
RATES = range(1, 192_001)  # that are believed: unpacked at another one, a small file can be huge
LONGEST = 4 * 3600  # seconds: a small file can unpack to days of silence
PATIENCE = 120  # seconds for unpacking; four hours of MP3 take about 20
MISREAD = (
    mutagen.MutagenError,
    decode.Undecodable,
    struct.error,
    EOFError,
    ValueError,
    LookupError,
    ArithmeticError,
)
BARS, BARS_IN_A_ROW = 800, 72  # of a waveform
BLOCK = 256  # frames measured at once: 6 ms at 44.1 kHz
STRIDE = 11  # only every 11th sample is measured: enough for a picture, and odd, so that all channels count
SILENCE = 4  # of 32,768: what an encoder makes of silence stays below


class NotAudio(Exception):
    """This is no sound file that can be kept; the text says why, for a person. `code` is one of empty, page,
    unknown, unreadable, silent, cut, undecodable, long."""

    def __init__(self, message, code="cut"):
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Audio:
    """Duration in seconds; kind, one of mp3, m4a, wav, flac, ogg, opus, aiff, aac, webm; bitrate in bits per second,
    0 when unknown."""

    duration: float
    kind: str
    bitrate: int


def check(path) -> Audio:
    """Read and decode the file; NotAudio for web pages, rubbish and cut files.

    The name plays no part. A cut MP3 without a frame count in its header cannot be told from a short song.
    """
    kind, info = _open(path)
    if kind == "m4a":
        _check_atoms(path)
    duration = _seconds_heard(path, kind, info)
    # Without a frame count in the header, the claim is only a guess from the first frames.
    claims = getattr(info, "bitrate_mode", None) != BitrateMode.UNKNOWN
    if claims and duration < info.length * 0.9:
        raise NotAudio(
            f"The file ends early: {duration:.0f} of {info.length:.0f} seconds can be played.", "cut"
        )
    if duration <= 0:
        raise NotAudio("The file holds no sound.", "silent")
    return Audio(duration, kind, getattr(info, "bitrate", 0))


def kind_of(path) -> str:
    """What the first bytes speak for: one of those kinds, "" for anything else."""
    return _kind(_head(path))


def peaks(path, count=BARS) -> bytes:
    """The waveform as `count` bars of 0–255, the loudest 255, pure silence all zero.

    A bar is half the loudest moment and half the average (both RMS) of its part of the song, so that single
    beats and whole passages both show. Memory grows by 4 bytes per 256 frames only.
    Empty where the file cannot be decoded.
    """
    try:
        kind, info = _open(path)
        levels = array("f", map(_level, _chunks(path, kind, info, BLOCK)))
    except (NotAudio, OSError):
        return b""
    return _scale([max(part) + sum(part) / len(part) for part in _slices(levels, count)])


def waveform(path) -> tuple[bytes, str]:
    """The peaks for a whole page, and the few of them that a row shows, encoded."""
    fine = peaks(path, BARS)
    return fine, encode(shrink(fine, BARS_IN_A_ROW))


def shrink(peaks: bytes, count: int) -> bytes:
    """At most `count` bars, each the highest of its slice."""
    return bytes(map(max, _slices(peaks, min(count, len(peaks)))))


def encode(peaks: bytes) -> str:
    """One character per bar, A (0) to _ (63): short enough for a data attribute of every row."""
    return "".join(ALPHABET[peak * 63 // 255] for peak in peaks)


def _head(path):
    with open(path, "rb") as file:
        return file.read(64)


def _kind(head):
    if head[4:8] == b"ftyp":
        return "m4a"
    if head[:4] == b"OggS":
        return "opus" if b"OpusHead" in head else "ogg"
    if head[:2] > b"\xff\xe0" and len(head) > 3:  # an MPEG frame; without a layer it is AAC
        return "mp3" if head[1] & 6 else "aac"
    starts = {b"ID3": "mp3", b"fLaC": "flac", b"RIFF": "wav", b"FORM": "aiff", b"\x1a\x45\xdf\xa3": "webm"}
    return next((kind for start, kind in starts.items() if head.startswith(start)), "")


def _complaint(head):
    if not head:
        return NotAudio("The file is empty.", "empty")
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return NotAudio("This is a web page, not a sound file.", "page")
    return NotAudio("This is not a sound file of a known kind.", "unknown")


def _open(path):
    """Kind and what its head says (length, channels, sample_rate, …), as far as it says it."""
    head = _head(path)
    kind = _kind(head)
    if not kind:
        raise _complaint(head)
    try:
        info = _info(path, kind)
    except MISREAD as error:
        raise NotAudio("The file starts like a sound file but cannot be read.", "unreadable") from error
    if getattr(info, "sketchy", False):
        raise NotAudio("The file starts like an MP3 but holds no sound.", "silent")
    return kind, info


def _info(path, kind):
    if kind in HEADS:
        with open(path, "rb") as file:
            return HEADS[kind](file)
    return FORMATS[kind](path).info if kind in FORMATS else decode.look(path, kind)


def _check_atoms(path):
    """The atoms of an M4A say how long the file has to be; what is cut decodes well up to there."""
    size, position = Path(path).stat().st_size, 0
    with open(path, "rb") as file:
        while position < size:
            file.seek(position)
            length = int.from_bytes(file.read(4))
            if length == 1:  # a long one has its length after the name
                length = int.from_bytes(file.read(12)[4:])
            length = length or size - position  # 0: to the end of the file
            if length < 8 or position + length > size:
                raise NotAudio("The file ends early.", "cut")
            position += length


def _form(info):
    """Channels and samples a second in which it is decoded."""
    channels, rate = getattr(info, "channels", 2), getattr(info, "sample_rate", PLAIN_RATE)
    return min(max(channels, 1), 2), rate if rate in RATES else PLAIN_RATE


def _chunks(path, kind, info, frames):
    """The sound in pieces of `frames`, interleaved 16-bit samples; NotAudio where it cannot be decoded."""
    channels, rate = _form(info)
    try:
        if miniaudio and kind in DECODED:
            yield from miniaudio.stream_file(
                str(path), nchannels=channels, sample_rate=rate, frames_to_read=frames
            )
        else:
            yield from decode.samples(path, kind, channels, rate, frames)
    except UNDECODED as error:
        raise NotAudio("The sound in this file cannot be decoded.", "undecodable") from error


def _seconds_heard(path, kind, info):
    channels, rate = _form(info)
    heard, deadline = 0, time.monotonic() + PATIENCE
    for chunk in _chunks(path, kind, info, 16384):
        heard += len(chunk)
        if heard > LONGEST * channels * rate or time.monotonic() > deadline:
            raise NotAudio("The file plays for more than four hours.", "long")
    return heard / channels / rate


def _level(samples):
    """The loudness (RMS) of one block."""
    some = samples[::STRIDE]
    return math.sqrt(sum(map(mul, some, some)) / len(some))


def _slices(values, count):
    """`count` parts that cover all values; they repeat where there are fewer values than parts."""
    size = len(values)
    for index in range(count if size else 0):
        start = index * size // count
        yield values[start : max(start + 1, (index + 1) * size // count)]


def _scale(bars):
    top = max(bars, default=0)
    if top < 2 * SILENCE:
        return bytes(len(bars))
    return bytes(round(255 * bar / top) for bar in bars)
